"""What is kept of each request: its number, how it went, how long it took, what it cost.

Around every request stands a `Watched`: it gives the request its id, puts it into the answer and
into a problem's body, and counts and writes down what became of it. A problem becomes a page where
a browser asks.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from itertools import count
from secrets import token_hex

from kg.web import failed, problems
from kg.web.exchange import Message, Scope, Send, header

GONE = 499
"""The status in the log of a request whose caller went away before the answer."""
_SANE = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_FIRST, _NUMBERS = token_hex(5), count(1)
_PROBLEM = problems.MEDIA.encode()
_OF_PAGE = {
    b"content-type": failed.MEDIA.encode(),
    b"content-security-policy": failed.POLICY.encode(),
    b"referrer-policy": b"no-referrer",
}


class Watched:
    """One request; in the place of its `send` it sees the answer go."""

    __slots__ = (
        *("_cycle", "_held", "_root", "_scope", "_send"),
        *("began", "cost", "digest", "id", "octets", "status"),
    )

    def __init__(self, scope: Scope, send: Send, root: str = "") -> None:
        self._scope, self._send, self._root = scope, send, root
        self._cycle = getattr(send, "__self__", None)  # the connection's side of the request
        self._held: Message | None = None
        self.began = time.perf_counter()
        self.id = _id(scope)
        self.status, self.octets = GONE, 0
        self.digest, self.cost = "", 0.0
        scope["watched"] = self

    async def __call__(self, message: Message) -> None:
        """Send a piece of the answer.

        Raises:
            OSError: the caller is gone.
        """
        if getattr(self._cycle, "disconnected", False):
            raise ConnectionResetError
        if message["type"] != "http.response.start":
            await self._body(message)
            return
        self.status = message["status"]
        message["headers"] = [*message["headers"], (b"x-request-id", self.id.encode())]
        if self.status >= 400 and _is_problem(message):
            self._held = message
        else:
            await self._send(message)

    async def _body(self, message: Message) -> None:
        if self._held is not None:
            start, self._held = self._held, None
            message["body"] = self._named(start, message.get("body", b""))
            await self._send(start)
        self.octets += len(message.get("body", b""))
        await self._send(message)

    def _named(self, start: Message, body: bytes) -> bytes:
        """The body of a problem with the id of the request in it; its length is told anew.

        Without a body, as behind HEAD, it stays unknown how long a page would be.
        """
        more = f'{{\n "request": "{self.id}",'.encode()
        headers = {b"vary": b"Accept", **dict(start["headers"])}
        length = int(headers.pop(b"content-length")) + len(more) - 1
        named = more + body[1:] if body else b""
        if failed.page_wanted(header(self._scope, b"accept")):
            headers |= _OF_PAGE
            named = failed.page(json.loads(named), self._root) if body else b""
            length = len(named)
        if body or headers[b"content-type"] == _PROBLEM:
            headers[b"content-length"] = b"%d" % length
        start["headers"] = list(headers.items())
        return named


def _is_problem(start: Message) -> bool:
    """Whether an answer is a problem that is neither compressed nor of unknown length."""
    headers = dict(start["headers"])
    if b"content-encoding" in headers or b"content-length" not in headers:
        return False
    return bool(headers.get(b"content-type", b"").startswith(_PROBLEM))


def _id(scope: Scope) -> str:
    """The id that the caller gave, if it is sane, or one of our own."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SANE.fullmatch(value):
            return str(value.decode())
    return f"{_FIRST}-{next(_NUMBERS):x}"


def watched(scope: Scope) -> Watched | None:
    """The record of a request, if one is kept."""
    return scope.get("watched")


def digest(asked: bytes) -> str:
    """What stands for a query in the log: `printf %s "$QUERY" | sha256sum | head -c 16`."""
    return hashlib.sha256(asked).hexdigest()[:16]
