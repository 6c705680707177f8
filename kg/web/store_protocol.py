"""The SPARQL 1.1 Graph Store Protocol, for reading: one graph, by its name."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import KgError
from kg.web import problems
from kg.web.actions import Reply
from kg.web.exchange import Receive, Scope, Send, give, give_problem
from kg.web.fields import pairs
from kg.web.front import Front
from kg.web.problems import Problem

_METHODS = "GET, HEAD, OPTIONS"


@dataclass(frozen=True)
class GraphStore:
    """The resource from which graphs are read, as an ASGI application of its own."""

    front: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["method"] == "HEAD"
        try:
            if scope["method"] == "OPTIONS":
                allowed = Reply(b"", "text/plain", 204, {"Allow": _METHODS})
                await give(send, allowed, self.front.limits)
            elif scope["method"] in ("GET", "HEAD"):
                values = {"iri": _named(scope)}
                await self.front.answer(scope, receive, send, "graph", values)
            else:
                raise problems.wrong_method(_METHODS)
        except Problem as problem:
            await give_problem(send, problem, self.front.limits, head=head)
        except KgError as error:
            await give_problem(send, problems.of(error), self.front.limits, head=head)


def _named(scope: Scope) -> str:
    """The IRI of the graph that is meant, or "" for the default graph."""
    asked = pairs(scope["query_string"])
    match asked:
        case [("default", "")]:
            return ""
        case [("graph", iri)] if iri:
            return iri
    detail = "ask ?default, or ?graph=IRI"
    raise Problem(400, "wrong-parameter", "A request names one graph", detail)
