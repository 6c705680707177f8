"""Numbers of binary files as decimal text, in full and without the noise of their last bits."""

from __future__ import annotations

from datetime import datetime, time
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


def exact(value: float) -> str:
    """A number as the shortest decimal text that is this number and no other.

    >>> exact(0.1 + 0.2), exact(1e22), exact(2022.0), exact(float("nan"))
    ('0.30000000000000004', '10000000000000000000000', '2022', 'NaN')
    """
    text = repr(value)
    return plain(value) if text[-1] in "nf" else decimal_text(Decimal(text))


def moment_text(value: datetime) -> str:
    """A moment as ISO 8601 has it; midnight is how files write a date.

    >>> from datetime import UTC
    >>> moment_text(datetime(2024, 6, 28)), moment_text(datetime(2024, 6, 28, 12, tzinfo=UTC))
    ('2024-06-28', '2024-06-28T12:00:00Z')
    """
    if value.time() == time() and value.tzinfo is None:
        return value.date().isoformat()
    return value.isoformat().replace("+00:00", "Z")


def decimal_text(value: Decimal) -> str:
    """A decimal number without exponent and without zeros that say nothing.

    >>> decimal_text(Decimal("1E+3")), decimal_text(Decimal("18.50")), decimal_text(Decimal("-0.0"))
    ('1000', '18.5', '0')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
