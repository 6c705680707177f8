"""What points at one thing, when it is too much for a page: the first few by each property.

A thing is kept or left out as a whole, so that what a lower property says never comes back as what
a higher one implies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.query.looking.schema import Schema
    from kg.store.view import View

_POINTING = """
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?subject ?property WHERE {
  VALUES ?value { <https://example.org/> }
  ?subject ?property ?value
  FILTER NOT EXISTS { ?subject qb:dataSet ?cube }
}
"""


class Pointers(NamedTuple):
    """The things that are looked at (nothing: all of them), and by property how many are not."""

    kept: frozenset[str] | None = None
    left_out: Mapping[str, int] = {}


def pointers(view: View, schema: Schema, iri: str, most: int) -> Pointers:
    """Choose the first `most` things that point at an IRI by each property."""
    props: dict[str, set[str]] = defaultdict(set)
    for subject, prop in ask(view, _POINTING, value={iri}):
        if isinstance(subject, ox.NamedNode):
            props[subject.value].add(prop.value)
    by_prop: dict[str, list[str]] = defaultdict(list)
    for subject in sorted(props):
        for prop in schema.lowest(props[subject]):
            by_prop[prop].append(subject)
    kept = frozenset(one for found in by_prop.values() for one in found[:most])
    left = {prop: _others(found, kept) for prop, found in by_prop.items()}
    return Pointers(kept, {prop: count for prop, count in left.items() if count})


def _others(found: Iterable[str], kept: frozenset[str]) -> int:
    return sum(one not in kept for one in found)
