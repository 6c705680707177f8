"""The properties that rules infer: no record writes them, and yet a query can ask by them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.ontology import Class, Declared, Ontology
from kg.model.terms import iri_text
from kg.model.vocab import KG, RDFS

_COMMENT = re.compile(r"^\s*#.*$", re.M)
_INSERT = re.compile(r"\bINSERT\s*(?=\{)", re.I)
_VALUES = re.compile(r"\bVALUES\s*(?:\([^)]*\)|\?\w+)\s*(?=\{)", re.I)
_NAME = re.compile(r"\b([\w-]*):([\w-]+)")


def shortcuts(ontology: Ontology, cls: Class) -> list[Declared]:
    """The properties that only rules give to a node of a class, by name."""
    names = inferred(ontology)
    mine = (
        one
        for name, one in ontology.properties.items()
        if one.iri in names and name not in cls.properties and len(_writers(ontology, name)) < 2
    )
    return sorted(
        (one for one in mine if set(domains(ontology, one.iri)) & set(cls.supers)),
        key=lambda one: one.name,
    )


def _writers(ontology: Ontology, name: str) -> list[Class]:
    """The classes whose own shape has a property: what several write is no mere shortcut."""
    having = {cls.iri: cls for cls in ontology.classes.values() if name in cls.properties}
    return [cls for cls in having.values() if not having.keys() & set(cls.supers[1:])]


def inferred(ontology: Ontology) -> frozenset[str]:
    """The IRIs of the properties that some rule inserts."""
    found = (iri for rule in ontology.rules for iri in _inserted(rule.text, ontology.prefixes))
    return frozenset(found)


def domains(ontology: Ontology, iri: str) -> list[str]:
    """The classes whose nodes a property is said of."""
    term, domain = f"<{iri}>", f"<{RDFS}domain>"
    return [
        iri_text(value)
        for subject, predicate, value in ontology.triples
        if subject == term and predicate == domain and value.startswith("<")
    ]


def _inserted(text: str, prefixes: dict[str, str]) -> Iterator[str]:
    """What stands in a template, and in the values that may fill it."""
    plain = _COMMENT.sub("", text)
    for pattern in (_INSERT, _VALUES):
        for match in pattern.finditer(plain):
            for prefix, name in _NAME.findall(_braced(plain[match.end() :])):
                yield prefixes.get(prefix, KG) + name


def _braced(text: str) -> str:
    """The text up to the brace that closes the first one."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if not depth:
            return text[: place + 1]
    return text
