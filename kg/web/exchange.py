"""One request and its answer on the wire: the body that comes, the reply that goes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from kg.web import problems
from kg.web.actions import Reply, size_of
from kg.web.limits import Limits
from kg.web.problems import Problem

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Headers: TypeAlias = Sequence[tuple[bytes, bytes]]

_PIECE = 1 << 18
_BARE = {204, 304}  # they have no body, and a length would be another one's (RFC 9110, 8.6)

# Any page may read what anybody may read; nothing here depends on who asks.
_ALWAYS = [
    (b"access-control-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
]


def header(scope: Scope, name: bytes) -> str:
    """A header of the request; the lines of one that comes several times are one list."""
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1")


def headers(scope: Scope, *names: bytes) -> list[str]:
    """Some headers of the request, each as `header` gives it."""
    found = dict.fromkeys(names, b"")
    for key, value in scope["headers"]:
        if key in found:
            found[key] = found[key] + b", " + value if found[key] else value
    return [value.decode("latin-1") for value in found.values()]


async def body(scope: Scope, receive: Receive, limits: Limits) -> bytes:
    """The body of a request.

    Raises:
        Problem: it is compressed, too large, comes too slowly, or is cut off.
    """
    if (coding := header(scope, b"content-encoding").strip().lower()) not in ("", "identity"):
        raise problems.wrong_coding(coding)
    try:
        async with asyncio.timeout(limits.grace):
            return await _whole(receive, limits)
    except TimeoutError:
        raise problems.slow_client() from None


async def _whole(receive: Receive, limits: Limits) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise problems.cut_off()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limits.query:
            raise problems.query_limit(limits.query)
        if not message.get("more_body"):
            return b"".join(parts)


async def gone(receive: Receive) -> None:
    """Wait until the caller goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def give(
    send: Send, reply: Reply, limits: Limits, *, head: bool = False, more: Headers = ()
) -> None:
    """Send a reply, with `more` headers whose names are small; `head` leaves out its body."""
    file = reply.file
    try:
        headers = _headers(reply, more)
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if file is None or head:
            await send({"type": "http.response.body", "body": b"" if head else reply.body})
        else:
            await _give_file(send, file)
    finally:
        if file is not None:
            os.close(file)


def _headers(reply: Reply, more: Headers) -> list[tuple[bytes, bytes]]:
    own = reply.headers.items()
    return [
        *_ALWAYS,
        *(() if reply.status in _BARE else _of_body(reply)),
        *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in own),
        *more,
    ]


def _of_body(reply: Reply) -> Headers:
    length = b"%d" % size_of(reply)
    return (b"content-type", reply.media.encode("latin-1")), (b"content-length", length)


async def _give_file(send: Send, file: int) -> None:
    """Send a file in pieces; a caller who takes none for too long loses the connection."""
    offset = 0
    while piece := os.pread(file, _PIECE, offset):
        offset += len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def give_problem(send: Send, problem: Problem, limits: Limits, *, head: bool = False) -> None:
    """Tell a caller what went wrong."""
    reply = Reply(problem.body(), problems.MEDIA, problem.status, dict(problem.headers))
    with suppress(OSError):
        await give(send, reply, limits, head=head)
