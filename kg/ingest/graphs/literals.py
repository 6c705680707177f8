"""Literals of other people's files: brought to the form that the store keeps, or told as ill-typed.

The store keeps values, not lexical forms, so a claim is hashed over the forms that come back; the
store itself says which they are.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from kg.model.terms import Term, literal_text
from kg.model.vocab import RDF, XSD, local_name

_ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_DAY = r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_WHOLE = r"[+-]?\d+"
_REAL = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_INTEGERS = {
    "integer": None, "long": None, "int": None, "short": None, "byte": None,
    "nonNegativeInteger": "0+", "positiveInteger": "+", "nonPositiveInteger": "0-",
    "negativeInteger": "-", "unsignedLong": "0+", "unsignedInt": "0+", "unsignedShort": "0+",
    "unsignedByte": "0+",
}  # fmt: skip
_FORMS = {
    **dict.fromkeys(_INTEGERS, _WHOLE),
    "decimal": _REAL,
    "double": rf"{_REAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "float": rf"{_REAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "boolean": "true|false|1|0",
    "date": _DAY + _ZONE,
    "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
    "time": _TIME + _ZONE,
    "gYear": r"-?\d{4,}" + _ZONE,
    "gYearMonth": r"-?\d{4,}-(?:0[1-9]|1[0-2])" + _ZONE,
}
_PATTERNS = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}
_ANY = ox.NamedNode("https://any.example/")


class Literal(NamedTuple):
    """A literal term taken apart; a text in a language has the datatype rdf:langString."""

    text: str
    datatype: str
    language: str


def parts(term: Term) -> Literal:
    """Take a literal term apart.

    >>> parts('"1"^^<http://example.org/t>'), parts('"a"@en').language
    (Literal(text='1', datatype='http://example.org/t', language=''), 'en')
    """
    end = term.rindex('"')
    text, rest = literal_text(term), term[end + 1 :]
    if rest.startswith("@"):
        return Literal(text, RDF + "langString", rest[1:])
    return Literal(text, rest[3:-1] or XSD + "string", "")


def kept(term: Term) -> tuple[Term, str]:
    """A literal as the store keeps it, and what is wrong with it, if something is."""
    return _kept(term) if term.endswith(">") else (term, "")


@lru_cache(maxsize=1 << 16)
def _kept(term: Term) -> tuple[Term, str]:
    text, datatype, _ = parts(term)
    if not datatype.startswith(XSD):
        return term, ""
    name = datatype.removeprefix(XSD)
    pattern = _PATTERNS.get(name)
    right = not pattern or (pattern.fullmatch(text) and _fits(name, text))
    return _stored(text, datatype), "" if right else f"is no xsd:{name}"


def _stored(text: str, datatype: str) -> Term:
    """A literal after it went through a store."""
    store = ox.Store()
    store.add(ox.Quad(_ANY, _ANY, ox.Literal(text, datatype=ox.NamedNode(datatype))))
    return str(next(iter(store)).object)


def _fits(name: str, text: str) -> bool:
    """Whether a number has the sign of its type, and a day stands in the calendar."""
    if sign := _INTEGERS.get(name):
        if not text.lstrip("+-0"):
            return "0" in sign
        return text.startswith("-") == ("-" in sign)
    if name in ("date", "dateTime") and re.match(r"\d{4}-", text) and text[:4] != "0000":
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            return False
    return True


def named(datatype: str) -> str:
    """A datatype as a message names it.

    >>> named(XSD + "date")
    'xsd:date'
    """
    return f"xsd:{local_name(datatype)}" if datatype.startswith(XSD) else f"<{datatype}>"
