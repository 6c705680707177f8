"""The application: which path leads to what, and what begins and ends with the server."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import KgError
from kg.web import problems
from kg.web.counters import Counters
from kg.web.endpoint import Endpoint
from kg.web.exchange import Receive, Scope, Send, give_problem
from kg.web.front import Front
from kg.web.lanes import Lanes
from kg.web.limits import Limits
from kg.web.log import Faults, Log
from kg.web.opening import Opening
from kg.web.problems import Problem
from kg.web.record import GONE, Watched
from kg.web.routes import all_routes
from kg.web.store_protocol import GraphStore
from kg.web.watch import Watch

_FOLLOW = 1.0  # seconds between looks for a new build

_log = logging.getLogger("kg.web")


@dataclass(frozen=True)
class Application:
    """What a server process is made of; it can be sent to one."""

    opening: Opening
    limits: Limits = Limits()  # noqa: RUF009 (it does not change)
    address: str = ""
    proxies: str = ""
    """Addresses and networks whose word on the caller's address and scheme is taken."""
    log: Path | None = None
    """The file of the log, instead of the standard error output."""
    log_requests: bool = True

    def __call__(self, counters: Counters | None = None, number: int = 0) -> ASGI:
        """Make the application, in the process that serves it and has this number."""
        return ASGI(self, counters or Counters(1), number)


class ASGI:
    """SPARQL has a way of its own, past everything that only people and portals need."""

    def __init__(self, made_of: Application, counters: Counters, number: int) -> None:
        lanes = Lanes(made_of.opening, made_of.limits)
        log = Log(made_of.log, requests=made_of.log_requests)
        self.front = Front(lanes, made_of.limits, made_of.address, made_of.opening.project.queries)
        self.watch = Watch(lanes, log, counters)
        self._sparql = Endpoint(self.front)
        self._root = urlsplit(made_of.address).path.rstrip("/")
        routes = [*self.watch.routes(), Route("/rdf-graph-store", GraphStore(self.front))]
        routes += all_routes(self.front)
        counters.begin(number, ["/sparql", *(one.path for one in routes)])
        self._rest = Starlette(routes=routes, exception_handlers=_HANDLERS)
        self._rest.router.redirect_slashes = False  # what stands at no path is not here
        self._following: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin, in the loop that will serve.

        Raises:
            StoreError: there is nothing to open; Problem: it cannot be opened.
        """
        _log.addHandler(Faults(self.watch.log))
        self.watch.log.start()
        await self.watch.lanes.open()
        self._following = asyncio.create_task(_follow(self.watch))

    async def close(self) -> None:
        """Let what runs end, and write down what was counted."""
        if self._following is not None:
            self._following.cancel()
        await self.watch.lanes.close()
        self.watch.sample()
        await self.watch.log.drained()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._rest(scope, receive, send)
            return
        seen = Watched(scope, send, self._root or scope.get("root_path", ""))
        try:
            if scope["path"] == "/sparql" or (scope["path"], scope["method"]) == ("*", "OPTIONS"):
                await self._sparql(scope, receive, seen)
            else:
                await self._rest(scope, receive, seen)
        except OSError:
            _log.debug("a caller went away")
        except Exception:
            await self._told(seen)
        finally:
            del scope["watched"]  # or both would wait for the garbage collector
            self.watch.keep(scope, seen)

    async def _told(self, seen: Watched) -> None:
        """Say that it is a fault of ours, if something can be said."""
        _log.exception("request %s", seen.id)
        if seen.status == GONE:
            await give_problem(seen, problems.crashed(), self.front.limits)


async def _told(request: Request, error: Exception) -> Response:
    """Answer with what went wrong."""
    problem = error if isinstance(error, Problem) else _problem(request, error)
    body = b"" if request.method == "HEAD" else problem.body()
    headers = {**dict(problem.headers), "Access-Control-Allow-Origin": "*"}
    return Response(body, problem.status, headers, media_type=problems.MEDIA)


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, KgError):
        return problems.of(error)
    if isinstance(error, HTTPException) and error.status_code == 405:
        return problems.wrong_method((error.headers or {}).get("Allow", "GET"))
    if isinstance(error, HTTPException) and error.status_code == 404:
        return problems.not_found(request.url.path)
    return problems.crashed()


_HANDLERS: Mapping[Any, Any] = {
    HTTPException: _told,
    Problem: _told,
    KgError: _told,
    Exception: _told,
}


async def _follow(watch: Watch) -> None:
    """Move to new builds as they become current; end a process that gets no workers any more."""
    while True:
        await asyncio.sleep(_FOLLOW)
        watch.sample()
        try:
            await watch.lanes.follow()
        except Exception:  # the next build may be a better one
            _log.exception("the build cannot be followed")
        if watch.lanes.pool.hopeless:
            signal.raise_signal(signal.SIGTERM)
