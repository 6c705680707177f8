"""The catalogue: datasets and documents, with how many claims come from each."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model import vocab as v
from kg.query.ask import ask
from kg.query.labels import Labels, short_iri
from kg.query.listing import Listing
from kg.query.looking.attribution import Record, records
from kg.query.looking.independence import Origins

if TYPE_CHECKING:
    from kg.store.view import View

_MEMBERS = """
SELECT ?iri WHERE {
  VALUES ?class { <https://example.org/> }
  ?iri a ?class
}
"""

_COUNTS = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?document (COUNT(?claim) AS ?count) WHERE {
  ?claim a kg:Claim ; prov:wasDerivedFrom ?document
} GROUP BY ?document
"""

_PUBLISHER = f"{v.DCTERMS}publisher"
_ISSUED, _LICENSE = f"{v.DCTERMS}issued", f"{v.DCTERMS}license"
_LANGUAGE, _URL = f"{v.DCTERMS}language", "https://schema.org/url"
_TYPE, _RETRIEVED = f"{v.KG}documentType", f"{v.KG}retrieved"


class Document(NamedTuple):
    """One citable thing and how many claims come from it."""

    iri: str
    short: str
    title: str
    publisher: str
    issued: str
    retrieved: str
    language: str
    type: str
    dataset: str
    url: str
    claims: int
    upstream: tuple[str, ...] = ()  # the short IRIs of the first documents that it goes back to

    def to_dict(self) -> dict[str, Any]:
        return self._asdict()


class Dataset(NamedTuple):
    """One source under one licence, with its documents and claims counted."""

    iri: str
    short: str
    title: str
    publisher: str
    license: str
    issued: str
    documents: int
    claims: int
    independent: int = 0

    def to_dict(self) -> dict[str, Any]:
        return self._asdict()


def documents(view: View, *, language: str = "en") -> Listing[Document]:
    """Every document, in the order of its short IRI."""
    found = _members(view, v.DOCUMENT)
    labels = _labels(view, language, found)
    counts, origins = _claims(view), Origins(view)

    def one(iri: str, record: Record) -> Document:
        return Document(
            iri,
            short_iri(view, iri),
            labels.of(iri),
            _named(labels, record, _PUBLISHER),
            record.first(_ISSUED),
            record.first(_RETRIEVED),
            ", ".join(record.all(_LANGUAGE)),
            _named(labels, record, _TYPE),
            _named(labels, record, v.IN_DATASET),
            record.first(_URL),
            counts[iri],
            tuple(short_iri(view, up) for up in sorted(origins.of(iri) - {iri})),
        )

    return Listing(sorted((one(*item) for item in found.items()), key=lambda one: one.short))


def datasets(view: View, *, language: str = "en") -> Listing[Dataset]:
    """Every dataset, in the order of its short IRI."""
    found = _members(view, v.DATASET)
    labels = _labels(view, language, found)
    inside: dict[str, set[str]] = defaultdict(set)
    counts, origins = _claims(view), Origins(view)
    claims = Counter[str]()
    for iri, record in _members(view, v.DOCUMENT).items():
        for dataset in record.all(v.IN_DATASET):
            inside[dataset].add(iri)
            claims[dataset] += counts[iri]

    def one(iri: str, record: Record) -> Dataset:
        return Dataset(
            iri,
            short_iri(view, iri),
            labels.of(iri),
            _named(labels, record, _PUBLISHER),
            record.first(_LICENSE),
            record.first(_ISSUED),
            len(inside[iri]),
            claims[iri],
            origins.independent(inside[iri]),
        )

    return Listing(sorted((one(*item) for item in found.items()), key=lambda one: one.short))


def _members(view: View, cls: str) -> dict[str, Record]:
    iris = [iri.value for (iri,) in ask(view, _MEMBERS, **{"class": {cls}})]
    return records(view, iris)


def _claims(view: View) -> Counter[str]:
    rows = ask(view, _COUNTS)
    return Counter({document.value: int(count.value) for document, count in rows})


def _labels(view: View, language: str, found: dict[str, Record]) -> Labels:
    labels = Labels(view, language)
    props = (_PUBLISHER, _TYPE, v.IN_DATASET)
    labels.load(found)
    labels.load(value for record in found.values() for prop in props for value in record.all(prop))
    return labels


def _named(labels: Labels, record: Record, prop: str) -> str:
    return ", ".join(labels.of(iri) for iri in record.all(prop))
