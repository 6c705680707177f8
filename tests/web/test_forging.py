"""Only a proxy is believed when it says that a request comes from elsewhere."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.web.asking import until
from tests.web.server import Server

_HERE = "127.0.0.1"
_IDS = count(1)


@pytest.fixture(scope="module")
def proxied(numbers: Path) -> Iterator[Server]:
    """A server that takes a proxy's word."""
    serving = Server("--store", numbers, "--proxy", _HERE, cwd=numbers.parent)
    yield serving
    serving.kill()


def described(server: Server, *headers: tuple[str, str]) -> httpx.Response:
    """The description of the service, which names its address."""
    given = [("Accept", "text/turtle"), *headers]
    return httpx.get(f"{server.url}sparql", headers=given, timeout=60)


def logged(server: Server, *headers: tuple[str, str]) -> object:
    """The caller of a request as the log has it."""
    name = f"forged-{next(_IDS)}"
    described(server, ("X-Request-Id", name), *headers)
    until(lambda: any(line.get("request") == name for line in server.log))
    return next(line["client"] for line in server.log if line.get("request") == name)


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"]
)
def test_nobody_else_says_who_calls(store_server: Server, header: str) -> None:
    assert logged(store_server, (header, "192.0.2.6")) == _HERE


@pytest.mark.parametrize(
    ("said", "caller"),
    [
        (["192.0.2.7"], "192.0.2.7"),
        (["192.0.2.6, 192.0.2.7"], "192.0.2.7"),  # the last one is the proxy's own word
        (["192.0.2.6", "192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7, 127.0.0.1"], "192.0.2.7"),  # a proxy behind a proxy
        (["2001:db8::7"], "2001:db8::7"),
        ([""], _HERE),
    ],
)
def test_a_proxy_says_who_calls_and_its_caller_does_not(
    proxied: Server, said: list[str], caller: str
) -> None:
    assert logged(proxied, *[("X-Forwarded-For", one) for one in said]) == caller


@pytest.mark.parametrize(
    ("said", "scheme"),
    [("https", "https"), ("wss", "https"), ("ws", "http"), ("javascript", "http"), ("", "http")],
)
def test_the_scheme_of_a_proxy_is_one_of_two(proxied: Server, said: str, scheme: str) -> None:
    text = described(proxied, ("X-Forwarded-Proto", said), ("Host", "kg.example")).text
    assert f"<{scheme}://kg.example/sparql>" in text


def test_nobody_else_says_which_scheme(store_server: Server) -> None:
    text = described(store_server, ("X-Forwarded-Proto", "https"), ("Host", "kg.example")).text
    assert "<http://kg.example/sparql>" in text


@pytest.mark.parametrize(
    "header",
    [
        ("X-Forwarded-Host", "forged.example"),
        ("X-Forwarded-Server", "forged.example"),
        ("X-Forwarded-Prefix", "/forged"),
        ("X-Forwarded-Port", "666"),
        ("Forwarded", "host=forged.example;proto=https"),
        ("X-Original-URL", "/metrics"),
        ("X-Rewrite-URL", "/metrics"),
        ("X-HTTP-Method-Override", "DELETE"),
    ],
    ids=lambda header: header[0],
)
def test_no_other_header_says_what_is_asked(proxied: Server, header: tuple[str, str]) -> None:
    assert described(proxied, header).content == described(proxied).content


def test_what_one_host_is_told_another_is_not(store_server: Server) -> None:
    for host in ("one.example", "other.example", "one.example"):
        answer = described(store_server, ("Host", host))
        assert f"<http://{host}/sparql>" in answer.text


@pytest.mark.parametrize(
    "host", ['x"><b>', "x/y", "@x", "x y", "x@y", "x?y", "x#y", "x:y", "x:123456", "x\\y", "x,y"]
)
def test_a_host_that_is_none_is_not_repeated(store_server: Server, host: str) -> None:
    answer = described(store_server, ("Host", host))
    assert answer.status_code == 400
    assert host not in answer.text


def test_two_hosts_are_none(store_server: Server) -> None:
    connection = http.client.HTTPConnection(_HERE, store_server.port, timeout=60)
    connection.putrequest("GET", "/sparql", skip_host=True)
    connection.putheader("Host", "one.example")
    connection.putheader("Host", "other.example")
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()
