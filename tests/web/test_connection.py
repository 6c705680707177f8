"""Callers that no client library would be: slow, endless, malformed, greedy."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.web.asking import ENDLESS, LARGE, QUICK, Wire, ask, metric, until
from tests.web.server import Server

_GET = f"GET /sparql?query={quote(QUICK)} HTTP/1.1\r\nHost: x\r\n".encode()
_REFUSED = 'kg_requests_total{route="other",status="408"}'
_LEFT = 'kg_requests_stopped_total{limit="caller"}'
_POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def strict(numbers: Path) -> Iterator[Server]:
    limits = "--grace 0.6 --idle 1 --connections 40 --processes 1 --query-limit 16"
    serving = Server("--store", numbers, *limits.split(), cwd=numbers.parent)
    yield serving
    serving.kill()


def test_headers_that_come_slowly(strict: Server) -> None:
    wire = Wire(strict, _GET[:20])
    for octet in b"abcdefghijkl":
        time.sleep(0.1)
        if not wire.send(bytes([octet])):
            break
    assert wire.status() in (408, 0)  # it may be lost where more was sent after it


def test_headers_that_never_end(strict: Server) -> None:
    assert Wire(strict, _GET).status() == 408


def test_nothing_at_all(strict: Server) -> None:
    assert Wire(strict).rest() == b""


def test_empty_lines_for_ever(strict: Server) -> None:
    wire = Wire(strict, _GET + b"\r\n")
    assert wire.socket.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    until(lambda: not wire.send(b"\r\n"), patience=10)
    wire.close()


def test_nothing_but_empty_lines(strict: Server) -> None:
    before = metric(strict, _REFUSED)
    wire = Wire(strict, b"\r\n")
    until(lambda: not wire.send(b"\r\n"), patience=10)
    wire.close()
    assert metric(strict, _REFUSED) == before + 1


def test_a_body_that_comes_slowly(strict: Server) -> None:
    wire = Wire(strict, _POST + b"Content-Length: 100\r\n\r\nASK")
    answer = wire.socket.recv(1 << 16)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert wire.rest() == b""  # and the connection does not stay


def test_a_body_that_drips(strict: Server) -> None:
    before = len(strict.log)
    wire = Wire(strict, _POST + b"Content-Length: 100\r\n\r\n")
    until(lambda: not wire.send(b"x"), patience=10)
    wire.close()
    until(lambda: len(strict.log) > before)
    assert strict.log[-1]["status"] == 408


def test_a_body_that_is_cut_off(strict: Server) -> None:
    before = len(strict.log)
    Wire(strict, _POST + b"Content-Length: 100\r\n\r\nASK {").close()
    until(lambda: len(strict.log) > before)
    assert strict.log[-1]["status"] == 499
    assert ask(strict).status_code == 200


@pytest.mark.parametrize(("coding", "status"), [("gzip", 415), ("identity", 200)])
def test_a_compressed_body_is_told(strict: Server, coding: str, status: int) -> None:
    answer = httpx.post(
        f"{strict.url}sparql",
        content=b"ASK {}",
        headers={"Content-Type": "application/sparql-query", "Content-Encoding": coding},
        timeout=60,
    )
    assert answer.status_code == status, answer.text
    assert status == 200 or answer.headers["accept-encoding"] == "identity"


def test_a_body_without_end_is_not_read_for_ever(strict: Server) -> None:
    before = len(strict.log)
    wire = Wire(strict, _POST + b"Transfer-Encoding: chunked\r\n\r\n")
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    until(lambda: not wire.send(piece), patience=15)
    wire.close()
    until(lambda: len(strict.log) > before)
    assert strict.log[-1]["status"] == 413


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"X-A: " + b"a" * 100_000 + b"\r\n", 431),
        (b"".join(b"X-%d: a\r\n" % n for n in range(5_000)), 431),
        (b"X-A: " + b"a" * 2_000_000, 431),  # without an end
        (b"A" * 200_000, 431),
    ],
    ids=["long", "many", "endless", "name"],
)
def test_header_bombs(strict: Server, head: bytes, status: int) -> None:
    wire = Wire(strict)
    wire.send(_GET + head)
    wire.send(b"\r\n")
    assert wire.status() in (status, 0)
    assert ask(strict).status_code == 200


def test_a_header_bomb_is_told_what_it_is(strict: Server) -> None:
    came = Wire(strict, _GET + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n").rest()
    head, _, body = came.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert json.loads(body)["status"] == 431


def test_what_is_refused_is_heard_though_more_is_on_the_way(strict: Server) -> None:
    wire = Wire(strict)
    assert wire.send(_GET + b"X-A: " + b"a" * 3_000_000)
    assert wire.status() == 431


def test_who_says_nothing_more_is_answered(strict: Server) -> None:
    """As `nc` and old clients do: the sending side is shut, and the answer waited for."""
    wire = Wire(strict, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.rest().count(b"alive\n") == 200


def test_who_says_nothing_more_waits_for_nothing_slow(strict: Server) -> None:
    """It looks the same to the server as one who went away."""
    wire = Wire(strict, f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    wire.socket.shutdown(socket.SHUT_WR)
    assert wire.rest() == b""
    until(lambda: not metric(strict, "kg_slow_running"))


def test_headers_after_the_body_count_too(strict: Server) -> None:
    wire = Wire(strict, _POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n")
    for number in range(200):
        if not wire.send(b"X-%d: " % number + b"a" * 1_000 + b"\r\n"):
            break
    assert b" 200 " not in wire.rest()[:20]


def test_a_path_that_is_too_long(strict: Server) -> None:
    wire = Wire(strict)
    wire.send(b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert wire.status() in (414, 0)


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a handshake of TLS",
        b"GET\r\n\r\n",
        b"GET /sparql HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_http(strict: Server, data: bytes) -> None:
    assert Wire(strict, data).status() in (400, 0, 408)
    assert ask(strict).status_code == 200


def test_requests_in_a_row_are_answered_in_their_order(strict: Server) -> None:
    asked = [f"GET /sparql?query={quote(f'SELECT ({n} AS ?n) {{}}')} " for n in range(50)]
    heads = [one.encode() + b"HTTP/1.1\r\nHost: x\r\n\r\n" for one in asked]
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    came = Wire(strict, b"".join([*heads, last])).rest()
    places = [came.index(b'"value":"%d"' % n) for n in range(50)]
    assert places == sorted(places)
    assert came.endswith(b"alive\n")


def test_who_goes_away_with_requests_in_a_row_stops_the_running_one(strict: Server) -> None:
    endless = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    wire = Wire(strict, endless + _GET + b"\r\n")
    until(lambda: metric(strict, "kg_slow_running"))
    before = metric(strict, _LEFT)
    wire.close()
    until(lambda: not metric(strict, "kg_slow_running"), patience=5)
    assert metric(strict, _LEFT) == before + 1


def test_who_reads_nothing_is_left(strict: Server) -> None:
    wire = Wire(strict, _large(strict))
    size = int(wire.socket.recv(1000).partition(b"content-length: ")[2].split()[0])
    until(lambda: metric(strict, "kg_connections") == 1)  # the one that asks for this
    assert len(wire.rest()) < size  # what was on the way, and no more


def test_who_goes_away_while_reading_leaves_nothing(strict: Server) -> None:
    open_files = _open_files(strict)
    for _ in range(3):
        wire = Wire(strict, _large(strict))
        assert wire.socket.recv(1 << 16)
        wire.close()
    until(lambda: metric(strict, "kg_connections") == 1)
    until(lambda: _open_files(strict) <= open_files + 1)


def test_more_connections_than_are_kept(strict: Server) -> None:
    kept = [Wire(strict) for _ in range(40)]
    came = Wire(strict).rest()
    assert came.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: " in came.lower()
    for wire in kept:
        wire.close()
    until(lambda: ask(strict).status_code == 200)


@pytest.mark.parametrize(
    "rest",
    [b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"Transfer-Encoding: gzip\r\n\r\n"],
    ids=["chunk", "coding"],
)
def test_a_body_that_is_none_is_told(strict: Server, rest: bytes) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    came = Wire(strict, head + rest).rest()
    assert came.startswith(b"HTTP/1.1 400 ")
    assert came.count(b"HTTP/1.1") == 1
    assert b"/problem/malformed-http" in came


def test_who_asks_for_another_protocol_gets_an_answer(strict: Server) -> None:
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n"
    wire = Wire(strict, _GET + upgrade)
    assert wire.socket.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    wire.close()


def test_the_whole_server_has_options(strict: Server) -> None:
    came = Wire(strict, b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").rest()
    head = came.lower()
    assert head.startswith(b"http/1.1 204 ")
    assert b"\r\nallow: get, head, post, options\r\n" in head
    assert b"content-length" not in head


def _large(server: Server) -> bytes:
    query = LARGE + " LIMIT 100000"
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def _open_files(server: Server) -> int:
    """Descriptors of the process that answers."""
    counts = [0]
    for pid, command in server.processes().items():
        if "spawn_main" in command:
            counts.append(sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()))
    return max(counts)
