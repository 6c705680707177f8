"""How two numbers differ: not at all, by rounding, a hedge, a range, a power of ten; or truly."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kg.query.contradictions.rules import Rules

_TEN = Decimal(10)


class Number(NamedTuple):
    """A number as it was said: its upper end if it is a range, and its qualifiers."""

    value: Decimal
    upper: Decimal | None = None
    hedges: frozenset[str] = frozenset()

    def open_to(self, rules: Rules) -> tuple[Decimal, Decimal]:
        """The least and the greatest number that it can mean, by its range and its hedges."""
        shares = [rules.hedge(hedge) for hedge in self.hedges]
        below = max((share[0] for share in shares), default=Decimal(0))
        above = max((share[1] for share in shares), default=Decimal(0))
        low, high = sorted((self.value * (1 - below), self.value * (1 + above)))
        return low, max(high, self.upper if self.upper is not None else high)


def difference(rules: Rules, one: Number, other: Number) -> str:
    """The kind of disagreement of two numbers of one unit, or the empty string if they agree."""
    if one.value == other.value and one.upper == other.upper:
        return ""
    if _in_range(one, other) or _in_range(other, one):
        return "range"
    if _takes_in(rules, one, other) or _takes_in(rules, other, one):
        return "hedge"
    apart = _share_apart(one.value, other.value)
    if apart <= rules.kind("rounding").tolerance and (
        _rounds(one.value, other.value) or _rounds(other.value, one.value)
    ):
        return "rounding"
    if _is_power(one.value, other.value, rules.kind("magnitude").tolerance):
        return "magnitude"
    return "conflict" if apart > rules.kind("conflict").tolerance else "rounding"


def _in_range(one: Number, other: Number) -> bool:
    return one.upper is not None and one.value <= other.value <= one.upper


def _takes_in(rules: Rules, one: Number, other: Number) -> bool:
    """Whether a hedged number can mean the other one."""
    low, high = one._replace(upper=None).open_to(rules)
    return low != high and low <= other.value <= high


def _rounds(one: Decimal, other: Decimal) -> bool:
    """Whether the first number is the second one in fewer digits.

    >>> _rounds(Decimal("5100"), Decimal("5130")), _rounds(Decimal("5200"), Decimal("5130"))
    (True, False)
    >>> _rounds(Decimal("0.2"), Decimal("0.24")), _rounds(Decimal("3"), Decimal("2.6"))
    (True, True)
    """
    exponent = one.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(one - other) * 2 <= Decimal(1).scaleb(exponent)


def _share_apart(one: Decimal, other: Decimal) -> Decimal:
    least = min(abs(one), abs(other))
    return abs(one - other) / least if least else Decimal("Infinity")


def _is_power(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    """Whether one number is nearly a hundred, a thousand … times the other, or just ten times.

    Ten times as much may well be true; the same digits, more than one of them, seldom are a chance.

    >>> _is_power(Decimal(22071), Decimal("22.7"), Decimal("0.1"))
    True
    >>> _is_power(Decimal(20), Decimal(2), Decimal("0.1"))
    False
    >>> _is_power(Decimal(450000), Decimal(45000), Decimal("0.1"))
    True
    >>> _is_power(Decimal(451000), Decimal(45000), Decimal("0.1"))
    False
    """
    if not one or not other or (one < 0) != (other < 0):
        return False
    ratio = max(one / other, other / one)
    if ratio == _TEN:
        return len(one.normalize().as_tuple().digits) > 1
    power = round(ratio.log10())
    return power >= 2 and abs(ratio / _TEN**power - 1) <= tolerance
