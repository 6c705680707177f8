"""The terms of an ontology by themselves: described, told apart, named in every language."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import did_you_mean
from kg.model.ontology import Ontology
from kg.model.terms import Term, iri_text, literal_text
from kg.model.turtle import Graph
from kg.model.vocab import CONCEPT, DCTERMS, KG, OWL, QB, RDF, RDFS, SH, SKOS, local_name

# What the objects of these are has to be described somewhere.
_NAMING = {
    *(SH + name for name in ("path", "targetClass", "class")),
    *(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(QB + name for name in ("dimension", "measure", "attribute")),
    OWL + "inverseOf",
}
_KINDS = {"class": ("Class",), "property": ("ObjectProperty", "DatatypeProperty")}


class Finding(NamedTuple):
    """What is wrong with a term; its place is found by the term."""

    term: Term
    message: str
    severity: str = "error"


def declared(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    """Terms of the project's own vocabulary that are used and never described."""
    own = (f"<{ontology.base}ontology#", f"<{KG}")
    known = {term: local_name(iri_text(term)) for term in graph.files if term.startswith(own)}
    for subject, predicate, value in graph:
        if iri_text(predicate) in _NAMING and value.startswith(own) and value not in known:
            name = local_name(iri_text(value))
            alike = [one for one in known.values() if one[:1].isupper() == name[:1].isupper()]
            hint = did_you_mean(name, alike)
            yield Finding(graph.root(subject), f"nothing describes {value}; {hint}")


def names(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    """Records name classes and properties by local names: these must be unique and tell apart."""
    for kind in _KINDS:
        named: dict[str, list[Term]] = defaultdict(list)
        for term in _terms(graph, kind):
            named[local_name(iri_text(term))].append(term)
        for name, (first, *others) in named.items():
            for term in others:
                yield Finding(term, f'two are called "{name}"; the other is {first}')
            if name[:1].isupper() != (kind == "class"):
                letter = "a capital" if kind == "class" else "a small letter"
                yield Finding(first, f'the name of a {kind} begins with {letter}: "{name}"')


def inverses(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    """A property has one inverse."""
    values = Counter(value for _, predicate, value in graph if predicate == f"<{OWL}inverseOf>")
    for value in (value for value, count in values.items() if count > 1):
        first, *others = graph.subjects(OWL + "inverseOf", value)
        for other in others:
            yield Finding(other, f"{value} has an inverse already: {first}")


def labels(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    """Every term has a label in each language in which the header names the ontology."""
    header = f"<{ontology.base}ontology>"
    titles = [*graph.objects(header, DCTERMS + "title"), *graph.objects(header, RDFS + "label")]
    wanted = {_language(text) for text in titles}
    labelled = [(term, RDFS + "label") for kind in _KINDS for term in _terms(graph, kind)]
    codes = graph.subjects(RDF + "type", f"<{CONCEPT}>")
    for term, predicate in [*labelled, *((code, SKOS + "prefLabel") for code in codes)]:
        missing = wanted - {_language(text) for text in graph.objects(term, predicate)}
        if missing:
            yield Finding(term, f"no label of {term} in {', '.join(sorted(missing))}", "warning")


def namesakes(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    """Two classes, or two properties, with one label cannot be told apart by a reader."""
    for kind in _KINDS:
        meant: dict[Term, list[Term]] = defaultdict(list)
        for term in _terms(graph, kind):
            for text in graph.objects(term, RDFS + "label"):
                meant[text].append(term)
        for text, (first, *others) in meant.items():
            for term in others:
                message = f'the label "{literal_text(text)}" is also that of {first}'
                yield Finding(term, message, "warning")


def _terms(graph: Graph, kind: str) -> list[Term]:
    """The classes or the properties that have an IRI, each once."""
    found = (term for name in _KINDS[kind] for term in graph.subjects(_TYPE, f"<{OWL}{name}>"))
    return list(dict.fromkeys(term for term in found if term.startswith("<")))


_TYPE = RDF + "type"


def _language(text: Term) -> str:
    return text.rpartition("@")[2] if not text.endswith(('"', ">")) else ""
