"""What people call an IRI: its label in their language, else a short form of the IRI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model.vocab import local_name
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import Label, View

# Those that start with a folder of their own; an entity's short form starts with its class.
_FOLDERS = ("document/", "dataset/", "claim/", "observation/", "cube/", "period/", "graph/")

_LABELS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?iri ?text WHERE {
  VALUES ?iri { <https://example.org/> }
  ?iri skos:prefLabel|rdfs:label|dcterms:title ?text
}
"""

_ALL = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?iri ?property ?text ?class WHERE {
  ?iri ?property ?text
  FILTER(isIRI(?iri) && ?property IN (skos:prefLabel, rdfs:label, skos:altLabel, skos:notation))
  OPTIONAL { ?iri a ?class }
}
"""


class Labels:
    """The labels of one view in one language, loaded for many IRIs at a time."""

    def __init__(self, view: View, language: str = "en") -> None:
        self._view = view
        self._language = language
        self._known: dict[str, str] = {}

    def load(self, iris: Iterable[str]) -> None:
        """Look up the labels of all that are not known yet, in one query."""
        wanted = {iri for iri in iris if iri not in self._known}
        best: dict[str, tuple[int, str]] = {}
        for iri, text in ask(self._view, _LABELS, iri=wanted):
            choice = (self._rank(text.language), text.value)
            best[iri.value] = min(choice, best.get(iri.value, choice))
        for iri in wanted:
            self._known[iri] = best[iri][1] if iri in best else ""

    def named(self, iri: str) -> bool:
        """Whether a loaded IRI has a label of its own."""
        return bool(self._known.get(iri))

    def of(self, iri: str) -> str:
        """The label of a loaded IRI, else its short form."""
        return self._known.get(iri) or short_iri(self._view, iri)

    def _rank(self, language: str | None) -> int:
        order = (self._language, "en", None)
        return order.index(language) if language in order else len(order)


def all_labels(view: View) -> Iterator[Label]:
    """The labels of a store that has no list of names."""
    from kg.store.view import Label

    kinds = {"prefLabel": "name", "label": "name", "altLabel": "alias", "notation": "code"}
    for iri, prop, text, cls in ask(view, _ALL):
        kind = kinds[local_name(prop.value)]
        class_name = local_name(cls.value) if cls else ""
        yield Label(iri.value, class_name, kind, text.language or "", text.value)


def short_iri(view: View, iri: str) -> str:
    """The form that people read and type: class and key, prefix and name, or a path."""
    if view.base and iri.startswith(view.base):
        path = iri.removeprefix(view.base)
        if path.startswith("period/"):
            return period_text(path.removeprefix("period/"))
        if path.startswith(("id/", *_FOLDERS)):
            return path.removeprefix("id/")
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    for prefix, namespace in view.prefixes.items():
        if namespace == iri[:cut] and cut < len(iri):
            return f"{prefix}:{iri[cut:]}"
    return iri


def long_iri(view: View, text: str) -> str | None:
    """The whole IRI of a text that looks like one, short or not, else None.

    Whether anything is known of it is another question.
    """
    iri = _expanded(view, text)
    try:
        return ox.NamedNode(iri).value if iri else None
    except ValueError:
        return None


def _expanded(view: View, text: str) -> str | None:
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    if "://" in text or text.startswith("urn:"):
        return text
    prefix, colon, local = text.partition(":")
    if colon and prefix in view.prefixes:
        return view.prefixes[prefix] + local
    if view.base and text.startswith(_FOLDERS):
        return view.base + text
    if view.base and "/" in text and text[0].isupper():
        return f"{view.base}id/{text}"
    return None


def period_text(path: str) -> str:
    """Write a period as records do.

    >>> period_text("2025-01-01/P10M"), period_text("2025-01-01/P1Y"), period_text("2025-03-01/P1M")
    ('2025-01/2025-10', '2025', '2025-03')
    """
    from kg.model.dates import parse_period

    try:
        period = parse_period(path)
    except ValueError:
        return path
    first, last = period.first.isoformat(), period.last.isoformat()
    if period.duration == "P1Y" and first.endswith("-01-01"):
        return first[:4]
    if "D" not in period.duration and first.endswith("-01"):
        first, last = first[:7], last[:7]
    return first if first == last else f"{first}/{last}"
