"""The documents that an answer rests on: as a citation lists them, or only counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.vocab import DCTERMS, IN_DATASET, KG
from kg.query.ask import ask
from kg.query.labels import Labels
from kg.query.looking.attribution import records
from kg.query.looking.independence import Origins

if TYPE_CHECKING:
    from kg.store.view import View

_STATED = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?document ?property ?value WHERE {
  VALUES ?document { <https://example.org/> }
  VALUES ?property { dcterms:issued kg:official }
  { ?document ?property ?value } UNION { ?document kg:dataset ?dataset . ?dataset kg:official ?value
    FILTER (?property = kg:official) FILTER NOT EXISTS { ?document kg:official ?own } }
}
"""
_ISSUED, _PUBLISHER = f"{DCTERMS}issued", f"{DCTERMS}publisher"
_LICENSE, _LANGUAGE = f"{DCTERMS}license", f"{DCTERMS}language"
_RETRIEVED, _TYPE, _URL = f"{KG}retrieved", f"{KG}documentType", "https://schema.org/url"


class Source(NamedTuple):
    """One document of an answer, as it is cited; what nobody stated is empty."""

    iri: str
    title: str
    publisher: str = ""
    issued: str = ""
    retrieved: str = ""
    license: str = ""
    url: str = ""
    language: str = ""
    type: str = ""

    @property
    def when(self) -> str:
        """Its date, or the day on which it was retrieved, marked as such."""
        return self.issued or (f"retrieved {self.retrieved}" if self.retrieved else "undated")

    def to_dict(self) -> dict[str, Any]:
        """What is stated, for JSON."""
        return {name: value for name, value in self._asdict().items() if value}


class Tally(NamedTuple):
    """Some documents counted; `newest` and `oldest` are dates of issue as said."""

    documents: int = 0
    independent: int = 0
    official: int = 0
    undated: int = 0
    newest: str = ""
    oldest: str = ""


def sources(view: View, documents: Collection[str], *, language: str = "en") -> tuple[Source, ...]:
    """The documents as they are cited, in the order of their IRIs.

    The licence is the document's own, else that of the dataset in which its records are.
    """
    about = records(view, documents)
    datasets = records(view, {iri for one in about.values() for iri in one.all(IN_DATASET)})
    labels = Labels(view, language)
    labels.load(about)
    labels.load(iri for one in about.values() for p in (_PUBLISHER, _TYPE) for iri in one.all(p))
    return tuple(
        Source(
            iri,
            labels.of(iri),
            ", ".join(map(labels.of, one.all(_PUBLISHER))),
            one.first(_ISSUED),
            one.first(_RETRIEVED),
            one.first(_LICENSE)
            or next((datasets[of].first(_LICENSE) for of in one.all(IN_DATASET)), ""),
            one.first(_URL),
            ", ".join(one.all(_LANGUAGE)),
            ", ".join(map(labels.of, one.all(_TYPE))),
        )
        for iri, one in sorted(about.items())
    )


def tally(view: View, documents: Collection[str]) -> Tally:
    """Count documents: how many go back to different ones, how many are official, how old."""
    if not documents:
        return Tally()
    stated: dict[str, dict[str, str]] = defaultdict(dict)
    for document, prop, value in ask(view, _STATED, document=documents):
        stated[prop.value][document.value] = value.value
    dates = stated[_ISSUED].values()
    return Tally(
        len(documents),
        Origins(view).independent(documents),
        sum(value == "true" for value in stated[f"{KG}official"].values()),
        len(documents) - len(dates),
        max(dates, default=""),
        min(dates, default=""),
    )
