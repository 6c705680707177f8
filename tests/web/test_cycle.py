"""What of an answer goes to the wire: in one packet, as long as it says, and no second answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.line import GET, body, come, short, starting


def test_a_head_and_its_body_are_one_packet() -> None:
    sent = come(short, GET, GET)
    assert sent.data == [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody"] * 2
    assert not sent.closing


def test_pieces_are_sent_as_they_come() -> None:
    async def pieces(_: Any, send: Any) -> None:
        await send(starting((b"content-length", b"4")))
        await send(body(b"bo", more=True))
        await send(body(b"dy", more=True))
        await send(body(b""))

    head = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n"
    assert come(pieces, GET).data == [head + b"bo", b"dy"]


@pytest.mark.parametrize("body_", [b"bod", b"bodyy"])
def test_an_answer_of_another_length_ends_the_connection(body_: bytes) -> None:
    async def wrong(_: Any, send: Any) -> None:
        await send(starting((b"content-length", b"4")))
        await send(body(body_))

    sent = come(wrong, GET)
    assert (sent.data, sent.closing) == ([], True)


@pytest.mark.parametrize("value", [b"a\r\nb: c", b"a\nb: c", b"a\rb", b"a\0"])
def test_no_header_brings_another_one(value: bytes) -> None:
    async def two(_: Any, send: Any) -> None:
        await send(starting((b"content-length", b"0"), (b"location", value)))
        await send(body(b""))

    sent = come(two, GET)
    assert (sent.data, sent.closing) == ([], True)


def test_what_fails_before_its_answer_ends_the_connection() -> None:
    async def fails(*_: Any) -> None:
        raise ZeroDivisionError

    assert come(fails, GET).closing


def test_the_last_request_closes_the_connection() -> None:
    sent = come(short, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert sent.data[0].endswith(b"\r\nconnection: close\r\n\r\nbody")
    assert sent.closing


def test_a_body_is_asked_for_where_the_caller_waits() -> None:
    async def reads(receive: Any, send: Any) -> None:
        came = await receive()
        assert (came["body"], came["more_body"]) == (b"ASK", True)
        came = await receive()
        assert (came["body"], came["more_body"]) == (b"{}", False)
        await short(receive, send)

    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    sent = come(reads, head, b"ASK", b"{}")
    assert sent.data[0] == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert sent.data[1].endswith(b"\r\n\r\nbody")


def test_while_requests_wait_no_more_are_read() -> None:
    """Else each answer would have one more piece read, with thousands of requests in it."""
    read: list[bool] = []

    async def noted(receive: Any, send: Any) -> None:
        read.append(send.__self__._line.transport.reads)
        await short(receive, send)

    sent = come(noted, GET * 4, turns=20)
    assert len(sent.data) == 4
    assert read == [False, False, False, True]
