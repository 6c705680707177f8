"""The application: which path leads to what, and what begins and ends with the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import KgError
from kg.web import problems
from kg.web.endpoint import Endpoint
from kg.web.exchange import Receive, Scope, Send
from kg.web.front import Front
from kg.web.lanes import Lanes
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.problems import Problem
from kg.web.routes import all_routes
from kg.web.store_protocol import GraphStore

_FOLLOW = 1.0  # seconds between looks for a new build


@dataclass(frozen=True)
class Application:
    """What a server process is made of; it can be sent to one."""

    opening: Opening
    limits: Limits = Limits()  # noqa: RUF009 (it does not change)
    address: str = ""

    def __call__(self) -> ASGI:
        """Make the application, in the process that serves it."""
        return ASGI(self)


class ASGI:
    """SPARQL has a way of its own, past everything that only people and portals need."""

    def __init__(self, made_of: Application) -> None:
        lanes = Lanes(made_of.opening, made_of.limits)
        self.front = Front(lanes, made_of.limits, made_of.address)
        self._sparql = Endpoint(self.front)
        self._rest = rest(self.front)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/sparql":
            await self._sparql(scope, receive, send)
        else:
            await self._rest(scope, receive, send)


def rest(front: Front) -> Starlette:
    """Everything but SPARQL."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await front.lanes.open()
        following = asyncio.create_task(_follow(front.lanes))
        yield
        following.cancel()
        await front.lanes.close()

    routes = [Route("/rdf-graph-store", GraphStore(front)), *all_routes(front)]
    made = Starlette(routes=routes, lifespan=lifespan, exception_handlers=_HANDLERS)
    made.router.redirect_slashes = False  # what stands at no path is not here, and nowhere else
    return made


async def _told(request: Request, error: Exception) -> Response:
    """Answer with what went wrong."""
    problem = error if isinstance(error, Problem) else _problem(request, error)
    body = b"" if request.method == "HEAD" else problem.body()
    headers = dict(problem.headers)
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


async def _follow(lanes: Lanes) -> None:
    """Move to new builds as they become current."""
    while True:
        await asyncio.sleep(_FOLLOW)
        await lanes.follow()
