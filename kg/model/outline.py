"""A class in words: what a person needs to know of it in order to write a record of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import OntologyError, did_you_mean
from kg.model.ontology import Class, Ontology, Property
from kg.model.terms import Term, literal_text
from kg.model.vocab import SKOS, local_name

_LITERALS = {"string": "plain text", "anyURI": "address (URL)", "wktLiteral": "geometry (WKT)"}


class Line(NamedTuple):
    """One property of a class, in words."""

    name: str
    value: str
    how_many: str
    label: str
    description: str


def outline(ontology: Ontology, cls: Class) -> list[Line]:
    """Describe each property that a record of the class can give, its own before inherited ones."""

    def rank(prop: Property) -> tuple[int, float, str]:
        above = (ontology.classes.get(iri) for iri in cls.supers[1:])
        inherited = sum(one is not None and prop.name in one.properties for one in above)
        return inherited, prop.order, prop.name

    return [
        Line(prop.name, value(prop), count(prop), prop.label, prop.description)
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
    definitions, sizes = _english(ontology, "definition"), _members(ontology)
    for scheme in sorted(ontology.codes):
        yield local_name(scheme), str(len(sizes[scheme])), definitions.get(f"<{scheme}>", "")


def code_list(ontology: Ontology, name: str) -> Iterator[tuple[str, str, str]]:
    """Name each code of a list, its label and its definition.

    Raises:
        OntologyError: there is no such list.
    """
    schemes = {local_name(scheme): scheme for scheme in ontology.codes}
    if name not in schemes:
        raise OntologyError(f'there is no code list "{name}"; {did_you_mean(name, schemes)}')
    labels, definitions = _english(ontology, "prefLabel"), _english(ontology, "definition")
    return (
        (local_name(code), labels.get(f"<{code}>", ""), definitions.get(f"<{code}>", ""))
        for code in _members(ontology)[schemes[name]]
    )


def _members(ontology: Ontology) -> dict[str, list[str]]:
    return {scheme: sorted(set(codes.values())) for scheme, codes in ontology.codes.items()}


def _english(ontology: Ontology, name: str) -> dict[Term, str]:
    """The English text of a SKOS property, by subject; any other language where there is none."""
    predicate, texts = f"<{SKOS}{name}>", dict[Term, str]()
    for subject, found, text in ontology.triples:
        if found == predicate and (text.endswith("@en") or subject not in texts):
            texts[subject] = literal_text(text)
    return texts


def _must(prop: Property, cls: Class) -> bool:
    return prop.least > 0 or prop.iri in cls.key or prop.name in cls.key
