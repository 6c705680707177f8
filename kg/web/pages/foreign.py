"""Any IRI of any store: what is said of it, and what points at it, in whatever graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model.vocab import RDF
from kg.query.ask import ask
from kg.query.labels import short_iri
from kg.query.looking.attribution import Attribution
from kg.query.looking.shown import Group, Line, Shown
from kg.query.values import literal_text
from kg.web.pages.data import Description

if TYPE_CHECKING:
    from kg.store.view import Term, View

_MOST = 1000  # triples each way
_LINES = 50

_OUT = """
SELECT ?property ?value ?graph WHERE {
  VALUES ?iri { <https://example.org/> }
  { ?iri ?property ?value } UNION { GRAPH ?graph { ?iri ?property ?value } }
} LIMIT 1001
"""

_IN = """
SELECT ?property ?value ?graph WHERE {
  VALUES ?iri { <https://example.org/> }
  { ?value ?property ?iri } UNION { GRAPH ?graph { ?value ?property ?iri } }
} LIMIT 1001
"""

# What a node without a name says can only be asked for by the way that leads to it.
_WITHIN = """
SELECT ?node ?property ?value WHERE {
  VALUES ?iri { <https://example.org/> }
  { ?iri ?to ?node . ?node ?property ?value FILTER(isBLANK(?node)) }
  UNION { GRAPH ?graph { ?iri ?to ?node . ?node ?property ?value FILTER(isBLANK(?node)) } }
} LIMIT 1000
"""

_NAMES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX schema: <https://schema.org/>
SELECT ?iri ?text WHERE {
  VALUES ?iri { <https://example.org/> }
  { ?iri ?property ?text } UNION { GRAPH ?graph { ?iri ?property ?text } }
  FILTER(
    isLITERAL(?text) && ?property IN (
      skos:prefLabel, rdfs:label, dcterms:title, foaf:name, schema:name,
      <http://purl.org/dc/elements/1.1/title>, <http://schema.org/name>
    )
  )
}
"""


class Said(NamedTuple):
    """A triple with the IRI, seen from it, and the graphs that hold it."""

    property: str
    value: Term
    graphs: tuple[str, ...]


def described(view: View, iri: str) -> Description:
    """Describe an IRI as quads: the triples in which it stands, in their graphs."""
    me = ox.NamedNode(iri)
    quads = [quad for one in _said(view, _OUT, iri) for quad in _quads(me, one)]
    for one in _said(view, _IN, iri):
        if isinstance(one.value, ox.NamedNode | ox.BlankNode):
            turned = Said(one.property, me, one.graphs)
            quads += _quads(one.value, turned)
    quads += [ox.Quad(*triple) for triple in _closure(view, iri)]
    left = [f"whatever comes after {_MOST:,} triples"] if len(quads) > _MOST else []
    return Description(list(dict.fromkeys(quads)), tuple(left))


def _closure(view: View, iri: str) -> Iterable[ox.Triple]:
    """What the engine says of it: the nodes without a name that it leads to, however far."""
    answer = view.query(f"DESCRIBE {ox.NamedNode(iri)}")
    assert isinstance(answer, ox.QueryTriples)
    return answer


def _quads(subject: ox.NamedNode | ox.BlankNode, said: Said) -> Iterator[ox.Quad]:
    triple = subject, ox.NamedNode(said.property), said.value
    for graph in said.graphs:
        yield ox.Quad(*triple, ox.NamedNode(graph)) if graph else ox.Quad(*triple)


def shown(view: View, iri: str) -> Shown:
    """The same as lines, each with the graphs that hold it."""
    out, back = _said(view, _OUT, iri), _said(view, _IN, iri)
    inside = _inside(view, iri)
    within = [one for found in inside.values() for one in found]
    names = _names(view, {iri, *_iris(out), *_iris(back), *_iris(within)})

    def name(one: str) -> str:
        return names.get(one) or short_iri(view, one)

    def text(value: Term) -> str:
        if isinstance(value, ox.BlankNode) and value in inside:
            told = (f"{name(one.property)}: {_plain(one.value, name)}" for one in inside[value])
            return f"[{'; '.join(told)}]"
        return _plain(value, name)

    def groups(said: Iterable[Said], backwards: bool) -> Iterator[Group]:
        held: dict[str, list[Line]] = defaultdict(list)
        for one in said:
            held[one.property].append(_line(one, text(one.value)))
        for prop in sorted(held, key=lambda one: (one != f"{RDF}type", name(one))):
            lines = sorted(held[prop], key=lambda line: line.text)
            yield Group(prop, name(prop), backwards, tuple(lines[:_LINES]), len(lines[_LINES:]))

    classes = [name(cls) for cls in sorted(_classes(out))]
    both = (*groups(out, False), *groups(back, True))
    return Shown(iri, short_iri(view, iri), name(iri), tuple(classes), both)


def _line(one: Said, text: str) -> Line:
    who = tuple(Attribution(graph) for graph in one.graphs if graph)
    return Line(text, one.value, who, getattr(one.value, "language", None) or "")


def _plain(value: Term, name: Callable[[str], str]) -> str:
    if isinstance(value, ox.NamedNode):
        return name(value.value)
    return literal_text(value) if isinstance(value, ox.Literal) else str(value)


def _inside(view: View, iri: str) -> dict[ox.BlankNode, list[Said]]:
    """What the nodes without a name say that an IRI leads to."""
    found: dict[ox.BlankNode, list[Said]] = defaultdict(list)
    for node, prop, value in ask(view, _WITHIN, iri={iri}):
        found[node].append(Said(prop.value, value, ()))
    return found


def _classes(said: Iterable[Said]) -> set[str]:
    types = (one.value for one in said if one.property == f"{RDF}type")
    return {one.value for one in types if isinstance(one, ox.NamedNode)}


def _said(view: View, query: str, iri: str) -> list[Said]:
    graphs: dict[tuple[str, Term], list[str]] = defaultdict(list)
    for prop, value, graph in ask(view, query, iri={iri}):
        graphs[prop.value, value].append(graph.value if graph else "")
    found = [Said(prop, value, tuple(sorted(held))) for (prop, value), held in graphs.items()]
    return sorted(found, key=lambda one: (one.property, str(one.value)))[:_MOST]


def _iris(said: Iterable[Said]) -> set[str]:
    values = {one.value.value for one in said if isinstance(one.value, ox.NamedNode)}
    return values | {one.property for one in said}


def _names(view: View, iris: set[str]) -> dict[str, str]:
    best: dict[str, tuple[bool, str]] = {}
    for iri, text in ask(view, _NAMES, iri=iris):
        choice = (text.language not in ("en", None), text.value)
        best[iri.value] = min(choice, best.get(iri.value, choice))
    return {iri: text for iri, (_, text) in best.items()}
