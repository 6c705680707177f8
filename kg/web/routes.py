"""Routes whose requests a worker answers: what is in the path, the query string and the body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.routing import Route

from kg.web import problems
from kg.web.actions import Reply
from kg.web.exchange import Receive, Scope, Send, body, give
from kg.web.fields import pairs
from kg.web.front import Front
from kg.web.pages.paths import PATHS, REST
from kg.web.static import Static

_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
API = {
    "/openapi.json": "openapi",
    "/api": "api-page",
    "/api/status": "status",
    "/api/queries": "queries",
    "/api/queries/{name}": "query",
    "/api/queries/{name}/notes": "query-notes",
    "/api/find": "find",
    "/api/entity/{entity:path}": "entity",
    "/api/why": "why",
    "/api/history": "history",
    "/api/contradictions": "contradictions",
    "/api/documents": "documents",
    "/api/datasets": "datasets",
    "/api/series": "figures",
    "/api/series/{figures}": "series",
    "/api/mirror": "figures",
    "/api/mirror/{figures}": "mirror",
    "/api/gaps": "gaps",
    "/api/gaps/{kind}": "gaps-of",
    "/api/gaps/figures/{figures}": "gaps-of-figures",
    "/api/gaps/coverage/{figures}": "coverage",
}


@dataclass(frozen=True)
class Action:
    """An ASGI application that has an action of `kg.web.actions` done.

    The action sees the parts of the path as `at`, the fields of the query string as `given` (a
    list of pairs), the path as `path`, as it was sent as `raw`, and the server's address as `base`.
    """

    front: Front
    action: str
    methods: tuple[str, ...] = ("GET", "HEAD")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, allowed = scope["method"], ", ".join((*self.methods, "OPTIONS"))
        if method == "OPTIONS":
            preflight = {**_PREFLIGHT, "Allow": allowed, "Access-Control-Allow-Methods": allowed}
            await give(send, Reply(b"", "text/plain", 204, preflight), self.front.limits)
            return
        if method not in self.methods:
            raise problems.wrong_method(allowed)
        sent = await body(scope, receive, self.front.limits) if method == "POST" else b""
        await self.front.answer(scope, receive, send, self.action, self._values(scope), sent)

    def _values(self, scope: Scope) -> dict[str, Any]:
        return {
            "at": dict(scope.get("path_params", {})),
            "given": pairs(scope["query_string"]),
            "path": scope["path"],
            "raw": _raw(scope),
            "base": self.front.base(scope),
        }


def _raw(scope: Scope) -> str:
    """The path below the server's address as it came, with whatever is escaped in it."""
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    return str(raw.decode("latin-1").removeprefix(scope.get("root_path", "")))


def answered(front: Front, path: str, action: str, *more_methods: str) -> Route:
    """A route to an action, by GET, HEAD and the other methods named."""
    return Route(path, Action(front, action, ("GET", "HEAD", *more_methods)))


def all_routes(front: Front) -> Iterable[Route]:
    """Everything that workers answer, but SPARQL, and the files that pages load."""
    yield Route("/static/{name}", Static(front))
    yield from reconciling(front)
    yield from api(front)
    for path, action in PATHS:
        yield answered(front, path, action)
    yield answered(front, *REST)  # the last: it takes every path


def reconciling(front: Front) -> Iterable[Route]:
    """The Reconciliation API."""
    return (
        answered(front, "/reconcile", "reconcile", "POST"),
        answered(front, "/reconcile/suggest/{what}", "reconcile-suggest"),
        answered(front, "/reconcile/properties", "reconcile-properties"),
        answered(front, "/reconcile/flyout", "reconcile-flyout"),
        answered(front, "/reconcile/preview", "reconcile-preview"),
        answered(front, "/reconcile/view", "reconcile-view"),
    )


def api(front: Front) -> Iterable[Route]:
    """The graph without SPARQL."""
    for path, action in API.items():
        yield answered(front, path, action)
