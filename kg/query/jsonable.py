"""RDF terms as JSON has them: one rule for every answer that is JSON.

A number is a number of JSON where each reader gets the same number back, and most readers have
doubles: `12.50`, but not twenty digits. What would lose some stays text with all of them, and so
does what JSON has no number for (`INF`, `NaN`). An unbound variable is null.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

import pyoxigraph as ox

from kg.query.python import value_of

_MOST = 300  # digits before the point that a double can have

Plain = str | int | float | bool | None


def plain(term: object) -> Plain:
    """A term as a value for `json.dumps`.

    >>> decimal = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    >>> plain(ox.Literal("23.60", datatype=decimal)), plain(ox.Literal("10.0", datatype=decimal))
    (23.6, 10)
    >>> plain(ox.Literal("0.12345678901234567", datatype=decimal))
    '0.12345678901234567'
    """
    if term is None:
        return None
    text = str(getattr(term, "value", term))
    if not isinstance(term, ox.Literal):
        return text
    value = value_of(term)
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else text
    if isinstance(value, int | Decimal):
        return _number(Decimal(value), text)
    return text


def _number(value: Decimal, text: str) -> int | float | str:
    near = float(value) if value.adjusted() < _MOST else 0.0
    if Decimal(repr(near)) != value:
        return text
    return int(value) if value == value.to_integral_value() else near
