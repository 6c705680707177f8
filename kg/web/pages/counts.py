"""How many members each class has."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

_CLASSES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?class (COUNT(?one) AS ?count) WHERE { ?class a owl:Class . ?one a ?class } GROUP BY ?class
"""

# Of a store that nobody knows, so many triples are looked at.
_LOOKED_AT = """
SELECT ?class (COUNT(?one) AS ?count) WHERE {
  { SELECT ?one ?class WHERE { ?one a ?class } LIMIT 200000 }
} GROUP BY ?class
"""

_NAMED = """
SELECT ?class (COUNT(?one) AS ?count) WHERE {
  { SELECT DISTINCT ?one ?class WHERE { GRAPH ?graph { ?one a ?class } } LIMIT 200000 }
} GROUP BY ?class
"""

_TRIPLES = """
SELECT (COUNT(*) AS ?count) WHERE {
  { SELECT ?one WHERE { ?one ?property ?value } LIMIT 5000000 }
}
"""
_MOST_TRIPLES = 5_000_000


class Count(NamedTuple):
    """A class and how many members it has."""

    iri: str
    members: int


@lru_cache(maxsize=2)
def counted(view: View) -> tuple[Count, ...]:
    """The classes with members, the largest first."""
    queries = (_CLASSES,) if view.base else (_LOOKED_AT, _NAMED)
    for query in queries:
        found = [
            Count(cls.value, int(count.value))
            for cls, count in ask(view, query)
            if isinstance(cls, ox.NamedNode)
        ]
        if found:
            return tuple(sorted(found, key=lambda one: (-one.members, one.iri)))
    return ()


@lru_cache(maxsize=2)
def triples(view: View) -> int | None:
    """How many triples the default graph has; nothing, where counting them takes too long."""
    count = next(int(count.value) for (count,) in ask(view, _TRIPLES))
    return None if count == _MOST_TRIPLES else count
