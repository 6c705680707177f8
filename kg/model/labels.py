"""The names of classes, properties and codes, as `kg find` and the tables show them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model.ontology import Ontology
from kg.model.terms import Term, Triple, iri_text, literal_text
from kg.model.vocab import CONCEPT, KG, OWL, RDFS, SKOS, TYPE, local_name

_TYPES = {
    f"<{CONCEPT}>": "Concept",
    f"<{OWL}Class>": "Class",
    f"<{OWL}ObjectProperty>": "Property",
    f"<{OWL}DatatypeProperty>": "Property",
}
_KINDS = {
    f"<{RDFS}label>": "name",
    f"<{SKOS}prefLabel>": "name",
    f"<{SKOS}altLabel>": "alias",
    f"<{SKOS}notation>": "code",
}


# IRI, class, kind (name, alias, code or key), language or "", text: one line of `labels.tsv`.
Row = tuple[str, str, str, str, str]


def ontology_labels(ontology: Ontology) -> Iterator[Row]:
    """Every label, other label and notation that the ontology gives to its own terms."""
    types = {
        triple.subject: _TYPES[triple.object]
        for triple in ontology.triples
        if triple.predicate == TYPE and triple.object in _TYPES and _own(ontology, triple)
    }
    for subject, class_name in types.items():
        if class_name != "Concept":
            iri = iri_text(subject)
            yield iri, class_name, "key", "", local_name(iri)
    for subject, predicate, value in ontology.triples:
        if subject in types and predicate in _KINDS:
            iri = iri_text(subject)
            text = " ".join(literal_text(value).split())
            yield iri, types[subject], _KINDS[predicate], _language(value), text


def _own(ontology: Ontology, triple: Triple) -> bool:
    return triple.subject.startswith((f"<{ontology.base}", f"<{KG}"))


def _language(literal: Term) -> str:
    _, _, tail = literal.rpartition('"')
    return tail[1:] if tail.startswith("@") else ""


def prefixes(ontology: Ontology) -> dict[str, str]:
    """The ontology's prefixes, and those of the kinds of IRI that a build makes."""
    own = {kind: f"{ontology.base}{kind}/" for kind in ("id", "claim", "document", "dataset")}
    return {**own, **ontology.prefixes}
