"""Who says something: a claim's document, its publisher, the date, the speaker and the others.

Speaker, quoted source, reporter and publisher are four things: an official (speaker) in an article
(publisher) quotes customs (quoted source), whose figures are a state's (reporter).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.vocab import ATTRIBUTED_TO, DCTERMS, DERIVED_FROM, KG, QUOTED_SOURCE, REPORTER, STATUS
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.query.labels import Labels
    from kg.store.view import View

_RECORDS = """
SELECT ?subject ?property ?value WHERE {
  VALUES ?subject { <https://w3id.org/sogdian/claim/00000000000000000000000000000000> }
  ?subject ?property ?value
}
"""

_ISSUED, _PUBLISHER = f"{DCTERMS}issued", f"{DCTERMS}publisher"
_RETRIEVED, _URL = f"{KG}retrieved", "https://schema.org/url"


class Attribution(NamedTuple):
    """Who makes a claim, where and when, in words; empty where it is not stated."""

    claim: str
    document: str = ""
    title: str = ""
    publisher: str = ""
    date: str = ""
    dated: str = ""
    speaker: str = ""
    quoted_source: str = ""
    reporter: str = ""
    status: str = ""
    url: str = ""

    @property
    def who(self) -> str:
        """The speaker and quoted source, if any, in the publisher's document."""
        voices = [self.speaker, self.quoted_source and f"quoting {self.quoted_source}"]
        voice = " ".join(part for part in voices if part)
        source = ": ".join(part for part in (self.publisher, self.title) if part)
        return ", in ".join(part for part in (voice, source) if part) or self.claim

    @property
    def when(self) -> str:
        """The document's date, or the day on which it was retrieved, marked as such."""
        return f"retrieved {self.date}" if self.dated == "retrieved" else self.date

    def to_dict(self) -> dict[str, Any]:
        """The stated fields, for JSON."""
        return {name: value for name, value in self._asdict().items() if value}


class Record:
    """The values of one subject of the catalogue, by property."""

    def __init__(self, values: dict[str, list[str]] | None = None) -> None:
        self._values = {} if values is None else values

    def values(self) -> Mapping[str, list[str]]:
        """All values by their properties."""
        return self._values

    def add(self, prop: str, value: str) -> None:
        self._values.setdefault(prop, []).append(value)

    def all(self, prop: str) -> list[str]:
        """The values of a property, IRIs and texts alike, in a fixed order."""
        found = self._values.get(prop.strip("<>"), [])
        return sorted(found) if found[1:] else found

    def first(self, prop: str) -> str:
        """The first value of a property, or the empty string."""
        return next(iter(self.all(prop)), "")


def records(view: View, subjects: Iterable[str]) -> dict[str, Record]:
    """What the catalogue says of claims, documents or selectors."""
    held = {subject: Record() for subject in subjects}
    for subject, prop, value in ask(view, _RECORDS, subject=held):
        if hasattr(value, "value"):
            held[subject.value].add(prop.value, value.value)
    return held


def attribute(view: View, claims: Iterable[str], labels: Labels) -> dict[str, Attribution]:
    """Say of each claim who makes it."""
    described = records(view, claims)
    documents = records(
        view, {document for claim in described.values() for document in claim.all(DERIVED_FROM)}
    )
    labels.load(people(described, documents))
    return {
        claim: attribution(claim, record, documents, labels) for claim, record in described.items()
    }


def attribution(
    claim: str, record: Record, documents: Mapping[str, Record], labels: Labels
) -> Attribution:
    """Say who makes a claim, from what the catalogue has of it and of its document."""
    document = record.first(DERIVED_FROM)
    about = documents.get(document, Record())
    issued, retrieved = about.first(_ISSUED), about.first(_RETRIEVED)

    def named(source: Record, prop: str) -> str:
        return ", ".join(labels.of(iri) for iri in source.all(prop))

    return Attribution(
        claim,
        document,
        labels.of(document) if document else "",
        named(about, _PUBLISHER),
        issued or retrieved,
        "issued" if issued else "retrieved" if retrieved else "",
        named(record, ATTRIBUTED_TO),
        named(record, QUOTED_SOURCE),
        named(record, REPORTER),
        named(record, STATUS),
        about.first(_URL),
    )


def people(described: Mapping[str, Record], documents: Mapping[str, Record]) -> set[str]:
    """The IRIs whose labels an attribution needs."""
    props = (ATTRIBUTED_TO, QUOTED_SOURCE, REPORTER, STATUS)
    people = {iri for claim in described.values() for prop in props for iri in claim.all(prop)}
    people |= {iri for document in documents.values() for iri in document.all(_PUBLISHER)}
    return people | set(documents)
