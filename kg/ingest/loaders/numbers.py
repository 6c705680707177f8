"""Numbers of binary files as decimal text, in full and without the noise of their last bits."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = 15  # what a double keeps of any decimal number, and what spreadsheets show


def plain(value: float) -> str:
    """A number as decimal text, without exponent; to 15 digits.

    >>> plain(1.77341e13), plain(0.1 + 0.2), plain(1994.0), plain(-1e-07)
    ('17734100000000', '0.3', '1994', '-0.0000001')
    >>> plain(float("nan")), plain(float("-inf"))
    ('NaN', '-INF')
    """
    text = f"{value:.{_DIGITS}g}"
    if text[-1] in "nf":
        return {"nan": "NaN", "inf": "INF", "-inf": "-INF"}[text]
    return decimal_text(Decimal(text)) if "e" in text else text


def decimal_text(value: Decimal) -> str:
    """A decimal number without exponent and without zeros that say nothing.

    >>> decimal_text(Decimal("1E+3")), decimal_text(Decimal("18.50")), decimal_text(Decimal("-0.0"))
    ('1000', '18.5', '0')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
