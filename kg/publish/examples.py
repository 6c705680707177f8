"""One real example of each class, as Turtle, with the document that it was read from.

A reader of the ontology who asks in SPARQL learns most from triples as they stand in the store, so
an example is a whole claim: the node with what it hangs on. What no claim asserts (observations,
documents, claims themselves) is shown as it is described.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model import vocab as v
from kg.query.ask import ask
from kg.query.labels import short_iri
from kg.query.looking.documents import documents

if TYPE_CHECKING:
    from kg.query.looking.documents import Document
    from kg.store.view import View

_MOST = 14  # triples, so that an example stays on one screen

_CLASSES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?class ?below WHERE { ?class a owl:Class . ?below rdfs:subClassOf* ?class }
"""
_SAID = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?class ?node ?claim ?document (COUNT(*) AS ?own) WHERE {
  GRAPH ?claim { ?node a ?class ; ?property ?value }
  ?claim a kg:Claim ; prov:wasDerivedFrom ?document
} GROUP BY ?class ?node ?claim ?document
"""
_DESCRIBED = """
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?class ?node ?document (COUNT(*) AS ?own) WHERE {
  {
    SELECT ?class ?node WHERE { VALUES ?class { <https://example.org/> } ?node a ?class } LIMIT 500
  }
  ?node ?property ?value
  OPTIONAL { ?node prov:wasDerivedFrom ?document }
} GROUP BY ?class ?node ?document
"""
_CLAIM = """
SELECT ?place ?subject ?property ?value WHERE {
  VALUES ?place { <https://example.org/> }
  GRAPH ?place { ?subject ?property ?value }
}
"""
_NODE = """
SELECT ?place (?place AS ?subject) ?property ?value WHERE {
  VALUES ?place { <https://example.org/> }
  ?place ?property ?value
}
"""


class _Choice(NamedTuple):
    """A node that may stand for its class, and where its triples are: a claim, or the node."""

    node: str
    place: str
    document: str
    own: int


def examples(view: View) -> dict[str, str]:
    """The Turtle of one example for each class of which the store has any, by the class's IRI.

    Of a class that has members by its subclasses only, one of these is shown.
    """
    known = {document.iri: document for document in documents(view)}
    below: dict[str, set[str]] = defaultdict(set)
    for cls, sub in ask(view, _CLASSES):
        below[cls.value].add(sub.value)
    said = _said(view)
    found = {}
    for cls, subs in below.items():
        choices = said.get(cls) or [one for sub in sorted(subs) for one in said.get(sub, ())]
        query = _CLAIM if choices else _NODE
        if best := _best(view, query, choices or _described(view, cls), known):
            found[cls] = _text(view, *best, known)
    return found


def _said(view: View) -> dict[str, list[_Choice]]:
    found: dict[str, list[_Choice]] = defaultdict(list)
    for cls, node, claim, document, own in ask(view, _SAID):
        choice = _Choice(node.value, claim.value, document.value, int(own.value))
        found[cls.value].append(choice)
    return found


def _described(view: View, cls: str) -> list[_Choice]:
    return [
        _Choice(node.value, node.value, (document or node).value, int(own.value))
        for _, node, document, own in ask(view, _DESCRIBED, **{"class": [cls]})
    ]


def _best(
    view: View, query: str, choices: list[_Choice], known: Mapping[str, Document]
) -> tuple[_Choice, list[ox.Triple]] | None:
    """One whose document can be opened; then one that is short and shows much of the node."""

    def promise(one: _Choice) -> tuple[bool, bool, int, str]:
        document = known.get(one.document)
        return not (document and document.url), one.own > _MOST, -one.own, one.place

    likely = sorted(choices, key=promise)[:100]
    triples = _triples(view, query, {one.place for one in likely})

    def rank(one: _Choice) -> tuple[bool, tuple[bool, bool, int, str], int]:
        return len(triples[one.place]) > _MOST, promise(one), len(triples[one.place])

    best = min(likely, key=rank, default=None)
    return best and (best, triples[best.place])


def _triples(view: View, query: str, places: set[str]) -> dict[str, list[ox.Triple]]:
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for place, *triple in ask(view, query, place=places):
        found[place.value].append(ox.Triple(*triple))
    return found


def _text(
    view: View, choice: _Choice, triples: list[ox.Triple], known: Mapping[str, Document]
) -> str:
    """The triples without prefix lines, after the lines of comment that tell their source."""

    def order(triple: ox.Triple) -> tuple[bool, str, bool, str]:
        other = str(triple.subject) != f"<{choice.node}>"
        return other, str(triple.subject), str(triple.predicate) != v.TYPE, str(triple)

    written = ox.serialize(
        sorted(triples, key=order), format=ox.RdfFormat.TURTLE, prefixes=dict(view.prefixes)
    )
    lines = [line for line in (written or b"").decode().splitlines() if line[:7] != "@prefix"]
    head = [f"# {short_iri(view, choice.node)}", *_source(known.get(choice.document))]
    return "\n".join([*head, *lines]).replace("\t", "    ")


def _source(document: Document | None) -> Iterator[str]:
    if document is None:
        return
    when = document.issued or (document.retrieved and f"read on {document.retrieved}")
    facts = filter(None, (document.title, document.publisher, when))
    yield f"# from: {' · '.join(facts)}"
    if document.url:
        yield f"# {document.url}"
