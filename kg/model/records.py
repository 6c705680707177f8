"""Pydantic models built from the shapes: they check what one node of a record says.

A model checks one node at a time; nodes inside it stay as they were written, and the reader of
`kg.ingest.reading` checks them with the model of their own class. So an error names the property
by its own path, and the models of a hundred classes need not know each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    create_model,
)

from kg.errors import did_you_mean
from kg.model import vocab
from kg.model.datatypes import clean_text, parse_decimal, typed_literal
from kg.model.dates import parse_date, parse_period
from kg.model.ontology import Class, Ontology, Property
from kg.model.terms import iri, literal
from kg.model.values import Said, Span, Text
from kg.model.vocab import XSD

LOCAL = "local"
NOT_STATED = "not-stated"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NUMBERS = (XSD + "decimal", XSD + "integer")


class Models:
    """The models of an ontology's classes, each made when it is first wanted."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._made: dict[str, type[BaseModel]] = {}

    def of(self, cls: Class) -> type[BaseModel]:
        """The model of one class: a field for each property, its name as alias."""
        if cls.iri not in self._made:
            self._made[cls.iri] = self._make(cls)
        return self._made[cls.iri]

    def _make(self, cls: Class) -> type[BaseModel]:
        fields: dict[str, Any] = {
            f"p{number}": (self._values(prop), Field(default=[], alias=prop.name))
            for number, prop in enumerate(cls.properties.values())
        }
        fields["node_local_id"] = (str, Field(default="", alias=LOCAL))
        config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
        return create_model(cls.name, __config__=config, __doc__=cls.definition, **fields)

    def _values(self, prop: Property) -> Any:
        one = Annotated[Any, PlainValidator(self._reader(prop))]
        spread = _languages if prop.kind == "text" else _as_list
        return Annotated[list[one], BeforeValidator(spread), AfterValidator(_at_most(prop))]

    def _reader(self, prop: Property) -> Callable[[Any], Any]:
        if prop.kind == "node":
            return _node
        if prop.kind == "text":
            return _text_reader(prop)
        if prop.kind == "code":
            return self._code_reader(prop)
        if prop.kind == "period":
            return _plain(self._period)
        return _plain(_READERS[prop.kind](prop))

    def _code_reader(self, prop: Property) -> Callable[[Any], Said]:
        known = self.ontology.codes.get(prop.code_list, {})

        def read(raw: Any) -> Said:
            text = _plain_text(raw)
            if text == NOT_STATED:
                return _unstated()
            found = known.get(text.casefold())
            if found is None:
                notations = {code.rpartition("/")[2] for code in known.values()}
                scheme = prop.code_list.rpartition("/")[2]
                hint = did_you_mean(text, notations)
                raise ValueError(f'"{text}" is no code of the list {scheme}; {hint}')
            return Said(iri(found))

        return read

    def _period(self, text: str) -> Span | Said:
        return _unstated() if text == NOT_STATED else Span(parse_period(text))


def _unstated() -> Said:
    return Said(vocab.NOT_STATED)


def _as_list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def _languages(raw: Any) -> list[Any]:
    """Spread `{en: [a, b], ru: c}` into (text, language) pairs."""
    if not isinstance(raw, Mapping):
        return [(text, "") for text in _as_list(raw)]
    return [(text, language) for language, texts in raw.items() for text in _as_list(texts)]


def _at_most(prop: Property) -> Callable[[list[Any]], list[Any]]:
    def check(values: list[Any]) -> list[Any]:
        if prop.most is not None and len(values) > prop.most:
            raise ValueError(
                f"at most {prop.most} value{'s' * (prop.most != 1)} in one record, here are "
                f"{len(values)}; what another source says is another record"
            )
        return values

    return check


def _node(raw: Any) -> Any:
    if isinstance(raw, str):
        return clean_text(raw)
    if isinstance(raw, Mapping):
        return raw
    raise ValueError("a reference (text) or a node (a mapping) is wanted here")


def _plain_text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError("one plain value is wanted here, not a mapping or list")
    return clean_text(raw)


def _plain(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda raw: read(_plain_text(raw))


def _text_reader(prop: Property) -> Callable[[Any], Text]:
    def read(raw: Any) -> Text:
        text, language = raw
        if language and not _LANGUAGE.fullmatch(language):
            raise ValueError(f'"{language}" is no language tag such as en, ru or zh-Hant')
        if language and prop.languages and language not in prop.languages:
            raise ValueError(f'"{language}": {did_you_mean(language, prop.languages)}')
        return Text(_sized(_plain_text(text), prop), language.lower())

    return read


def _literal_reader(prop: Property) -> Callable[[str], Said]:
    def read(text: str) -> Said:
        term = typed_literal(text, prop.datatype)
        if prop.datatype in _NUMBERS:
            _in_range(parse_decimal(text), prop)
        else:
            _sized(text, prop)
        if prop.allowed and term not in prop.allowed:
            raise ValueError(f"{text!r} is not allowed here; {did_you_mean(text, prop.allowed)}")
        return Said(term)

    return read


def _in_range(value: Decimal, prop: Property) -> None:
    if prop.smallest and value < Decimal(prop.smallest):
        raise ValueError(f"{value} is out of range: at least {prop.smallest}")
    if prop.largest and value > Decimal(prop.largest):
        raise ValueError(f"{value} is out of range: at most {prop.largest}")


def _sized(text: str, prop: Property) -> str:
    if prop.pattern and not re.search(prop.pattern, text):
        raise ValueError(f"{text!r} does not have the form {prop.pattern}")
    if len(text) < prop.shortest or (prop.longest is not None and len(text) > prop.longest):
        raise ValueError(
            f"{text!r} has {len(text)} characters; wanted are {prop.shortest} to "
            f"{prop.longest if prop.longest is not None else 'any number'}"
        )
    return text


def _date_reader(prop: Property) -> Callable[[str], Said]:
    def read(text: str) -> Said:
        said = parse_date(text)
        return Said(literal(said.text, said.datatype), (said.earliest, said.latest))

    return read


def _iri_reader(prop: Property) -> Callable[[str], Said]:
    return lambda text: Said(iri(text))


_READERS: dict[str, Callable[[Property], Callable[[str], Any]]] = {
    "literal": _literal_reader,
    "date": _date_reader,
    "iri": _iri_reader,
}
