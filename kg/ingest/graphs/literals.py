"""Literals of other people's files: brought to the form that the store keeps, or told as ill-typed.

The store keeps values, not lexical forms, so a claim is hashed over the forms that come back.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kg.model.datatypes import decimal_text
from kg.model.terms import Term, literal, literal_text
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
_SECOND = re.compile(r"(\d\d:\d\d:\d\d)(?:\.(\d+))?")
_WORDS = {"inf": "INF", "infinity": "INF", "nan": "NaN"}
_MOST_DIGITS = 18  # beyond, the store keeps a decimal as it is written
_HALF = 1 << 63  # and an integer beyond 64 bits


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
    name = datatype.removeprefix(XSD)
    if name not in _PATTERNS:
        return term, ""
    if not _PATTERNS[name].fullmatch(text):
        return _worded(term, name, text), f"is no xsd:{name}"
    if not _fits(name, text):
        return _kept_integer(term, text) if name in _INTEGERS else term, f"is no xsd:{name}"
    if name in _INTEGERS:
        return _kept_integer(term, text), ""
    make = _CANONICAL.get(name)
    return (literal(make(text), datatype) if make else term), ""


def _worded(term: Term, name: str, text: str) -> Term:
    """A double in words that are none of XML Schema's, and which the store takes all the same."""
    word = _WORDS.get(text.lstrip("+-").lower()) if name in ("double", "float") else None
    sign = "-" if text.startswith("-") and word == "INF" else ""
    return literal(sign + word, XSD + name) if word else term


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


def _kept_integer(term: Term, text: str) -> Term:
    """A whole number of 64 bits, of whatever type, is an xsd:integer to the store."""
    digits = text.lstrip("+-").lstrip("0") or "0"
    sign = "-" if text.startswith("-") and digits != "0" else ""
    fits = len(digits) <= _MOST_DIGITS + 1 and -_HALF <= int(sign + digits) < _HALF
    return literal(sign + digits, XSD + "integer") if fits else term


def _decimal(text: str) -> str:
    whole, _, fraction = text.lstrip("+-").partition(".")
    fits = len(whole) <= _MOST_DIGITS and len(fraction) <= _MOST_DIGITS
    return decimal_text(Decimal(text)) if fits else text


def _boolean(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)


def _double(text: str) -> str:
    return _real(float(text), repr)


def _float(text: str) -> str:
    """The shortest digits that are that number of 32 bits."""

    def shortest(value: float) -> str:
        texts = (f"{value:.{digits}g}" for digits in range(1, 10))
        return next(one for one in texts if _single(float(one)) == value)

    return _real(_single(float(text)), shortest)


def _single(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return value * float("inf")


def _real(value: float, shortest: Callable[[float], str]) -> str:
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return ("-" if value < 0 else "") + "INF"
    said = shortest(value)
    return ("-" if said.startswith("-") else "") + decimal_text(abs(Decimal(said)))


def _moment(text: str) -> str:
    """A day or a time without what says nothing: zeros behind the second, an hour 24, +00:00."""
    text = re.sub(r"[+-]00:00$", "Z", text)
    found = _SECOND.search(text)
    if found and len(found[2] or "") <= _MOST_DIGITS:
        fraction = (found[2] or "").rstrip("0")
        text = text[: found.end(1)] + (f".{fraction}" if fraction else "") + text[found.end() :]
    if "24:00:00" not in text:
        return text
    day, parted, rest = text.replace("24:00:00", "00:00:00").rpartition("T")
    if parted and re.fullmatch(r"\d{4}-\d\d-\d\d", day) and day < "9999-12-31":
        day = str(date.fromisoformat(day) + timedelta(days=1))
    return day + parted + rest


_CANONICAL: dict[str, Callable[[str], str]] = {
    "decimal": _decimal,
    "boolean": _boolean,
    "double": _double,
    "float": _float,
    **dict.fromkeys(("date", "dateTime", "time", "gYear", "gYearMonth"), _moment),
}


def named(datatype: str) -> str:
    """A datatype as a message names it.

    >>> named(XSD + "date")
    'xsd:date'
    """
    return f"xsd:{local_name(datatype)}" if datatype.startswith(XSD) else f"<{datatype}>"
