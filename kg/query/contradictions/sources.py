"""Who makes the claims that are compared: document, publisher, voices, and the reporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model import vocab as v
from kg.query.ask import ask
from kg.query.contradictions.said import Source, Term
from kg.query.looking.attribution import Record

if TYPE_CHECKING:
    from kg.store.view import View

# All that is told of a claim, in one question: an observation has much beside it.
_RECORDS = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?claim ?property ?value WHERE {
  VALUES ?claim { <https://example.org/> }
  ?claim ?property ?value
  FILTER(
    sameTerm(?property, prov:wasDerivedFrom) || sameTerm(?property, prov:wasAttributedTo)
    || sameTerm(?property, kg:quotedSource) || sameTerm(?property, kg:reporter)
    || sameTerm(?property, kg:recordId) || sameTerm(?property, kg:status)
    || sameTerm(?property, oa:hasSelector) || sameTerm(?property, kg:row)
    || sameTerm(?property, kg:column)
  )
}
"""
_PUBLISHERS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?document ?publisher WHERE {
  VALUES ?document { <https://example.org/> }
  ?document dcterms:publisher ?publisher
}
"""
_VOICES = (v.ATTRIBUTED_TO, v.QUOTED_SOURCE, v.REPORTER)


def sources_of(
    view: View, claims: Iterable[str], known: Mapping[str, Record] | None = None
) -> tuple[dict[str, Source], dict[str, frozenset[Term]]]:
    """Who makes each claim that has a document, and whose figures it gives.

    What is known of claims is not asked again.
    """
    records = records_of(view, claims) if known is None else known
    publishers: dict[str, set[str]] = {
        document: set() for record in records.values() for document in record.all(v.DERIVED_FROM)
    }
    for document, publisher in ask(view, _PUBLISHERS, document=publishers):
        publishers[document.value].add(publisher.value)
    published = {document: frozenset(who) for document, who in publishers.items()}
    sources: dict[str, Source] = {}
    reporters: dict[str, frozenset[Term]] = {}
    for claim, record in records.items():
        for document in record.all(v.DERIVED_FROM):
            voices = frozenset(voice for role in _VOICES for voice in record.all(role))
            sources[claim] = Source(document, published[document], voices, record)
        if reporting := record.all(v.REPORTER):
            reporters[claim] = frozenset(map(ox.NamedNode, reporting))
    return sources, reporters


def records_of(view: View, claims: Iterable[str]) -> dict[str, Record]:
    """What the catalogue says of claims, as far as a comparison tells it."""
    held = {claim: Record() for claim in claims}
    for claim, prop, value in ask(view, _RECORDS, claim=held):
        held[claim.value].add(prop.value, value.value)
    return held
