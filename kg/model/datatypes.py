"""Value types are code: how the text of a source becomes one canonical literal.

The store keeps values, not lexical forms, so every number is brought to the canonical form of
XML Schema 1.1 before it is hashed, compared or stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from kg.errors import shown
from kg.model.dates import parse_date
from kg.model.geometry import parse_wkt
from kg.model.terms import Term, is_iri, literal
from kg.model.vocab import GEO, XSD

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # the category Cc of Unicode
# What most cells of tables are, and what needs no arithmetic to become canonical.
_PLAIN = re.compile(r"(-?)0*(\d{1,20})(?:\.(\d{1,18}))?", re.ASCII)
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
HOW_NUMBERS_ARE_WRITTEN = (
    "write 23.6, 17_400, 23.6e9 or 23.6 billion (a point before decimals, no comma)"
)
_NUMBER = re.compile(
    r"([+-]?\d(?:_?\d)*(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)(?:\s+(" + "|".join(_SCALES) + "))?",
    re.ASCII,
)
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
_TRUTH = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}
# pyoxigraph keeps a decimal in 128 bits with 18 digits after the point; beyond, it is only text.
_DIGITS_BEFORE, _DIGITS_AFTER = 20, 18


def clean_text(text: str) -> str:
    """Text as it is kept: NFC, white space folded, no control characters.

    >>> clean_text("  Torugart\\n pass ")
    'Torugart pass'

    Raises:
        ValueError: nothing is left, or there are control characters.
    """
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    if not folded:
        raise ValueError("the text is empty")
    if _CONTROL.search(folded):
        raise ValueError("the text holds control characters")
    return folded


def parse_decimal(text: str) -> Decimal:
    """Read a number, with a scale word if there is one.

    >>> parse_decimal("23.6 billion"), parse_decimal("17_400"), parse_decimal("1.5e3")
    (Decimal('23600000000'), Decimal('17400'), Decimal('1500'))

    Raises:
        ValueError: it is no number, or larger or finer than the store keeps.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{shown(text)} is no number: {HOW_NUMBERS_ARE_WRITTEN}")
    value = Decimal(found[1].replace("_", ""))
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # the pattern lets no NaN or infinity pass
    value = Decimal((sign, digits, exponent + _SCALES.get(found[2], 0)))
    plain = decimal_text(value)
    whole, _, fraction = plain.lstrip("-").partition(".")
    if len(whole) > _DIGITS_BEFORE or len(fraction) > _DIGITS_AFTER:
        raise ValueError(
            f"{shown(text)} is out of range: at most {_DIGITS_BEFORE} digits before the point and "
            f"{_DIGITS_AFTER} after it are kept exactly"
        )
    return Decimal(plain)


def decimal_text(value: Decimal) -> str:
    """The canonical form of a decimal, exact whatever the number of its digits.

    >>> decimal_text(Decimal("18.50")), decimal_text(Decimal("1E+3")), decimal_text(Decimal("-0"))
    ('18.5', '1000', '0')
    """
    if value == 0:
        return "0"
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _decimal(text: str) -> str:
    plain = _PLAIN.fullmatch(text)
    if not plain:
        return decimal_text(parse_decimal(text))
    sign, whole, fraction = plain.groups()
    fraction = fraction.rstrip("0") if fraction else ""
    if fraction:
        return f"{sign}{whole}.{fraction}"
    return sign + whole if whole != "0" else whole


def _integer(text: str) -> str:
    value = parse_decimal(text)
    if value % 1:
        raise ValueError(f"{shown(text)} is no whole number")
    return decimal_text(value)


def _boolean(text: str) -> str:
    try:
        return _TRUTH[text.strip().casefold()]
    except KeyError:
        raise ValueError(f"{shown(text)} is neither true nor false") from None


def _any_uri(text: str) -> str:
    if not is_iri(text):
        raise ValueError(f"{shown(text)} is no address such as https://example.org/page")
    return text


def _date(text: str) -> str:
    said = parse_date(text)
    if said.datatype != XSD + "date":
        raise ValueError(f"{shown(text)} is no full date: a day is wanted, such as 2025-11-23")
    return said.text


def _year(text: str) -> str:
    said = parse_date(text)
    if said.datatype != XSD + "gYear":
        raise ValueError(f"{shown(text)} is no year such as 2025")
    return said.text


def _date_time(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    try:
        moment = datetime.fromisoformat(text) if found else None
    except ValueError:
        moment = None
    if not found or not moment:
        raise ValueError(f"{shown(text)} is no date and time: write 2025-11-23T14:05:00Z")
    seconds = found[2] or ":00"
    exact = seconds.rstrip("0").rstrip(".") if "." in seconds else seconds
    zone = (found[3] or "").replace("+00:00", "Z").replace("-00:00", "Z")
    return found[1] + exact + zone


DATATYPES: dict[str, Callable[[str], str]] = {
    XSD + "string": clean_text,
    XSD + "decimal": _decimal,
    XSD + "integer": _integer,
    XSD + "boolean": _boolean,
    XSD + "anyURI": _any_uri,
    XSD + "date": _date,
    XSD + "gYear": _year,
    XSD + "dateTime": _date_time,
    GEO + "wktLiteral": parse_wkt,
}


def typed_literal(text: str, datatype: str) -> Term:
    """Read a text as a datatype of `DATATYPES` and write the canonical literal.

    >>> typed_literal("18.50", XSD + "decimal")
    '"18.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'

    Raises:
        ValueError: the text is none of that type.
    """
    canonical = DATATYPES[datatype](text)
    return literal(canonical, "" if datatype == XSD + "string" else datatype)
