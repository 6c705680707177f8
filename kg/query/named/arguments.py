"""What a person gives for a parameter, as the term that it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import ParameterError, did_you_mean
from kg.model.datatypes import DATATYPES
from kg.model.dates import parse_date
from kg.model.names import fold
from kg.model.vocab import KG, XSD, local_name
from kg.query.ask import ask
from kg.query.labels import Labels, long_iri

if TYPE_CHECKING:
    from kg.query.named.parameters import Parameter
    from kg.store.view import View

_TYPES = {"date": "date", "text": "string", "integer": "integer", "decimal": "decimal"}

_CODES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?code ?notation ?label WHERE {
  VALUES ?scheme { <https://example.org/code/list> }
  ?code skos:inScheme ?scheme
  OPTIONAL { ?code skos:notation ?notation }
  OPTIONAL { ?code skos:prefLabel ?label }
}
"""

_BELOW = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?property ?label WHERE {
  VALUES ?top { <https://example.org/> }
  ?property rdfs:subPropertyOf+ ?top OPTIONAL { ?property rdfs:label ?label }
}
"""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_CLASSES = """
SELECT ?iri ?class WHERE { VALUES ?iri { <https://example.org/id/one> } ?iri a ?class }
"""


def term_of(parameter: Parameter, view: View, value: Any) -> ox.NamedNode | ox.Literal:
    """The term for one value.

    Raises:
        KgError: the value is not of the parameter's kind; the message lists what is.
    """
    if parameter.kind == "type":
        return _literal(parameter.of, value)
    text = value.value if isinstance(value, ox.NamedNode) else str(value).strip()
    find = {"codes": _code, "property": _property}.get(parameter.kind, _entity)
    try:
        return ox.NamedNode(find(parameter.of, view, text))
    except ValueError as error:
        raise ParameterError(f'"{text}" is no IRI: {error}') from None


def _literal(kind: str, value: Any) -> ox.Literal:
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        if kind == "language":
            return ox.Literal(_language(text))
        if kind == "partial-date":  # compared as text with what sources say, to its own precision
            return ox.Literal(parse_date(text).text)
        datatype = XSD + _TYPES[kind]
        return ox.Literal(DATATYPES[datatype](text), datatype=ox.NamedNode(datatype))
    except ValueError as error:
        said, _, reason = str(error).partition(": ")
        if kind == "date" and reason.startswith("write"):  # what a record may say is not a day
            reason = "a day is wanted, such as 2025-11-23"
        raise ParameterError(f"{said}: {reason}" if reason else said) from None


def _entity(class_name: str, view: View, text: str) -> str:
    from kg.query.resolve import resolve

    iri = resolve(view, text, class_name)
    classes = {local_name(cls.value) for _, cls in ask(view, _CLASSES, iri={iri})}
    if local_name(class_name) not in classes:
        known = ", ".join(sorted(classes)) or "of no class"
        raise ParameterError(f'"{text}" is no {class_name}, but {known}')
    return iri


def _code(scheme: str, view: View, text: str) -> str:
    codes = list(_codes(scheme, view))
    wanted, written_out = fold(text), long_iri(view, text)
    for iri, *texts in codes:
        if iri == written_out or wanted in map(fold, [local_name(iri), *texts]):
            return iri
    known = {notation or local_name(iri) for iri, notation, _ in codes}
    hint = did_you_mean(text, known, see=f"kg ontology codes {scheme}")
    raise ParameterError(f'"{text}" is no code of {scheme}; {hint}')


def _property(top: str, view: View, text: str) -> str:
    """A property below another one, by its local name, a label or its IRI."""
    names: dict[str, str] = {}
    for prop, label in ask(view, _BELOW, top={f"{base}ontology#{top}" for base in _bases(view)}):
        for name in (prop.value, local_name(prop.value), *([label.value] if label else [])):
            names[fold(name)] = prop.value
    meant = long_iri(view, text) or text
    if found := names.get(fold(meant)) or names.get(fold(text)):
        return found
    known = {local_name(iri) for iri in names.values()}
    raise ParameterError(f'"{text}" is no property below {top}; {did_you_mean(text, known)}')


def _language(text: str) -> str:
    """A language tag as BCP 47 has it; a name of a language is none."""
    if not _TAG.fullmatch(text):
        raise ValueError(f'"{text}": a language tag is wanted, such as en, ru, zh or zh-Hant')
    return text


def _codes(scheme: str, view: View) -> Iterator[tuple[str, str, str]]:
    """IRI, notation and one label of each code of a scheme, named by its last part or its IRI."""
    schemes = {scheme} if "://" in scheme else {f"{base}code/{scheme}" for base in _bases(view)}
    for code, notation, label in ask(view, _CODES, scheme=schemes):
        yield code.value, notation.value if notation else "", label.value if label else ""


def _bases(view: View) -> set[str]:
    """The project's own code lists and those that the machinery brings."""
    return {base for base in (view.base, KG.removesuffix("ontology#")) if base}


def values_of(parameter: Parameter, view: View) -> Iterator[tuple[str, str]]:
    """Every value that a parameter can take, with what it means; nothing for plain values."""
    if parameter.kind == "codes":
        found: dict[str, str] = {}
        for iri, notation, label in _codes(parameter.of, view):
            found.setdefault(notation or local_name(iri), label)
        yield from sorted(found.items())
    elif parameter.kind == "class":
        yield from _entities(parameter.of, view)


def _entities(class_name: str, view: View) -> Iterator[tuple[str, str]]:
    """The keys of the entities of a class, each with a name."""
    labels = list(view.labels())
    wanted = local_name(class_name)
    members = {
        iri.value
        for iri, cls in ask(view, _CLASSES, iri={label.iri for label in labels})
        if local_name(cls.value) == wanted
    }
    names = Labels(view)
    names.load(members)
    keys = {label.iri: label.text for label in labels if label.kind == "key"}
    yield from sorted((keys[iri], names.of(iri)) for iri in members & keys.keys())
