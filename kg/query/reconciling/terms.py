"""Types and properties by the names that people send: IRIs, short forms, labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import ParameterError, did_you_mean, shown
from kg.model.names import fold
from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.labels import Labels, long_iri, short_iri
from kg.query.looking.find import names
from kg.query.looking.schema import Schema

if TYPE_CHECKING:
    from kg.store.view import View

TYPES = ("Class", "ConceptScheme")
PROPERTIES = ("Property", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
"""What properties are called in the names of a build, and in those of any other store."""
_KINDS = {"type": TYPES, "property": PROPERTIES}

_TYPES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?iri ?type WHERE {
  VALUES ?iri { <https://example.org/> }
  ?iri a|skos:inScheme ?type
}
"""
_USED = """
SELECT ?term WHERE {
  VALUES ?term { <https://example.org/> }
  { ?term ?some ?value } UNION { ?some ?term ?value } UNION { ?some ?other ?term }
} LIMIT 1
"""
_TOLD = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?iri ?text WHERE {
  VALUES ?iri { <https://example.org/> }
  ?iri skos:definition|dcterms:description|rdfs:comment ?text
}
"""
_RANGES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?property ?range ?list WHERE {
  VALUES ?property { <https://example.org/> }
  ?property a owl:ObjectProperty ; rdfs:range ?range OPTIONAL { ?property qb:codeList ?list }
}
"""
_OF_CLASS = """
SELECT DISTINCT ?property WHERE {
  VALUES ?class { <https://example.org/> }
  ?one a ?class ; ?property ?value
}
"""


class Term(NamedTuple):
    """A type, a property or a thing: its IRI, its name, and what it is."""

    iri: str
    name: str
    description: str = ""


def term(view: View, text: str, what: str) -> str:
    """The IRI of the `type` or `property` that a text names.

    Raises:
        ParameterError: there is none, or several are called so.
    """
    iri = long_iri(view, text)
    if iri and next(ask(view, _USED, term={iri}), None):
        return iri
    kinds, labels = _KINDS[what], names(view)
    local = {local_name(one.iri): one.iri for one in labels if one.class_name in kinds}
    if text in local:
        return local[text]
    called = {label.iri for label in labels.called(fold(text)) if label.class_name in kinds}
    if not called:
        raise ParameterError(f"there is no {what} {shown(text)}; {did_you_mean(text, local)}")
    if len(called) > 1:
        rivals = ", ".join(sorted(short_iri(view, iri) for iri in called))
        raise ParameterError(f"{shown(text)} can mean the {what} {rivals}; name one of them")
    return called.pop()


def types_of(view: View, iris: Iterable[str]) -> dict[str, set[str]]:
    """The classes that things have, by inference too, and the lists of codes that codes are of."""
    found: dict[str, set[str]] = {}
    for iri, cls in ask(view, _TYPES, iri=set(iris)):
        found.setdefault(iri.value, set()).add(cls.value)
    return found


def told(view: View, iris: Iterable[str], language: str = "en") -> dict[str, str]:
    """What is said of IRIs in a sentence: their definitions and descriptions."""
    best: dict[str, tuple[bool, bool, str]] = {}
    for iri, text in ask(view, _TOLD, iri=set(iris)):
        spoken = getattr(text, "language", None)
        choice = (spoken != language, spoken != "en", text.value)
        best[iri.value] = min(choice, best.get(iri.value, choice))
    return {iri: text for iri, (_, _, text) in best.items()}


def terms(view: View, iris: Iterable[str], language: str = "en") -> list[Term]:
    """IRIs with their names and descriptions, in the order given."""
    wanted = list(iris)
    labels, said = Labels(view, language), told(view, wanted, language)
    labels.load(wanted)
    return [Term(iri, labels.of(iri), said.get(iri, "")) for iri in wanted]


def ranges(view: View, properties: Iterable[str]) -> dict[str, str]:
    """What values have that are things or codes, by property: their class or list of codes."""
    found = {}
    for prop, cls, codes in ask(view, _RANGES, property=set(properties)):
        found[prop.value] = (codes or cls).value
    return found


def properties_of(view: View, cls: str, limit: int | None = None) -> list[Term]:
    """The properties that things of a type have, in the order of its shape."""
    schema = Schema(view)
    used = {prop.value for (prop,) in ask(view, _OF_CLASS, **{"class": {cls}})}
    used |= {prop for above in schema.above(cls) for prop in schema.shown(above)}
    schema.load(used)
    ordered = sorted(used, key=lambda prop: schema.place(prop, [cls]))
    return terms(view, ordered[:limit])
