"""Triples as a catalogue makes them, and the one order in which they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg.model import vocab as v
from kg.model.catalogue import EU

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": v.DCAT,
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": v.DCTERMS,
    "eu-access": f"{EU}access-right/",
    "eu-availability": f"{EU}planned-availability/",
    "eu-country": f"{EU}country/",
    "eu-file": f"{EU}file-type/",
    "eu-frequency": f"{EU}frequency/",
    "eu-language": f"{EU}language/",
    "eu-licence": f"{EU}licence/",
    "eu-theme": f"{EU}data-theme/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "formats": "http://www.w3.org/ns/formats/",
    "geo": v.GEO,
    "owl": v.OWL,
    "prov": v.PROV,
    "rdf": v.RDF,
    "rdfs": v.RDFS,
    "schema": "https://schema.org/",
    "sh": v.SH,
    "skos": v.SKOS,
    "spdx": v.SPDX,
    "spex": "https://purl.expasy.org/sparql-examples/ontology#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": v.XSD,
}


def expanded(name: str) -> str:
    """The IRI of a prefix and a name.

    >>> expanded("dcat:Dataset")
    'http://www.w3.org/ns/dcat#Dataset'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


class Statements:
    """Triples, each once; what is empty is not stated."""

    def __init__(self) -> None:
        self._held: dict[ox.Triple, None] = {}

    def __iter__(self) -> Iterator[ox.Triple]:
        """The triples, subject by subject, what a thing is before what is said of it."""
        return iter(sorted(self._held, key=_place))

    def a(self, subject: str, *classes: str) -> None:
        """Say what something is: by prefix and name."""
        self.link(subject, "rdf:type", *map(expanded, classes))

    def link(self, subject: str, prop: str, *iris: str) -> None:
        """Say that something leads to IRIs."""
        for iri in filter(None, iris):
            self._add(subject, prop, ox.NamedNode(iri))

    def typed(self, subject: str, prop: str, text: str, datatype: str) -> None:
        """Say a value of a datatype of XML Schema, or one by prefix and name."""
        if text:
            name = datatype if ":" in datatype else f"xsd:{datatype}"
            self._add(subject, prop, ox.Literal(text, datatype=ox.NamedNode(expanded(name))))

    def count(self, subject: str, prop: str, number: int) -> None:
        """Say a number of things."""
        self.typed(subject, prop, str(number), "integer")

    def text(self, subject: str, prop: str, text: str, language: str = "") -> None:
        """Say a text, in a language if one is given."""
        if text:
            found = ox.Literal(text, language=language) if language else ox.Literal(text)
            self._add(subject, prop, found)

    def texts(self, subject: str, prop: str, texts: Iterable[tuple[str, str]]) -> None:
        """Say texts with their languages."""
        for language, text in texts:
            self.text(subject, prop, text, language)

    def _add(self, subject: str, prop: str, value: ox.NamedNode | ox.Literal) -> None:
        predicate = ox.NamedNode(expanded(prop))
        self._held[ox.Triple(ox.NamedNode(subject), predicate, value)] = None


def _place(triple: ox.Triple) -> tuple[str, bool, str, str]:
    kind = triple.predicate.value != f"{v.RDF}type"
    return (str(triple.subject), kind, triple.predicate.value, str(triple.object))


def turtle(statements: Iterable[ox.Triple], prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """The triples as Turtle, in their order, with the prefixes that they use."""
    held = list(statements)
    text = "\n".join(map(str, held))
    used = {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}
    return ox.serialize(held, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
