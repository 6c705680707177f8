"""What no two servers in a row may read otherwise: where a request ends, and whom it is for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.line import GET, body, come, short, starting

POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
LENGTH = POST + b"Content-Length: 6\r\n"
UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
EXPECT = b"Expect: 100-continue\r\n"
GARBAGE = b"garbage\r\n\r\n"


async def echo(receive: Any, send: Any) -> None:
    """Answers with what came."""
    parts, more = [], True
    while more:
        came = await receive()
        if came["type"] == "http.disconnect":
            return
        parts.append(came["body"])
        more = came["more_body"]
    said = b"<" + b"".join(parts) + b">"
    await send(starting((b"content-length", b"%d" % len(said))))
    await send(body(said))


async def patient(receive: Any, send: Any) -> None:
    """Answers nobody who goes away before the slow answer is there."""
    while (await receive())["type"] != "http.disconnect":
        pass


def told(*pieces: bytes | None, answer: Any = echo, turns: int = 20) -> list[str]:
    """The status of each answer with its body or kind, and whether the connection ends."""
    sent = come(answer, *pieces, turns=turns)
    said = []
    for part in b"".join(sent.data).split(b"HTTP/1.1 ")[1:]:
        head, _, rest = part.partition(b"\r\n\r\n")
        kind = rest.partition(b"/problem/")[2].partition(b'"')[0] or rest
        said.append(f"{head[:3].decode()} {kind.decode()}".strip())
    return [*said, "end"] if sent.closing else said


@pytest.mark.parametrize(
    ("pieces", "expected"),
    {
        "two lengths": ([LENGTH + b"Content-Length: 6\r\n\r\nASK {}"], "malformed-http"),
        "a list of lengths": ([POST + b"Content-Length: 6, 6\r\n\r\nASK {}"], "malformed-http"),
        "length and chunks": ([LENGTH + CHUNKED[25:] + b"\r\n0\r\n\r\n"], "malformed-http"),
        "chunks and length": (
            [CHUNKED + b"Content-Length: 6\r\n\r\n0\r\n\r\n"],
            "malformed-http",
        ),
        "chunks of chunks": (
            [POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"],
            "malformed-http",
        ),
        "no chunks at the end": ([POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n"], "400"),
        "a folded line": ([POST + b"A: b\r\n c\r\n\r\n"], "malformed-http"),
        "a line without CR": ([GET[:-2] + b"A: b\n\r\n"], "malformed-http"),
        "a chunk without CR": ([CHUNKED + b"\r\n6\nASK {}\r\n0\r\n\r\n"], "malformed-http"),
        "a length behind the body": (
            [CHUNKED + b"\r\n0\r\nContent-Length: 9\r\n\r\n"],
            "malformed-http",
        ),
        "a name with a space": ([POST + b"Content-Length : 6\r\n\r\nASK {}"], "malformed-http"),
        "no host": ([b"GET / HTTP/1.1\r\n\r\n"], "wrong-host"),
        "two hosts": ([GET[:-2] + b"Host: x\r\n\r\n"], "wrong-host"),
        "HTTP/2": ([b"GET / HTTP/2.0\r\nHost: x\r\n\r\n"], "505 wrong-version"),
        "packed chunks": (
            [POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
            "501 wrong-coding",
        ),
    }.values(),
)
def test_what_could_be_read_in_two_ways_is_refused(pieces: list[bytes], expected: str) -> None:
    first, *rest = told(*pieces, GET)
    assert expected in first
    assert rest == ["end"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([b"GET / HTTP/1.0\r\n\r\n"], ["200 <>", "end"]),
        ([b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"], ["200 <>", "end"]),
        ([CHUNKED + b"\r\n6;a=b\r\nASK {}\r\n0\r\nA: b\r\n\r\n", GET], ["200 <ASK {}>", "200 <>"]),
        ([b"\r\n\r\n" + GET], ["200 <>"]),
        ([GET[:-2] + UPGRADE + b"\r\n" + GET], ["200 <>", "200 <>"]),
        ([LENGTH + UPGRADE + b"\r\nASK {}" + GET], ["200 <ASK {}>", "200 <>"]),
        ([LENGTH + UPGRADE + b"\r\n", b"ASK", b" {}", GET], ["200 <ASK {}>", "200 <>"]),
        (
            [CHUNKED + UPGRADE + b"\r\n2\r\nAS\r\n", b"4\r\nK {}\r\n0\r\n\r\n" + GET],
            ["200 <ASK {}>", "200 <>"],
        ),
        ([LENGTH + EXPECT + b"\r\n", b"ASK {}"], ["100", "200 <ASK {}>"]),
        ([LENGTH.replace(b"1.1", b"1.0") + EXPECT + b"\r\n", b"ASK {}"], ["200 <ASK {}>", "end"]),
    ],
)
def test_a_request_ends_where_it_says(pieces: list[bytes], expected: list[str]) -> None:
    assert told(*pieces) == expected


def test_a_thousand_upgrades_in_a_row() -> None:
    assert told((GET[:-2] + UPGRADE + b"\r\n") * 1000, turns=4000) == ["200 <>"] * 1000


def test_a_body_that_may_not_come_is_not_waited_for() -> None:
    """What comes next may be that body, or another request."""
    assert told(LENGTH + EXPECT + b"\r\n", GET, answer=short) == ["200 body", "end"]
    assert told(LENGTH + EXPECT + b"\r\nASK {}", GET, answer=short) == ["200 body"] * 2


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([GET + GET + GARBAGE + GET], ["200 <>", "200 <>", "400 malformed-http", "end"]),
        ([GET + CHUNKED + b"\r\nzz\r\n"], ["200 <>", "400 malformed-http", "end"]),
        ([GET + b"GET / HTTP/1.1\r\n\r\n" + GET], ["200 <>", "400 wrong-host", "end"]),
        ([CHUNKED + b"\r\nzz\r\n" + GET], ["400 malformed-http", "end"]),
    ],
)
def test_what_came_before_a_mistake_is_answered(pieces: list[bytes], expected: list[str]) -> None:
    assert told(*pieces) == expected


def test_a_mistake_behind_an_answer_is_not_the_next_answer() -> None:
    head = CHUNKED + b"\r\n2\r\nAS\r\n"
    assert told(head, b"zz\r\n", answer=short) == ["200 body", "end"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([GET, None], ["200 <>", "end"]),
        ([LENGTH + b"\r\nASK {}", None], ["200 <ASK {}>", "end"]),
        ([LENGTH + b"\r\nASK", None], ["end"]),
        ([GET[:-2], None], ["end"]),
        ([GET + GET + GET[:20], None], ["200 <>", "200 <>", "end"]),
        ([GET + LENGTH + b"\r\nASK", None], ["200 <>", "end"]),
        ([GET + GARBAGE, None], ["200 <>", "400 malformed-http", "end"]),
        ([None], ["end"]),
    ],
)
def test_who_says_nothing_more_is_answered(pieces: list[Any], expected: list[str]) -> None:
    assert told(*pieces) == expected


def test_who_says_nothing_more_waits_for_nothing_slow() -> None:
    assert told(GET, None, answer=patient) == ["end"]


@pytest.mark.parametrize(
    ("line", "host", "path"),
    [
        (b"GET / HTTP/1.1", b"x", "/"),
        (b"GET http://other.example:80/a?b HTTP/1.1", b"other.example:80", "/a"),
        (b"GET http://other.example HTTP/1.1", b"other.example", "/"),
        (b"GET http://[::1]:8/ HTTP/1.1", b"[::1]:8", "/"),
        (b"OPTIONS * HTTP/1.1", b"x", "*"),
    ],
)
def test_an_address_in_the_first_line_is_the_host(line: bytes, host: bytes, path: str) -> None:
    (scope,) = come(short, line + b"\r\nHost: x\r\nA: b\r\n\r\n").scopes
    assert [value for name, value in scope["headers"] if name == b"host"] == [host]
    assert (b"a", b"b") in scope["headers"]
    assert scope["path"] == path
