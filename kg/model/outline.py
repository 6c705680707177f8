"""A class in words: what a person needs to know of it in order to write a record of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import OntologyError, did_you_mean
from kg.model.ontology import Class, Ontology, Property
from kg.model.terms import Term, literal_text
from kg.model.vocab import RDFS, SH, SKOS, local_name

_LITERALS = {"string": "plain text", "anyURI": "address (URL)", "wktLiteral": "geometry (WKT)"}


class Line(NamedTuple):
    """One property of a class, in words."""

    name: str
    value: str
    how_many: str
    label: str
    description: str


def classes(ontology: Ontology, language: str = "en") -> Iterator[tuple[str, str, str, str, str]]:
    """Name each class, its label in a language, its kind, its key and what it is."""
    labels = texts(ontology, RDFS + "label", language)
    definitions = texts(ontology, SKOS + "definition", language)
    for cls in sorted(ontology.classes.values(), key=lambda cls: cls.name):
        label, definition = (known.get(f"<{cls.iri}>", "") for known in (labels, definitions))
        yield cls.name, label, kind(cls), key(cls), definition


def kind(cls: Class) -> str:
    """Say what a class is in the house: entity, statement, observation; abstract or not."""
    return f"abstract {cls.kind}" if cls.abstract else cls.kind


def key(cls: Class) -> str:
    """Name the properties that identify an entity of the class."""
    return " ".join(map(local_name, cls.key))


def outline(ontology: Ontology, cls: Class, language: str = "en") -> list[Line]:
    """Describe each property that a record of the class can give, its own before inherited ones."""
    labels = texts(ontology, RDFS + "label", language)
    named = shape_names(ontology, language)

    def rank(prop: Property) -> tuple[int, float, str]:
        above = (ontology.classes.get(iri) for iri in cls.supers[1:])
        inherited = sum(one is not None and prop.name in one.properties for one in above)
        return inherited, prop.order, prop.name

    return [
        Line(
            prop.name,
            value(prop),
            count(prop),
            labels.get(f"<{prop.iri}>", "") or named.get(f"<{prop.iri}>", prop.label),
            prop.description,
        )
        for prop in sorted(cls.properties.values(), key=rank)
    ]


def value(prop: Property) -> str:
    """Say what stands behind the property in a record."""
    match prop.kind:
        case "text":
            return "text, in one or more languages"
        case "date":
            return "date as said"
        case "period":
            return "period"
        case "code":
            return f"code of {local_name(prop.code_list)}" if prop.code_list else "code"
        case "node":
            return local_name(prop.cls)
        case "iri":
            return "IRI"
        case "literal":
            name = local_name(prop.datatype)
            return _LITERALS.get(name, name)


def count(prop: Property) -> str:
    """Say how many values a record gives.

    >>> from kg.model.ontology import Property
    >>> count(Property("i", "n", "text", 1, least=1, most=1))
    'one'
    """
    if prop.most == 1:
        return "one" if prop.least else "at most one"
    least = {0: "any", 1: "one or more"}.get(prop.least, f"{prop.least} or more")
    return f"{least}, at most {prop.most}" if prop.most else least


def example(ontology: Ontology, cls: Class) -> str:
    """Write the smallest record of the class, as it would stand in a facts file."""
    wanted = [prop for prop in cls.properties.values() if _must(prop, cls)]
    body = ", ".join(f"{prop.name}: …" for prop in sorted(wanted, key=lambda prop: prop.order))
    return f"- id: …\n  says:\n    {cls.name}: {{{body}}}"


def code_lists(ontology: Ontology) -> Iterator[tuple[str, str, str]]:
    """Name each code list, how many codes it has, and what it is for."""
    definitions, members = texts(ontology, SKOS + "definition"), _members(ontology)
    for scheme in sorted(ontology.codes):
        yield local_name(scheme), str(len(members[scheme])), definitions.get(f"<{scheme}>", "")


def code_list(
    ontology: Ontology, name: str, language: str = "en"
) -> Iterator[tuple[str, str, str]]:
    """Name each code of a list, its label in a language and its definition.

    Raises:
        OntologyError: there is no such list.
    """
    schemes = {local_name(scheme): scheme for scheme in ontology.codes}
    if name not in schemes:
        hint = did_you_mean(name, schemes, see="kg ontology codes")
        raise OntologyError(f'there is no code list "{name}"; {hint}')
    labels = texts(ontology, SKOS + "prefLabel", language)
    definitions = texts(ontology, SKOS + "definition", language)
    return (
        (local_name(code), labels.get(f"<{code}>", ""), definitions.get(f"<{code}>", ""))
        for code in _members(ontology)[schemes[name]]
    )


def _members(ontology: Ontology) -> dict[str, list[str]]:
    return {scheme: sorted(set(codes.values())) for scheme, codes in ontology.codes.items()}


def texts(ontology: Ontology, predicate: str, language: str = "en") -> dict[Term, str]:
    """The text of each subject of a property in a language, else in English, else in any."""
    found: dict[Term, tuple[int, str]] = {}
    for subject, known, text in ontology.triples:
        if known == f"<{predicate}>":
            rank = 2 * text.endswith(f"@{language.lower()}") + text.endswith("@en")
            if subject not in found or rank > found[subject][0]:
                found[subject] = rank, literal_text(text)
    return {subject: text for subject, (_, text) in found.items()}


def shape_names(ontology: Ontology, language: str = "en") -> dict[Term, str]:
    """What shapes call a property that is described elsewhere, by the property."""
    paths = {node: path for node, known, path in ontology.triples if known == f"<{SH}path>"}
    found = texts(ontology, SH + "name", language)
    return {paths[node]: text for node, text in found.items() if node in paths}


def _must(prop: Property, cls: Class) -> bool:
    return prop.least > 0 or prop.iri in cls.key or prop.name in cls.key
