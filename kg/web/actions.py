"""What a worker can be asked to do, by name: a function of the graph and of what was asked.

Each takes a `Graph` and an `Asked`, gives a `Reply`, and raises a `KgError` or a `Problem`. A
module is imported when one of its actions is first asked for.
"""

from __future__ import annotations

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
    "home": "kg.web.pages.home:home",
    "find": "kg.web.pages.search:search",
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
