"""RDF terms as the Python values that people compute with.

Nothing is lost on the way: what Python has no type for is a `str` that keeps what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

import pyoxigraph as ox

from kg.model.vocab import XSD

Value: TypeAlias = Any  # IRI, Blank, Text, Typed, str, int, Decimal, float, bool, date, datetime


class IRI(str):
    """An IRI: a `str` that is told from text by its class."""

    __slots__ = ()


class Blank(str):
    """The label of a blank node, which means something in this result only."""

    __slots__ = ()


class Text(str):
    """Text in a language.

    >>> Text("сталь", "ru").language
    'ru'
    """

    language: str

    def __new__(cls, text: str, language: str) -> Text:
        made = super().__new__(cls, text)
        made.language = language
        return made


class Typed(str):
    """The lexical form of a literal that Python has no type for, with its datatype's IRI."""

    datatype: str

    def __new__(cls, text: str, datatype: str) -> Typed:
        made = super().__new__(cls, text)
        made.datatype = datatype
        return made


class PartialDate(Typed):
    """A month or a year, as said: it is never padded to a day that nobody said."""


def value_of(term: object) -> Value:
    """The Python value of a term; an unbound variable is None.

    >>> value_of(ox.Literal("2025-11", datatype=ox.NamedNode(XSD + "gYearMonth")))
    '2025-11'
    >>> value_of(ox.Literal("23.6", datatype=ox.NamedNode(XSD + "decimal")))
    Decimal('23.6')
    """
    if isinstance(term, ox.Literal):
        return _literal(term)
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if isinstance(term, ox.BlankNode):
        return Blank(term.value)
    if isinstance(term, ox.Triple):
        return tuple(value_of(part) for part in term)
    return None


def _literal(term: ox.Literal) -> Value:
    if term.language:
        return Text(term.value, term.language)
    read = _READERS.get(term.datatype.value, Typed)
    try:
        return read(term.value, term.datatype.value)
    except (ValueError, ArithmeticError, KeyError):
        return Typed(term.value, term.datatype.value)


def _date(text: str, _: str) -> date:
    if len(text) != len("2025-11-23"):
        raise ValueError(text)
    return date.fromisoformat(text)


def _boolean(text: str, _: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


_INTEGERS = [
    "integer",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
]
_READERS: dict[str, Callable[[str, str], Value]] = {
    XSD + "string": lambda text, _: text,
    XSD + "decimal": lambda text, _: Decimal(text),
    XSD + "double": lambda text, _: float(text),
    XSD + "float": lambda text, _: float(text),
    XSD + "boolean": _boolean,
    XSD + "date": _date,
    XSD + "dateTime": lambda text, _: datetime.fromisoformat(text),
    XSD + "gYear": PartialDate,
    XSD + "gYearMonth": PartialDate,
    **dict.fromkeys((XSD + name for name in _INTEGERS), lambda text, _: int(text)),
}
