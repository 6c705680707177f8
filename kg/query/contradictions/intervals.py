"""Numbers and dates as what they leave open: from the least to the greatest that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_HALF = Decimal("0.5")
_SHOWN = 4  # digits of a result that no source wrote


@dataclass(frozen=True)
class Interval:
    """What a value can be: the value as said, the least and the greatest that it may stand for.

    A date is the number of its days. What is computed is told in few digits.
    """

    low: Decimal
    value: Decimal
    high: Decimal
    is_date: bool = False
    said: str = ""

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.value + other.value, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.value - other.value, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [one * two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Interval(min(ends), self.value * other.value, max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; raises ZeroDivisionError if the other may be nought."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError
        ends = [one / two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Interval(min(ends), self.value / other.value, max(ends))

    def __str__(self) -> str:
        if self.said:
            return self.said
        if self.is_date:
            return date.fromordinal(int(self.value)).isoformat()
        whole = self.value == self.value.to_integral_value()
        return number_text(self.value if whole else _short(self.value))


def exact(value: Decimal) -> Interval:
    """A number that nobody rounded."""
    return Interval(value, value, value)


def number_text(value: Decimal) -> str:
    """A number with its thousands apart.

    >>> number_text(Decimal("8300000000.0")), number_text(Decimal("0.50"))
    ('8,300,000,000', '0.5')
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def half_step(value: Decimal) -> Decimal:
    """Half a unit of the last digit that a number was said in, with words such as "billion".

    >>> [f"{half_step(Decimal(said)):f}" for said in ("8.3e9", "784e6", "700", "0.25", "10e9")]
    ['50000000', '500000', '0.5', '0.005', '500000000']
    """
    _, digits, exponent = value.normalize().as_tuple()
    assert isinstance(exponent, int)
    scale = (len(digits) + exponent - 1) // 3 * 3
    return Decimal(1).scaleb(min(exponent, max(scale, 0))) * _HALF


def _short(value: Decimal) -> Decimal:
    places = max(_SHOWN - 1 - value.adjusted(), 0) if value else 0
    return round(value, min(places, 8))
