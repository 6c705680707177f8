"""Literals as people read them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from kg.model.vocab import XSD

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "int", "long", "double"))


def literal_text(value: Any) -> str:
    """Write a literal: numbers with their thousands apart, text as it is.

    >>> import pyoxigraph as ox
    >>> literal_text(ox.Literal(23600000000)), literal_text(ox.Literal("сталь", language="ru"))
    ('23,600,000,000', 'сталь')
    """
    if getattr(value, "language", None) or getattr(value, "datatype", None) is None:
        return value.value if hasattr(value, "value") else str(value)
    return number_text(value.value) if value.datatype.value in _NUMBERS else value.value


def number_text(text: str) -> str:
    """Write a number with its thousands apart.

    >>> number_text("17400000000"), number_text("0.5"), number_text("1.0E6"), number_text("INF")
    ('17,400,000,000', '0.5', '1,000,000', 'INF')
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return f"{value.normalize():,f}" if value.is_finite() else text
