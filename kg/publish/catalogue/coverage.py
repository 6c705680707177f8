"""From when to when the datasets speak: the first and the last date that their claims have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.model.dates import parse_date
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

# A tilde stands behind what a date could go on with, so that the last of 2025 and 2025-10 is 2025.
_DATES = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?dataset (MIN(STR(?value)) AS ?first) (MAX(CONCAT(STR(?value), "~")) AS ?last) WHERE {
  GRAPH ?claim { ?node ?property ?value }
  FILTER(DATATYPE(?value) IN (xsd:date, xsd:gYear, xsd:gYearMonth))
  ?claim prov:wasDerivedFrom ?document . ?document kg:dataset ?dataset
} GROUP BY ?dataset
"""
_PERIODS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?dataset (MIN(STR(?from)) AS ?first) (MAX(STR(?to)) AS ?last) WHERE {
  GRAPH ?claim { ?node ?property ?period }
  ?period kg:firstDay ?from ; kg:lastDay ?to .
  ?claim prov:wasDerivedFrom ?document . ?document kg:dataset ?dataset
} GROUP BY ?dataset
"""
_CUBES = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?dataset (MIN(STR(?from)) AS ?first) (MAX(STR(?to)) AS ?last) WHERE {
  { SELECT DISTINCT ?cube ?period { ?observation qb:dataSet ?cube ; kg:period ?period } }
  ?cube prov:wasDerivedFrom ?document . ?document kg:dataset ?dataset .
  ?period kg:firstDay ?from ; kg:lastDay ?to
} GROUP BY ?dataset
"""
_DOCUMENTS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?dataset (MIN(STR(?said)) AS ?first) (MAX(CONCAT(STR(?said), "~")) AS ?last) WHERE {
  ?document kg:dataset ?dataset .
  OPTIONAL { ?document dcterms:issued ?issued }
  OPTIONAL { ?document kg:retrieved ?retrieved }
  BIND (COALESCE(?issued, ?retrieved) AS ?said)
} GROUP BY ?dataset
"""


class Span(NamedTuple):
    """A first and a last day, as ISO 8601 writes them."""

    first: str
    last: str


def coverage(view: View) -> dict[str, Span]:
    """From when to when each dataset (an IRI) speaks.

    One whose claims have no dates, such as a register of names, counts as of its documents.
    """
    found: dict[str, Span] = {}
    for query in (_DATES, _PERIODS, _CUBES):
        for dataset, span in _spans(view, query):
            known = found.get(dataset, span)
            found[dataset] = Span(min(known.first, span.first), max(known.last, span.last))
    return {**dict(_spans(view, _DOCUMENTS)), **found}


def _spans(view: View, query: str) -> Iterator[tuple[str, Span]]:
    for dataset, first, last in ask(view, query):
        if dataset is not None and first is not None and last is not None:
            yield dataset.value, Span(day(first.value), day(last.value.rstrip("~"), last=True))


def day(said: str, *, last: bool = False) -> str:
    """The first, or the last, day that a date can mean.

    >>> day("2025"), day("2025-02", last=True)
    ('2025-01-01', '2025-02-28')
    """
    date = parse_date(said)
    return (date.latest if last else date.earliest).isoformat()
