"""The parameters of a named query as a model: what its header says, as the document shows it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model

from kg.errors import ParameterError
from kg.model.vocab import GEO, RDFS
from kg.query.ask import ask
from kg.query.named.queries import NamedQuery
from kg.query.sparql import declared, significant
from kg.web.api.given import LANGUAGE, MONTH, Given, wrong
from kg.web.api.tables import MAPPED, TABLE, Mapped, Tabled

if TYPE_CHECKING:
    from kg.query.named.parameters import Parameter
    from kg.store.view import View

# What a value has to look like, for those who make requests by the document.
_CONTROL = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_SPACE = r"\x09-\x0d\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LOOKS: Mapping[str, dict[str, Any]] = {
    "date": {"format": "date"},
    "partial-date": {
        "anyOf": [{"format": "date"}, {"pattern": MONTH}],
    },
    "text": {"pattern": f"^[^{_CONTROL}]*[^{_CONTROL}{_SPACE}][^{_CONTROL}]*$"},
    "language": {"pattern": LANGUAGE},
    "integer": {"pattern": "^[+-]?[0-9]{1,18}$"},
    "decimal": {"pattern": r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$"},
}
_OWN = ("format", "limit", "offset", "lang", "build")
_GEOMETRIES = f"""
SELECT ?property WHERE {{ ?property <{RDFS}range> <{GEO}wktLiteral> }}
"""


def model_of(query: NamedQuery, view: View) -> type[Tabled]:
    """The model of a request for a query; its own parameters take lists."""
    return _model(query, has_geometry(query, view))


@lru_cache(maxsize=256)
def _model(query: NamedQuery, mapped: bool) -> type[Tabled]:
    fields: dict[str, Any] = {
        place_of(one): (list[str], _field(one)) for one in query.parameters if one.name not in _OWN
    }
    base: type[Tabled] = Mapped if mapped else Tabled
    return create_model(f"Query_{query.name}", __base__=base, **fields)


def place_of(parameter: Parameter) -> str:
    """The name of a parameter's field, which no other field has."""
    return f"of_{parameter.name.replace('-', '_')}"


def _field(one: Parameter) -> Any:
    look = _LOOKS.get(one.of, {}) if one.kind == "type" else {"minLength": 1}
    extra: dict[str, Any] = {"items": {"type": "string", **look}, "minItems": 1}
    description = f"{one.description or one.name} ({one.wanted})"
    default: Any = ... if one.required else list(one.default)
    return Field(default, alias=one.name, description=description, json_schema_extra=extra)


def values_of(query: NamedQuery, given: Given, view: View) -> dict[str, list[str]]:
    """What was given for the parameters of a query.

    Raises:
        Problem: a date, number or language is none.
    """
    values = {}
    for one in query.parameters:
        place = place_of(one)
        if place in given.model_fields_set:
            values[one.name] = getattr(given, place)
            if one.kind == "type":
                _require_type(one, values[one.name], view)
    return values


def _require_type(parameter: Parameter, values: list[str], view: View) -> None:
    from kg.query.named.arguments import term_of

    try:
        for value in values:
            term_of(parameter, view, value)
    except ParameterError as error:
        raise wrong(parameter.name, f"{parameter.name}: {error.message}") from None


def offered(query: NamedQuery, view: View) -> tuple[str, ...]:
    """The formats of an answer."""
    return MAPPED if has_geometry(query, view) else TABLE


def has_geometry(query: NamedQuery, view: View) -> bool:
    """Whether a query reads a property whose values are geometries."""
    named = _named(query.text, tuple(sorted(view.prefixes.items())))
    if f"{GEO}asWKT" in named:
        return True
    return any(found.value in named for (found,) in ask(view, _GEOMETRIES))


@lru_cache(maxsize=256)
def _named(text: str, known: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The IRIs that a query names."""
    prefixes = {**dict(known), **declared(text)}
    named = set()
    for token in significant(text):
        if token.kind == "iri":
            named.add(token.text[1:-1])
        elif token.kind == "name":
            prefix, _, local = token.text.partition(":")
            named.add(prefixes.get(prefix, "") + local)
    return frozenset(named)
