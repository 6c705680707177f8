"""Observations about an entity: counted for each kind, and the first so many told in one line."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox

from kg.query.ask import ask
from kg.query.looking.drafts import Draft
from kg.query.looking.nodes import Nodes

_NAMING = """
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?observation ?property ?cube WHERE {
  VALUES ?value { <https://example.org/> }
  ?observation ?property ?value ; qb:dataSet ?cube
}
"""

_CLASSES = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?cube ?class WHERE {
  VALUES ?cube { <https://example.org/> }
  ?cube qb:structure ?structure . ?structure kg:observationClass ?class
}
"""


class Observed(NamedTuple):
    """The observations of one kind that name an entity by one property."""

    property: str
    label: str
    total: int
    drafts: tuple[Draft, ...]


def observed(nodes: Nodes, iri: str, most: int) -> list[Observed]:
    """Count the observations that name an entity, and load the first `most` of each kind."""
    rows = [
        (cube.value, prop.value, observation.value)
        for observation, prop, cube in ask(nodes.view, _NAMING, value={iri})
    ]
    kinds = {cube: cls.value for cube, cls in ask(nodes.view, _CLASSES, cube={r[0] for r in rows})}
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cube, prop, observation in rows:
        held[kinds.get(ox.NamedNode(cube), cube), prop].append(observation)
    nodes.labels.load({term for key in held for term in key})
    nodes.adopt(one for found in held.values() for one in sorted(found)[:most])
    found = [_kind(nodes, iri, key, sorted(all_of_it), most) for key, all_of_it in held.items()]
    return sorted(found, key=lambda kind: kind.label)


def _kind(nodes: Nodes, iri: str, key: tuple[str, str], found: list[str], most: int) -> Observed:
    cls, prop = key
    inside = frozenset({iri})
    drafts = tuple(
        Draft(prop, cls, nodes.summary(one, inside), ox.NamedNode(one), frozenset({one}))
        for one in found[:most]
    )
    label = f"{nodes.labels.of(cls)} ({nodes.labels.of(prop)})"
    return Observed(prop, label, len(found), drafts)
