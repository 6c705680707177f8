"""What points at a thing by one property, and how each is told: by its name, or by what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model.vocab import DERIVED_FROM
from kg.query.ask import ask
from kg.query.looking.nodes import Nodes
from kg.query.looking.why import evidence_of

if TYPE_CHECKING:
    from kg.store.view import View

SOURCE = DERIVED_FROM.strip("<>")

_RELATED = """
SELECT DISTINCT ?one WHERE {
  VALUES ?to { <https://example.org/> }
  VALUES ?by { <https://example.org/> }
  ?one ?by ?to
}
"""
_WITHIN = """
SELECT DISTINCT ?one WHERE {
  VALUES ?to { <https://example.org/> }
  VALUES ?by { <https://example.org/> }
  GRAPH ?graph { ?one ?by ?to }
}
"""


class Item(NamedTuple):
    """One thing of a list, by name or by what it says."""

    iri: str
    text: str


def related(view: View, to: str, by: str) -> list[str]:
    """The IRIs of everything that points there, in order."""
    for query in (_RELATED, _WITHIN):
        found = [one for (one,) in ask(view, query, to={to}, by={by})]
        if iris := sorted(one.value for one in found if isinstance(one, ox.NamedNode)):
            return iris
    return []


def items(view: View, iris: list[str], by: str, to: str) -> list[Item]:
    """Name each; what has no name is told by its content, and a claim by what it says."""
    nodes = Nodes(view)
    nodes.labels.load(iris)
    if by == SOURCE:
        said = {one.claim: "; ".join(one.says) for one in evidence_of(nodes, iris)}
        return [Item(iri, said.get(iri) or nodes.labels.of(iri)) for iri in iris]
    nodes.admit(iris)
    nodes.look_ahead()
    return [Item(iri, _called(nodes, iri, to)) for iri in iris]


def _called(nodes: Nodes, iri: str, to: str) -> str:
    told = nodes.summary(iri, frozenset({to})) if nodes.is_node(iri) else ""
    return told or nodes.labels.of(iri)
