"""What a worker can be asked to do, by name: a function of the graph and of what was asked.

Each takes a `Graph` and an `Asked`, gives a `Reply`, and raises a `KgError` or a `Problem`. A
module is imported when one of its actions is first asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.web.limits import Limits

ACTIONS: Mapping[str, str] = {
    "sparql": "kg.web.sparql:answered",
    "graph": "kg.web.graphs:graph",
    "description": "kg.web.description:description",
    "tool": "kg.web.mcp.doing:tool",
    "mcp-resource": "kg.web.mcp.resources:resource",
    "reconcile": "kg.web.reconcile.service:service",
    "reconcile-suggest": "kg.web.reconcile.suggest:suggest",
    "reconcile-properties": "kg.web.reconcile.suggest:properties",
    "reconcile-flyout": "kg.web.reconcile.suggest:flyout",
    "reconcile-preview": "kg.web.reconcile.preview:preview",
    "reconcile-view": "kg.web.reconcile.preview:view",
    "status": "kg.web.api.status:status",
    "queries": "kg.web.api.queries:listed",
    "query": "kg.web.api.queries:answered",
    "query-notes": "kg.web.api.queries:noted_of",
    "find": "kg.web.api.things:find",
    "entity": "kg.web.api.things:entity",
    "why": "kg.web.api.things:why",
    "history": "kg.web.api.things:history",
    "contradictions": "kg.web.api.things:contradictions",
    "documents": "kg.web.api.things:documents",
    "datasets": "kg.web.api.things:datasets",
    "figures": "kg.web.api.figures:listed",
    "series": "kg.web.api.figures:series",
    "mirror": "kg.web.api.figures:mirror",
    "gaps": "kg.web.api.gaps:gaps",
    "gaps-of": "kg.web.api.gaps:gaps_of",
    "gaps-of-figures": "kg.web.api.gaps:gaps_of_figures",
    "coverage": "kg.web.api.gaps:coverage",
    "openapi": "kg.web.api.document:openapi",
    "api-page": "kg.web.api.page:page",
    "home": "kg.web.pages.home:home",
    "find-page": "kg.web.pages.search:search",
    "list": "kg.web.pages.search:listed",
    "describe": "kg.web.pages.resource:describe",
    "resource": "kg.web.pages.resource:resource",
    "query-list": "kg.web.pages.answers:query_list",
    "query-page": "kg.web.pages.answers:query_page",
    "sparql-form": "kg.web.pages.answers:sparql_form",
    "sparql-page": "kg.web.pages.answers:sparql_page",
    "catalogue": "kg.web.pages.catalogue:catalogue",
    "void": "kg.web.pages.catalogue:void",
    "robots": "kg.web.pages.catalogue:robots",
    "sitemap": "kg.web.pages.catalogue:sitemap",
}


class Asked(NamedTuple):
    """One request as a worker sees it: named values, a body, and what it may take."""

    values: Mapping[str, Any]
    body: bytes
    limits: Limits

    def text(self, name: str, default: str = "") -> str:
        """One of the values, as text."""
        return str(self.values.get(name, default))


class Reply(NamedTuple):
    """An answer: its octets or the file that has them, their media type, status and headers."""

    body: bytes
    media: str
    status: int = 200
    headers: Mapping[str, str] = {}
    file: int | None = None


def size_of(reply: Reply) -> int:
    """The octets of an answer's body."""
    return len(reply.body) if reply.file is None else os.fstat(reply.file).st_size


def done(graph: Graph, action: str, asked: Asked) -> Reply:
    """Do what is asked.

    Raises:
        KgError: it cannot be done; Problem: it cannot be done, and how the caller is told.
    """
    return _function(action)(graph, asked)


@cache
def _function(action: str) -> Callable[[Graph, Asked], Reply]:
    module, _, name = ACTIONS[action].partition(":")
    return getattr(import_module(module), name)  # type: ignore[no-any-return]
