"""Triples with the claims that state them: what the graph says around an IRI, and who says it.

A fact is a triple of the default graph. The named graphs that hold it are its claims, except for
the graph of what is inferred; a fact that no named graph holds is of the catalogue or the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

_OF = """
SELECT ?subject ?property ?value ?graph WHERE {
  VALUES ?subject { <https://example.org/> }
  ?subject ?property ?value
  OPTIONAL { GRAPH ?graph { ?subject ?property ?value } }
}
"""

# Observations are left out: there may be a hundred thousand of them about one state.
_TO = """
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?subject ?property ?value ?graph WHERE {
  VALUES ?value { <https://example.org/> }
  ?subject ?property ?value
  FILTER NOT EXISTS { ?subject qb:dataSet ?cube }
  OPTIONAL { GRAPH ?graph { ?subject ?property ?value } }
}
"""

_BETWEEN = """
SELECT ?subject ?property ?value ?graph WHERE {
  VALUES ?value { <https://example.org/> }
  VALUES ?subject { <https://example.org/> }
  ?subject ?property ?value
  OPTIONAL { GRAPH ?graph { ?subject ?property ?value } }
}
"""

_IN = """
SELECT ?subject ?property ?value ?graph WHERE {
  VALUES ?graph { <https://w3id.org/sogdian/claim/00000000000000000000000000000000> }
  GRAPH ?graph { ?subject ?property ?value }
}
"""


class Fact(NamedTuple):
    """A triple, the claims that state it, and whether it is inferred."""

    subject: str
    predicate: str
    value: Any
    claims: tuple[str, ...]
    inferred: bool

    @property
    def said(self) -> bool:
        """Whether somebody states it, or the catalogue does, not only a rule."""
        return bool(self.claims) or not self.inferred

    @property
    def target(self) -> str:
        """The IRI that is its value, or the empty string."""
        return self.value.value if isinstance(self.value, ox.NamedNode) else ""


def facts_of(view: View, subjects: Iterable[str]) -> list[Fact]:
    """Everything that is said of the subjects."""
    return list(_facts(ask(view, _OF, subject=set(subjects))))


def facts_to(
    view: View, values: Iterable[str], subjects: Iterable[str] | None = None
) -> list[Fact]:
    """Everything but observations that points at the values, or what some subjects say of them."""
    if subjects is not None:
        found = ask(view, _BETWEEN, value=set(values), subject=set(subjects))
        return list(_facts(found))
    return list(_facts(ask(view, _TO, value=set(values))))


def facts_in(view: View, claims: Iterable[str]) -> list[Fact]:
    """Everything that the claims state."""
    return list(_facts(ask(view, _IN, graph=set(claims))))


def _facts(solutions: Iterable[Any]) -> Iterator[Fact]:
    """Gather the graphs of each triple, in a fixed order whatever the engine's."""
    graphs: dict[tuple[str, str, Any], set[str]] = {}
    for subject, prop, value, graph in solutions:
        if not isinstance(subject, ox.NamedNode):
            continue
        held = graphs.setdefault((subject.value, prop.value, value), set())
        if graph is not None:
            held.add(graph.value)
    for triple, held in sorted(graphs.items(), key=lambda item: (*item[0][:2], str(item[0][2]))):
        claims = tuple(sorted(graph for graph in held if not graph.endswith("/graph/inferred")))
        yield Fact(*triple, claims, len(claims) < len(held))
