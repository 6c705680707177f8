"""The description of one thing as RDF: what is said of it, by whom, and what its neighbours are.

It holds the triples with the thing as subject; those of the nodes without a name that belong to it;
the record of each claim that states one of them and of its document; the names of all that is
mentioned. What a claim states stands in its graph, too, as in the store; formats without graphs
have the same triples without the graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model.vocab import DERIVED_FROM, RDFS, SELECTOR
from kg.query.ask import ask
from kg.query.looking.facts import Fact, facts_in, facts_of
from kg.query.looking.nodes import Nodes

if TYPE_CHECKING:
    from kg.store.view import View

MOST = 50  # things that point here by one property, and belong here
_CLAIMS = 500  # whose records are told
_DOCUMENTS = 100  # that are told with them
_NAMED = 1500  # neighbours whose names are told
_FOAF = "http://xmlns.com/foaf/0.1/"
_DERIVED_FROM, _SELECTOR = DERIVED_FROM.strip("<>"), SELECTOR.strip("<>")

_NAMES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?iri ?property ?text WHERE {
  VALUES ?iri { <https://example.org/> }
  ?iri ?property ?text
  FILTER(?property IN (skos:prefLabel, rdfs:label, dcterms:title))
}
"""

_POINTING = """
SELECT ?subject ?property WHERE {
  VALUES ?iri { <https://example.org/> }
  ?subject ?property ?iri
} LIMIT 101
"""


class Description(NamedTuple):
    """The quads, and what was left out of them, in words."""

    quads: list[ox.Quad]
    left_out: tuple[str, ...] = ()


def description(view: View, iri: str) -> Description:
    """Describe an IRI of a build."""
    nodes = Nodes(view)
    nodes.grow(iri, MOST)
    told = [one for one in nodes.facts if one == iri or nodes.is_node(one)]
    facts = [fact for one in told for fact in nodes.facts[one]]
    own = facts_in(view, {iri})
    claims = sorted({claim for fact in (*facts, *own) for claim in fact.claims})
    records = facts_of(view, {*claims[:_CLAIMS], *_targets(facts, iri, _SELECTOR)} - {iri})
    sources = facts_of(view, sorted(_sources((*facts, *records)))[:_DOCUMENTS])
    pointing = [] if facts else _pointing(view, iri)
    said = (*facts, *own, *records, *sources)
    quads = [*_quads(view, said), *pointing, *_blank(view, iri, facts)]
    quads += _names(view, quads)
    return Description(_sorted(quads, iri), tuple(_left_out(nodes, claims)))


def _sorted(quads: Iterable[ox.Quad], iri: str) -> list[ox.Quad]:
    """Graph by graph, the default one first, and in it what is said of the thing itself."""

    def place(quad: ox.Quad) -> tuple[str, bool, str, str, str]:
        subject = str(quad.subject)
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        return graph, subject != f"<{iri}>", subject, str(quad.predicate), str(quad.object)

    return sorted(set(quads), key=place)


def _targets(facts: Iterable[Fact], iri: str, prop: str) -> set[str]:
    """What a thing leads to by a property: the places of a claim belong to its record."""
    return {fact.target for fact in facts if fact.subject == iri and fact.predicate == prop}


def _sources(facts: Iterable[Fact]) -> set[str]:
    """The documents of claims."""
    return {fact.target for fact in facts if fact.predicate == _DERIVED_FROM} - {""}


def _quads(view: View, facts: Iterable[Fact]) -> Iterator[ox.Quad]:
    """Each triple as the store has it: in the default graph, and in those of its claims."""
    inferred = ox.NamedNode(f"{view.base}graph/inferred")
    for fact in facts:
        triple = ox.NamedNode(fact.subject), ox.NamedNode(fact.predicate), fact.value
        yield ox.Quad(*triple)
        for claim in fact.claims:
            yield ox.Quad(*triple, ox.NamedNode(claim))
        if fact.inferred:
            yield ox.Quad(*triple, inferred)


def _pointing(view: View, iri: str) -> Iterator[ox.Quad]:
    """What says something with it, where nothing is said of it."""
    for subject, prop in ask(view, _POINTING, iri={iri}):
        yield ox.Quad(subject, prop, ox.NamedNode(iri))


def _blank(view: View, iri: str, facts: Iterable[Fact]) -> Iterator[ox.Quad]:
    """What is said of the blank nodes that an IRI leads to, as shapes of the ontology have them."""
    if any(isinstance(fact.value, ox.BlankNode) for fact in facts):
        answer = view.query(f"DESCRIBE {ox.NamedNode(iri)}")
        assert isinstance(answer, ox.QueryTriples)
        yield from (ox.Quad(*triple) for triple in answer)


def _names(view: View, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The names of what is mentioned, but for properties, which the ontology names."""
    ends = [term for quad in quads for term in (quad.subject, quad.object)]
    terms = {term.value for term in ends if isinstance(term, ox.NamedNode)}
    return [ox.Quad(*row) for row in ask(view, _NAMES, iri=sorted(terms)[:_NAMED])]


def _left_out(nodes: Nodes, claims: list[str]) -> Iterator[str]:
    nodes.labels.load(nodes.left_out)
    for prop, count in sorted(nodes.left_out.items()):
        yield f"{count:,} more point here by {nodes.labels.of(prop)} <{prop}>"
    if claims[_CLAIMS:]:
        yield f"the records of {len(claims) - _CLAIMS:,} more claims"


def noted(found: Description, iri: str, document: str) -> list[ox.Quad]:
    """The quads, and on the document that holds them what it leaves out."""
    if not found.left_out:
        return found.quads
    me, text = ox.NamedNode(document), "not here: " + "; ".join(found.left_out)
    topic = ox.Quad(me, ox.NamedNode(f"{_FOAF}primaryTopic"), ox.NamedNode(iri))
    comment = ox.Literal(text, language="en")
    return [*found.quads, topic, ox.Quad(me, ox.NamedNode(f"{RDFS}comment"), comment)]
