"""What one document says, as a view of its own: what it breaks there is its own slip.

Two documents that cannot both be right are a contradiction, which readers are to see. So a
constraint that the whole graph breaks is asked again of each document that says so: of its claims,
of what was inferred from them, and of the ontology, without what others say of the same things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from kg.model.vocab import DERIVED_FROM, KG, RECORD_ID, TYPE
from kg.query.ask import ask
from kg.store.embedded import hold_quads

if TYPE_CHECKING:
    from kg.model.ontology import Ontology
    from kg.store.view import View

_CLAIMED = f"""
SELECT ?claim ?s ?p ?o WHERE {{
  VALUES ?document {{ <https://w3id.org/sogdian/document/x> }}
  ?claim {DERIVED_FROM} ?document ; {RECORD_ID} ?record .
  GRAPH ?claim {{ ?s ?p ?o }}
}}
"""
_CATALOGUE = f"""
SELECT ?s ?p ?o WHERE {{
  VALUES ?document {{ <https://w3id.org/sogdian/document/x> }}
  ?s {DERIVED_FROM} ?document ; {RECORD_ID} ?record ; ?p ?o .
}}
"""
_ITSELF = """
SELECT ?s ?p ?o WHERE { VALUES ?s { <https://w3id.org/sogdian/document/x> } ?s ?p ?o }
"""
_INFERRED = """
SELECT ?s ?p ?o WHERE {
  VALUES ?s { <https://w3id.org/sogdian/id/x> }
  VALUES ?graph { <https://w3id.org/sogdian/graph/inferred> }
  GRAPH ?graph { ?s ?p ?o }
}
"""
_CLASSES = f"""
SELECT ?s ?p ?o WHERE {{
  VALUES ?s {{ <https://w3id.org/sogdian/id/x> }} VALUES ?p {{ {TYPE} }} ?s ?p ?o
}}
"""
# What a thing is and what a statement asks is no answer that somebody else could give.
_SHARED = frozenset({TYPE.strip("<>"), f"{KG}question"})

Row: TypeAlias = Any


class Alone:
    """The documents of a view, each by itself, made when it is asked for."""

    def __init__(self, view: View, ontology: Ontology) -> None:
        self._view, self._ontology = view, ontology
        self._known: dict[str, View] = {}

    def view(self, document: str) -> View:
        """What a document says, in named graphs and in the default graph."""
        if document not in self._known:
            self._known[document] = hold_quads(self._quads(document), self._triples())
        return self._known[document]

    def _triples(self) -> str:
        return "".join(f"{s} {p} {o} .\n" for s, p, o in self._ontology.triples)

    def _quads(self, document: str) -> Iterator[ox.Quad]:
        said = list(ask(self._view, _CATALOGUE, document=[document]))
        said += ask(self._view, _ITSELF, s=[document])
        for row in ask(self._view, _CLAIMED, document=[document]):
            yield ox.Quad(row["s"], row["p"], row["o"], row["claim"])
            said.append(row)
        graph = ox.NamedNode(f"{self._ontology.base}graph/inferred")
        for row in self._inferred(said, graph.value):
            yield ox.Quad(row["s"], row["p"], row["o"], graph)
            said.append(row)
        yield from (ox.Quad(row["s"], row["p"], row["o"]) for row in said)

    def _inferred(self, said: Iterable[Row], graph: str) -> Iterator[Row]:
        """What was inferred of all that a document names, if it can follow from what it says."""
        named, literals = set[str](), defaultdict[str, set[str]](set)
        for row in said:
            named |= {one.value for one in (row["s"], row["o"]) if isinstance(one, ox.NamedNode)}
            if isinstance(row["o"], ox.Literal):
                literals[row["s"].value].add(row["o"].value)
        yield from ask(self._view, _CLASSES, s=named)
        for row in ask(self._view, _INFERRED, s=named, graph=[graph]):
            if isinstance(row["o"], ox.NamedNode):
                follows = row["o"].value in named or row["p"].value in _SHARED
            else:  # the first day of a month begins as the month does
                texts = literals[row["s"].value]
                follows = not texts or any(map(row["o"].value.startswith, texts))
            if follows:
                yield row
