"""One connection of a caller, held to limits that uvicorn's own has not.

Its parser takes headers without end, waits for the end of a request for ever, and lets a caller
that reads nothing keep its answer. Here a request has a size and a time to come whole, and an
answer a time in which more of it must be taken. What costs nothing is looked at with each piece
that comes; a timer runs for those requests alone that do not come in one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kg.web import problems
from kg.web.gathering import Gathering
from kg.web.limits import Limits
from kg.web.problems import Problem

_LINE = 8 << 10  # octets of the first line beside what is asked
_LATER = 2.0  # seconds after `grace` when a connection is closed that did not heed the answer
_WASTE = 8 << 20  # octets that are read and thrown away so that a caller can hear of its mistake


class Connection(HttpToolsProtocol):
    """A connection; `limits` are those of the class, made by `held_to`."""

    limits = Limits()
    refused: Callable[[int], None]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._running: RequestResponseCycle | None = None
        self._in_headers = self._in_body = False
        self._size = self._head = self._wasted = 0
        self._due: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast("Any", Gathering(transport, self.loop)))
        if len(self.connections) > self.limits.connections:
            self._refuse(problems.busy(5))
        else:
            self._in_headers = True  # a caller that says nothing does not come to its end either
            self._await(self.limits.grace)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if not self._in_body:
            self._size += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_headers and self._size > self._line_limit + self.limits.headers:
            self._refuse(_too_much(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        elif self._in_headers or self._in_body or not self._busy(self.cycle):
            if self._due is None:
                self._await(self.limits.grace)
            self._count_waste(len(data))
        elif self._due is not None:
            self._due.cancel()
            self._due = None

    @staticmethod
    def _busy(cycle: RequestResponseCycle | None) -> bool:
        return cycle is not None and not cycle.response_complete

    @property
    def _line_limit(self) -> int:
        """Octets of a request's first line, where each octet of a query may need three."""
        return 3 * self.limits.query + _LINE

    def _count_waste(self, size: int) -> None:
        if self._in_body and self.cycle.response_complete:
            self._wasted += size
            if self._wasted > _WASTE:
                self.transport.abort()

    # What the parser tells

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_headers, self._head = True, 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self._line_limit:
            self._refuse(_too_much(HTTPStatus.REQUEST_URI_TOO_LONG))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head += len(name) + len(value) + 4
        if self._head > self.limits.headers:
            self._refuse(_too_much(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        elif not self._in_body:  # what follows a body is of no use here
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_headers, self._in_body, self._size = False, True, 0
        if not self.transport.is_closing():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body, self._wasted = False, 0
        if not self.transport.is_closing():
            super().on_message_complete()

    # Time

    def _await(self, seconds: float) -> None:
        self._due = self.loop.call_later(seconds, self._too_late)

    def _too_late(self) -> None:
        """The request has not come: to its end, or at all."""
        self._due = None
        if self.transport.is_closing():
            return
        asked = self._running if self._busy(self._running) else None
        if asked is not None and (self._in_headers or asked is not self.cycle):
            self._await(self.limits.grace)  # it waits behind another one, and is not read yet
        elif self._in_body:  # its reader answers at `grace`, too; what is not over then is ended
            self._due = self.loop.call_later(_LATER, self.transport.abort)
        elif self._in_headers and self._size:
            self._refuse(problems.slow_client())
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._stuck is None:
            self._stuck = self.loop.call_later(self.limits.grace, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    # Answers

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        for timer in (self._due, self._stuck):
            if timer is not None:
                timer.cancel()
        self.pipeline.clear()
        running = self._running  # not the last one that was asked for, if several were
        if running is not None and self._busy(running):
            running.disconnected = True
            running.message_event.set()

    def send_400_response(self, msg: str) -> None:
        if not self.transport.is_closing():  # it was refused for a better reason
            self._refuse(Problem(400, "malformed-http", "This is no HTTP request"))

    def _unsupported_upgrade_warning(self) -> None:
        """The request is answered as if it had not asked for more."""

    def _refuse(self, problem: Problem) -> None:
        """Answer without asking anybody, and hang up."""
        if (running := self._running) is not None and self._busy(running):
            if not self._in_body or running is not self.cycle or running.response_started:
                self.transport.abort()  # in the middle of another answer nothing can be said
                return
            running.disconnected = True  # what waits for the rest of this one is over
            running.message_event.set()
        self.refused(problem.status)
        body = problem.body()
        headers = [("content-type", problems.MEDIA), ("content-length", str(len(body)))]
        headers += [("connection", "close"), *problem.headers]
        phrase = HTTPStatus(problem.status).phrase
        lines = [f"HTTP/1.1 {problem.status} {phrase}", *(f"{k}: {v}" for k, v in headers), "", ""]
        self.transport.write("\r\n".join(lines).encode("latin-1") + body)
        self.transport.close()


def held_to(limits: Limits, refused: Callable[[int], None]) -> type[asyncio.Protocol]:
    """The class of connections with these limits; `refused` is told of requests turned away."""
    own = {"limits": limits, "refused": staticmethod(refused)}
    return cast("type[asyncio.Protocol]", type("Held", (Connection,), own))


def _too_much(status: HTTPStatus) -> Problem:
    detail = "a query that is as long belongs into the body of a POST"
    return Problem(status, "too-much", "The head of the request is too large", detail)
