"""The SPARQL 1.1 Protocol, for queries: what a request asks, and what of it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg.errors import KgError
from kg.query.named.guard import forbid
from kg.web import problems
from kg.web.actions import Reply
from kg.web.exchange import Receive, Scope, Send, body, give, give_problem, header
from kg.web.fields import not_utf8, pairs
from kg.web.front import Front
from kg.web.pages.media import wants_page
from kg.web.problems import Problem

_METHODS = "GET, HEAD, POST, OPTIONS"
_QUERY, _FORM = "application/sparql-query", "application/x-www-form-urlencoded"
_DATASET = {"default-graph-uri": "default", "named-graph-uri": "named"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}


@dataclass(frozen=True)
class Endpoint:
    """The resource that is asked by SPARQL, as an ASGI application of its own."""

    front: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["method"] == "HEAD"
        try:
            await self._answer(scope, receive, send)
        except Problem as problem:
            await give_problem(send, problem, self.front.limits, head=head)
        except KgError as error:
            await give_problem(send, problems.of(error), self.front.limits, head=head)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method == "OPTIONS":
            await give(send, Reply(b"", "text/plain", 204, _PREFLIGHT), self.front.limits)
        elif method == "POST":
            await self._post(scope, receive, send)
        elif method in ("GET", "HEAD"):
            given = pairs(scope["query_string"])
            if given:
                await self._ask(scope, receive, send, given, None)
            else:
                base = self.front.base(scope)
                values = {"endpoint": base + scope["path"], "base": base}
                action = "sparql-form" if _in_browser(scope, {}) else "description"
                await self.front.answer(scope, receive, send, action, values)
        else:
            raise problems.wrong_method(_METHODS)

    async def _post(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = header(scope, b"content-type").partition(";")[0].strip().lower()
        if kind not in (_QUERY, _FORM):
            raise _wrong_media(kind)
        sent = await body(scope, receive, self.front.limits)
        given = pairs(scope["query_string"])
        if kind == _QUERY:
            await self._ask(scope, receive, send, given, _text(sent))
        else:
            await self._ask(scope, receive, send, given + pairs(sent), None)

    async def _ask(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        given: list[tuple[str, str]],
        direct: str | None,
    ) -> None:
        queries, values = _sorted(given)
        if direct is not None:
            queries.append(direct)
        if len(queries) != 1:
            said = f"{len(queries)} queries are asked" if queries else "no query is asked"
            raise Problem(400, "not-one-query", "A request asks one query", said)
        sent = queries[0].encode()
        if len(sent) > self.front.limits.query:
            raise problems.query_limit(self.front.limits.query)
        _allow(queries[0])
        action = "sparql"
        if _in_browser(scope, values):
            action, values["base"] = "sparql-page", self.front.base(scope)
        await self.front.answer(scope, receive, send, action, values, sent)


def _sorted(given: list[tuple[str, str]]) -> tuple[list[str], dict[str, Any]]:
    queries: list[str] = []
    values: dict[str, Any] = {}
    for name, value in given:
        if name == "query":
            queries.append(value)
        elif name in _DATASET:
            values.setdefault(_DATASET[name], []).append(value)
        elif name == "update":
            raise Problem(400, "forbidden-query", "This server only reads its own graph")
        elif name == "accept":  # for links, which send no headers of their own
            values["accept"] = value
    return queries, values  # of other parameters the protocol says nothing: clients send some


def _in_browser(scope: Scope, values: Mapping[str, Any]) -> bool:
    """Whether a person asks, who is given a page; one of a part of the graph is not made."""
    return not values and wants_page(header(scope, b"accept"))


@lru_cache(maxsize=4096)
def _allow(query: str) -> None:
    """Refuse what the engine may not see; what passed once passes again."""
    forbid(query)


def _text(sent: bytes) -> str:
    try:
        return sent.decode()
    except UnicodeDecodeError:
        raise not_utf8() from None


def _wrong_media(kind: str) -> Problem:
    detail = f'it is "{kind[:80]}"; send {_QUERY} or {_FORM}'
    accept = (("Accept-Post", f"{_QUERY}, {_FORM}"),)
    return Problem(415, "wrong-media-type", "The request has no such media type", detail, accept)
