"""How the text of one value becomes what the ontology makes of it: one reader per property.

A reader takes what stands in the record and returns a value of `kg.model.values`, or raises
`ValueError` with what is wrong and what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kg.errors import did_you_mean, shown
from kg.model import vocab
from kg.model.datatypes import clean_text, parse_decimal, typed_literal
from kg.model.dates import SaidDate, parse_date, parse_period
from kg.model.ontology import Property
from kg.model.terms import iri, literal, literal_text
from kg.model.values import Said, Span, Text
from kg.model.vocab import local_name

NOT_STATED = "not-stated"
UNSTATED = Said(vocab.NOT_STATED)
Codes = Mapping[str, Mapping[str, str]]
Reader = Callable[[Any], Any]
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NUMBERS = (vocab.XSD + "decimal", vocab.XSD + "integer")


def reader(prop: Property, codes: Codes) -> Reader:
    """The reader of a property's values; `codes` are the ontology's code lists."""
    match prop.kind:
        case "node":
            return _node
        case "text":
            return _text_reader(prop)
        case "code":
            return _code_reader(prop, codes.get(prop.code_list, {}))
        case "period":
            return _plain(_period)
        case "date":
            return _plain(_date_reader(prop))
        case "iri":
            return _plain(lambda text: Said(iri(_sized(text, prop))))
        case "literal":
            return _plain(_literal_reader(prop))


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


def _plain(read: Callable[[str], Any]) -> Reader:
    return lambda raw: read(_plain_text(raw))


def _text_reader(prop: Property) -> Reader:
    def read(raw: Any) -> Text:
        text, language = raw
        if language and not _LANGUAGE.fullmatch(language):
            raise ValueError(f"{shown(language)} is no language tag such as en, ru or zh-Hant")
        if language and prop.languages and language not in prop.languages:
            raise ValueError(f"{shown(language)}: {did_you_mean(language, prop.languages)}")
        return Text(_sized(_plain_text(text), prop), language.lower())

    return read


def _code_reader(prop: Property, known: Mapping[str, str]) -> Reader:
    if prop.allowed:
        known = {text: code for text, code in known.items() if f"<{code}>" in prop.allowed}
    notations = {local_name(code) for code in known.values()}
    scheme = local_name(prop.code_list)

    def read(raw: Any) -> Said:
        text = _plain_text(raw)
        if text == NOT_STATED:
            return UNSTATED
        found = known.get(text.casefold())
        if found is None and text in notations:
            raise ValueError(f"the code {shown(text)} of the list {scheme} has no skos:notation")
        if found is None:
            hint = did_you_mean(text, notations, see=f"kg ontology codes {scheme}")
            raise ValueError(f"{shown(text)} is no code of the list {scheme}; {hint}")
        return Said(iri(found))

    return read


def _period(text: str) -> Span | Said:
    return UNSTATED if text == NOT_STATED else Span(parse_period(text))


def _date_reader(prop: Property) -> Callable[[str], Said]:
    def read(text: str) -> Said:
        said = parse_date(text)
        if prop.datatype and said.datatype != prop.datatype:
            wanted = local_name(prop.datatype)
            raise ValueError(f"{shown(text)} is not as precise as a {wanted}, which is wanted here")
        _within(said, prop)
        return Said(literal(said.text, said.datatype), (said.earliest, said.latest))

    return read


def _within(said: SaidDate, prop: Property) -> None:
    if prop.smallest and said.latest < _day(prop.smallest):
        raise ValueError(f"{shown(said.text)} is out of range: not before {prop.smallest}")
    if prop.largest and said.earliest > _day(prop.largest, last=True):
        raise ValueError(f"{shown(said.text)} is out of range: not after {prop.largest}")


def _day(bound: str, *, last: bool = False) -> date:
    said = parse_date(bound)
    return said.latest if last else said.earliest


def _literal_reader(prop: Property) -> Callable[[str], Said]:
    number, bounded = prop.datatype in _NUMBERS, bool(prop.smallest or prop.largest)

    def read(text: str) -> Said:
        term = typed_literal(text, prop.datatype)
        if number:
            if bounded:
                _in_range(parse_decimal(text), prop)
        elif prop.datatype == vocab.XSD + "date":
            _within(parse_date(text), prop)
        else:
            _sized(text, prop)
        if prop.allowed and term not in prop.allowed:
            known = [literal_text(one) for one in prop.allowed]
            raise ValueError(f"{shown(text)} is not allowed here; {did_you_mean(text, known)}")
        return Said(term)

    return read


def _in_range(value: Decimal, prop: Property) -> None:
    if prop.smallest and value < Decimal(prop.smallest):
        raise ValueError(f"{value} is out of range: at least {prop.smallest}")
    if prop.largest and value > Decimal(prop.largest):
        raise ValueError(f"{value} is out of range: at most {prop.largest}")


def _sized(text: str, prop: Property) -> str:
    if prop.pattern and not re.search(prop.pattern, text):
        raise ValueError(f"{shown(text)} does not have the form {prop.pattern}")
    if len(text) < prop.shortest or (prop.longest is not None and len(text) > prop.longest):
        most = prop.longest if prop.longest is not None else "any number"
        raise ValueError(
            f"{shown(text)} has {len(text)} characters; wanted are {prop.shortest} to {most}"
        )
    return text
