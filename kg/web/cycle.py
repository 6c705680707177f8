"""One request on a connection and its answer, as an ASGI application sees them.

uvicorn has a class for this, too, which costs a small answer more than the worker's message does:
it looks at each header four times, and writes the head before the body. Here the head waits for
the first piece of the body, so that the caller gets one packet, and is looked at once.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, Protocol

_MUCH = 1 << 16  # octets of a body that wait to be read before no more are taken in
_LINES = {one.value: f"HTTP/1.1 {one.value} {one.phrase}".encode() for one in HTTPStatus}
_END = b"\r\n"
_TEXT = bytes(octet for octet in range(256) if (octet >= 32 and octet != 127) or octet == 9)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_CLOSE = b"connection: close"


class Line(Protocol):
    """The connection as its cycles see it."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    full: asyncio.Future[None] | None

    @property
    def always(self) -> list[tuple[bytes, bytes]]:
        """The headers of every answer."""

    def read_no_more(self) -> None:
        """Let what comes wait outside."""

    def read_on(self) -> None:
        """Take in what comes."""

    def answered(self) -> None:
        """The answer of the cycle that runs is over."""


class Cycle:
    """A request, whose `receive` and `send` an application is given."""

    __slots__ = (
        *("_alone", "_body", "_given", "_head", "_left", "_line", "_news", "_waiter"),
        *("complete", "disconnected", "expects", "keep", "more", "scope", "started", "task"),
    )

    def __init__(self, line: Line, scope: dict[str, Any], *, keep: bool, expects: bool) -> None:
        self._line, self.scope = line, scope
        self.keep, self.expects = keep, expects
        self.started = self.complete = self.disconnected = False
        self.more = True
        self.task: asyncio.Task[None] | None = None
        self._body, self._head, self._left = b"", b"", 0
        self._news = self._given = self._alone = False
        self._waiter: asyncio.Future[None] | None = None

    # The request

    def take(self, body: bytes) -> None:
        """Take a piece of the body."""
        if not self.complete:
            self._body += body
            if len(self._body) > _MUCH:
                self._line.read_no_more()
            self.tell()

    def end(self) -> None:
        """The request is here as a whole."""
        if not self.complete:
            self.more = False
            self.tell()

    def nothing_follows(self) -> None:
        """The caller says nothing more, and may have gone; it is still answered."""
        self._alone = True
        if self._given:
            self.tell()

    def leave(self) -> None:
        """The caller is gone, or of no more interest."""
        self.disconnected = True
        self.tell()

    def tell(self) -> None:
        """There is something to receive."""
        self._news = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def receive(self) -> dict[str, Any]:
        """The next piece of the body, or that the caller is gone."""
        transport = self._line.transport
        if self.expects and self.more and not (self.disconnected or transport.is_closing()):
            transport.write(_CONTINUE)
        self.expects = False
        if not self._news and not (self._given and self._alone):
            self._line.read_on()
            self._waiter = self._line.loop.create_future()
            await self._waiter
        self._news = False
        if self.disconnected or self.complete or self._given:
            self._news = True
            return {"type": "http.disconnect"}
        body, self._body = self._body, b""
        self._given = not self.more
        return {"type": "http.request", "body": body, "more_body": self.more}

    # The answer

    async def send(self, message: Any) -> None:
        """Send the head of the answer, or a piece of its body.

        Raises:
            RuntimeError: it is none that can be sent.
        """
        if self._line.full is not None and not self.disconnected:
            await self._line.full
        if self.disconnected:
            return
        if message["type"] == "http.response.start":
            if self.expects and self.more:
                self.keep = False  # nobody knows whether the body comes (RFC 9110, 10.1.1)
            self.started, self.expects = True, False
            self._head = self._begun(message["status"], message["headers"])
        else:
            self._write(message.get("body", b""), more=message.get("more_body", False))

    def _begun(self, status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
        lines = [_LINES[status], *map(b": ".join, self._line.always), *map(b": ".join, headers)]
        if not self.keep:
            lines.append(_CLOSE)
        head = _END.join([*lines, b"", b""])
        if head.translate(None, _TEXT) != _END * (len(lines) + 1):
            raise RuntimeError("a header holds what would end it")
        if self.scope["method"] != "HEAD" and status not in (204, 304):
            self._left = int(dict(headers)[b"content-length"])  # whatever is served has a length
        return head

    def _write(self, body: bytes, *, more: bool) -> None:
        if self.scope["method"] == "HEAD":
            body = b""
        self._left -= len(body)
        if self._left < 0 or (self._left and not more):
            raise RuntimeError("an answer has another length than it said")
        data, self._head = self._head + body, b""
        if data and not self._line.transport.is_closing():
            self._line.transport.write(data)
        if not more:
            self.complete = True
            self.tell()
            self._line.answered()
