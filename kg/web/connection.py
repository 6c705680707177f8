"""One connection of a caller, held to limits that uvicorn's own has not.

A request has a size and a time to come whole, and an answer a time in which more of it must be
taken. What costs nothing is looked at with each piece that comes; a timer runs for those requests
alone that do not come in one, and one more for as long as the connection is kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

import httptools
from uvicorn.config import Config
from uvicorn.server import ServerState

from kg.web import problems
from kg.web.cycle import Cycle
from kg.web.head import asked, refusal, too_much, without_upgrade, wrong
from kg.web.limits import Limits
from kg.web.problems import Problem

_LINE = 8 << 10  # octets of the first line beside what is asked
_LATER = 2.0  # seconds after the last answer when a connection is closed that did not heed it
_WASTE = 8 << 20  # octets that are read and thrown away so that a caller can hear of its mistake
_log = logging.getLogger("kg.web")


class Connection(asyncio.Protocol):
    """A connection; `limits` are those of the class, made by `held_to`."""

    limits = Limits()
    refused: Callable[[int], None]
    transport: asyncio.Transport

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: Any = None,
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.loop = _loop or asyncio.get_running_loop()
        self.full: asyncio.Future[None] | None = None
        """Done when more can be written; nothing, if that is now."""
        self._app, self._server = config.loaded_app, server_state
        self._parser = self._new_parser()
        self._last: Cycle | None = None
        """The request that came last, if not as a whole."""
        self._running: Cycle | None = None
        """The one that is answered, or was."""
        self._behind: deque[Cycle] = deque()
        self._over: bytes | None = None
        """What is said last, when all that came before is answered; nothing while there is more."""
        self._in_headers = self._in_body = self._deaf = False
        self._size = self._head = self._wasted = 0
        self._url, self._headers, self._expects = b"", list[tuple[bytes, bytes]](), False
        self._due: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._quiet_since = 0.0

    @property
    def always(self) -> list[tuple[bytes, bytes]]:
        """The headers of every answer: the date."""
        return self._server.default_headers

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport
        self._client, self._here = _place(transport, "peername"), _place(transport, "sockname")
        self._server.connections.add(cast("Any", self))
        many = len(self._server.connections)
        if many > 2 * self.limits.connections:
            transport.abort()
        elif many > self.limits.connections:
            self._refuse(problems.busy(5))
        else:
            self._in_headers = True  # a caller that says nothing does not come to its end either
            self._await(self.limits.grace)

    def data_received(self, data: bytes) -> None:
        if self._at_end:
            self._waste(len(data))
            return
        if not self._in_body:
            self._size += len(data)
        try:
            self._parse(memoryview(data))
        except httptools.HttpParserError:
            self._refuse(Problem(400, "malformed-http", "This is no HTTP request"))
        if not self._at_end:
            self._keep_time(len(data))

    def eof_received(self) -> bool:
        """The caller says nothing more; whether it is still answered.

        It may have gone away, or listen for what it asked (as `nc` does): that looks the same. So
        what came whole is answered, unless it is slow.
        """
        broken, self._in_body = self._in_body, False
        running = self._running
        if running is None or not _busy(running) or (broken and running is self._last):
            return False
        if broken:
            self._behind.pop()
        self._over = self._over or b""
        self._wait_no_more()
        for cycle in (running, *self._behind):
            cycle.nothing_follows()
        return True

    @property
    def _at_end(self) -> bool:
        """Whether what comes is of no interest any more."""
        return self._over is not None or self.transport.is_closing()

    def _new_parser(self) -> httptools.HttpRequestParser:
        parser = httptools.HttpRequestParser(self)
        # or what comes behind a request that is to be the last one would be no HTTP
        parser.set_dangerous_leniencies(lenient_data_after_close=True)
        return parser

    def _parse(self, data: memoryview) -> None:
        """Read on; a request for another protocol is read again, as if it had not asked for one.

        Its parser leaves out the body, which would be taken for the next request.
        """
        while True:
            try:
                self._parser.feed_data(data)
                return
            except httptools.HttpParserUpgrade as stopped:
                data = data[stopped.args[0] :]
            if self._at_end:
                return
            method, version = self._parser.get_method(), self._parser.get_http_version()
            head = without_upgrade(method, self._url, version, self._headers)
            self._parser = self._new_parser()
            self._parser.feed_data(head)

    def _keep_time(self, size: int) -> None:
        if self._in_headers and self._size > self._line_limit + self.limits.headers:
            self._refuse(too_much(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        elif self._in_headers or self._in_body or not _busy(self._last):
            if self._due is None:
                self._await(self.limits.grace)
            if self._in_body and self._last is not None and self._last.complete:
                self._waste(size)
        else:
            self._wait_no_more()

    @property
    def _line_limit(self) -> int:
        """Octets of a request's first line, where each octet of a query may need three."""
        return 3 * self.limits.query + _LINE

    def _waste(self, size: int) -> None:
        self._wasted += size
        if self._wasted > _WASTE:
            self.transport.abort()

    # What the parser tells

    def on_message_begin(self) -> None:
        self._url, self._headers, self._expects = b"", [], False
        self._in_headers, self._head = True, 0

    def on_url(self, url: bytes) -> None:
        self._url += url
        if len(self._url) > self._line_limit:
            self._refuse(too_much(HTTPStatus.REQUEST_URI_TOO_LONG))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head += len(name) + len(value) + 4
        if self._head > self.limits.headers:
            self._refuse(too_much(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        elif not self._in_body:  # what follows a body is of no use here
            name = name.lower()
            self._headers.append((name, value))
            if name == b"expect":
                self._expects = value.lower() == b"100-continue"

    def on_headers_complete(self) -> None:
        if self._at_end or self._asks_for_more():
            return
        version = self._parser.get_http_version()
        if problem := wrong(version, self._headers):
            self._refuse(problem)
            return
        self._in_headers, self._in_body, self._size = False, True, 0
        persistent = version != "1.0"
        keep = persistent and self._parser.should_keep_alive()
        expects = persistent and self._expects
        scope = asked(self._parser.get_method(), self._url, version, self._headers)
        scope |= {"server": self._here, "client": self._client}
        self._last = Cycle(self, scope, keep=keep, expects=expects)
        if _busy(self._running):
            self.read_no_more()
            self._behind.append(self._last)
        else:
            self._run(self._last)

    def _asks_for_more(self) -> bool:
        return bool(self._parser.should_upgrade() and self._parser.get_method() != b"CONNECT")

    def on_body(self, body: bytes) -> None:
        if self._last is not None and not self._at_end:
            self._last.take(body)

    def on_message_complete(self) -> None:
        if self._at_end or self._asks_for_more():
            return
        self._in_body, self._wasted = False, 0
        if self._last is not None:
            self._last.end()

    # Time

    def _await(self, seconds: float) -> None:
        self._due = self.loop.call_later(seconds, self._too_late)

    def _wait_no_more(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _too_late(self) -> None:
        """The request has not come: to its end, or at all."""
        self._due = None
        if self.transport.is_closing():
            return
        asked = self._running if _busy(self._running) else None
        if asked is not None and (self._in_headers or asked is not self._last):
            self._await(self.limits.grace)  # it waits behind another one, and is not read yet
        elif self._in_body:  # its reader answers at `grace`, too; what is not over then is ended
            self._due = self.loop.call_later(_LATER, self.transport.abort)
        elif self._in_headers and self._size:
            self._refuse(problems.slow_client())
        else:
            self.transport.close()

    def _look_idle(self) -> None:
        """Close a connection on which nothing is asked; a timer for each answer would cost more."""
        self._idle = None
        if self._due is None and not _busy(self._running) and not self.transport.is_closing():
            rest = self._quiet_since + self.limits.idle - self.loop.time()
            if rest > 0:
                self._idle = self.loop.call_later(rest, self._look_idle)
            else:
                self.transport.close()

    def pause_writing(self) -> None:
        self.full = self.full or self.loop.create_future()
        if self._stuck is None:
            self._stuck = self.loop.call_later(self.limits.grace, self.transport.abort)

    def resume_writing(self) -> None:
        if self.full is not None and not self.full.done():
            self.full.set_result(None)
        self.full = None
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def read_no_more(self) -> None:
        """Let what comes wait outside."""
        if not self._deaf and not self.transport.is_closing():
            self._deaf = True
            self.transport.pause_reading()

    def read_on(self) -> None:
        """Take in what comes."""
        if self._deaf and not self.transport.is_closing():
            self._deaf = False
            self.transport.resume_reading()

    # Answers

    def _run(self, cycle: Cycle) -> None:
        self._running = cycle
        cycle.task = self.loop.create_task(self._answer(cycle))
        self._server.tasks.add(cycle.task)

    async def _answer(self, cycle: Cycle) -> None:
        """Have a request answered; without a whole answer the connection is of no more use."""
        try:
            await cast("Any", self._app)(cycle.scope, cycle.receive, cycle.send)
        except Exception:
            _log.exception("a request went wrong")
        finally:
            self._server.tasks.discard(cast("Any", cycle.task))
            if _busy(cycle) and not cycle.disconnected:
                self.transport.abort()

    def answered(self) -> None:
        """The answer of the cycle that runs is over: the next one's turn, if there is one."""
        if self.transport.is_closing():
            return
        if self._running is not None and not self._running.keep:
            if self._deaf or self._in_body:
                self._hang_up()
            else:
                self.transport.close()
            return
        following = self._behind.popleft() if self._behind else None
        if not self._behind:
            self.read_on()
        if following is not None:
            self._run(following)
        elif self._over is not None:
            self._hang_up()
        else:
            self._rest()

    def _rest(self) -> None:
        self._quiet_since = self.loop.time()
        if self._idle is None:
            self._idle = self.loop.call_later(self.limits.idle, self._look_idle)

    def shutdown(self) -> None:
        """End with the answer that is given now, if there is one."""
        if self._running is not None and _busy(self._running):
            self._running.keep = False
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(cast("Any", self))
        for timer in (self._due, self._idle):
            if timer is not None:
                timer.cancel()
        self._behind.clear()
        del self._parser  # it holds what it tells of a message, which is this
        if self._running is not None and _busy(self._running):
            self._running.leave()
        self.resume_writing()

    def _refuse(self, problem: Problem) -> None:
        """Answer without asking anybody, behind what was asked before, and hang up."""
        if self._at_end:  # it was refused for a better reason
            return
        last = self._last if self._in_body else None  # what is wrong is in its body
        if last is not None and last.started and not last.complete:
            self.transport.abort()  # in the middle of another answer nothing can be said
            return
        if last is not None and last.complete:
            self._over = b""
        else:
            self.refused(problem.status)
            self._over = refusal(problem)
        self._in_body = False
        self._wait_no_more()
        if last is not None and last in self._behind:
            self._behind.pop()
        elif last is not None:
            last.leave()
        if last is self._running or not _busy(self._running):
            self._hang_up()

    def _hang_up(self) -> None:
        """Say the last word, and take in what is on the way: else it would not be heard.

        The system takes back what the other side has not read yet if we leave something unread.
        """
        self.transport.write(self._over or b"")
        self._over, self._running = b"", None
        self.transport.write_eof()
        self.read_on()
        self._wait_no_more()
        self._due = self.loop.call_later(_LATER, self.transport.abort)


def held_to(limits: Limits, refused: Callable[[int], None]) -> type[asyncio.Protocol]:
    """The class of connections with these limits; `refused` is told of requests turned away."""
    own = {"limits": limits, "refused": staticmethod(refused)}
    return cast("type[asyncio.Protocol]", type("Held", (Connection,), own))


def _busy(cycle: Cycle | None) -> bool:
    return cycle is not None and not cycle.complete


def _place(transport: asyncio.Transport, name: str) -> tuple[str, int] | None:
    """An address and port, of the connection's other side or this one."""
    found = transport.get_extra_info(name)
    return (str(found[0]), int(found[1])) if isinstance(found, tuple) and found else None
