"""What the endpoint says of itself: the service description, in any RDF format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model.vocab import RDF as RDF_NS
from kg.model.vocab import RDFS
from kg.web.actions import Asked, Reply
from kg.web.negotiate import best
from kg.web.sparql import RDF

if TYPE_CHECKING:
    from kg.api import Graph

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = {"sd": _SD, "formats": _FORMATS, "rdfs": RDFS}
_WRITTEN = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV"
    " Turtle N-Triples RDF_XML JSON-LD TriG N-Quads N3"
)
_HOLDS = (
    "Every triple once: what accepted claims assert, the catalogue that describes claims, documents"
    " and datasets, the ontology, and what is inferred. Each claim is a named graph."
)
_HOLDS_STORE = "The default graph of the store; its named graphs are not part of it."


def description(graph: Graph, asked: Asked) -> Reply:
    """Describe the endpoint whose address is `endpoint`.

    Raises:
        Problem: there is no format that the caller accepts.
    """
    media = best(asked.text("accept"), tuple(RDF))
    holds = _HOLDS if graph.view.base else _HOLDS_STORE
    form = RDF[media]
    assert isinstance(form, ox.RdfFormat)
    triples = _triples(ox.NamedNode(asked.text("endpoint")), holds)
    return Reply(ox.serialize(triples, format=form, prefixes=_PREFIXES) or b"", media)


def _triples(endpoint: ox.NamedNode, holds: str) -> Iterator[ox.Triple]:
    service, dataset, default = ox.BlankNode("s"), ox.BlankNode("d"), ox.BlankNode("g")
    kind = ox.NamedNode(f"{RDF_NS}type")
    yield ox.Triple(service, kind, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), endpoint)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in _WRITTEN.split():
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, kind, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, kind, _sd("Graph"))
    yield ox.Triple(default, ox.NamedNode(f"{RDFS}comment"), ox.Literal(holds, language="en"))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
