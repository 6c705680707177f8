"""Whether the gap between two sides grows, said in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import log

from kg.query.figures.lines import Line

_STILL = 0.005  # a change of the gap that is none, with ratios told in two decimals


def trend(lines: Iterable[Line]) -> str:
    """Say how the ratio of two sides went, over the periods of the length that most have.

    A gap is the same whoever reports more: twice as much and half as much are equally far apart.
    """
    compared = [line for line in lines if line.ratio and line.first and line.last]
    lengths = Counter(map(_months, compared))
    if not lengths:
        return ""
    length = max(lengths, key=lambda one: (lengths[one], one))
    points: dict[date, Line] = {}
    for line in compared:
        if _months(line) == length and line.first:
            points.setdefault(line.first, line)
    return _told([points[first] for first in sorted(points)])


def _told(lines: Sequence[Line]) -> str:
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        return f"one period is compared, {first.at}: no trend"
    gaps = [abs(log(float(line.ratio or 1))) for line in lines]
    change = gaps[-1] - gaps[0]
    way = "stayed as it was" if abs(change) < _STILL else "grew" if change > 0 else "narrowed"
    ratios = f"{ratio_text(first.ratio)} in {first.at}, {ratio_text(last.ratio)} in {last.at}"
    said = f"the gap {way}: {first.pair.reporter} to {first.pair.partner} {ratios}"
    if len(lines) > 2:
        ups = sum(two > one for one, two in pairwise(gaps))
        said += f"; it grew in {ups} of {len(lines) - 1} steps"
    if first.more != last.more:
        said += f"; more was reported by {first.more}, then by {last.more}"
    if _editions(first) != _editions(last):
        said += "; by other documents"
    return said


def _editions(line: Line) -> list[str]:
    return [figure.edition for figure in (line.own, line.other) if figure]


def _months(line: Line) -> int:
    days = (line.last - line.first).days if line.first and line.last else 0
    return round(days / 30.44)


def ratio_text(ratio: Decimal | None) -> str:
    """A ratio as people read it: two decimals, more of a small one, none of a large one.

    >>> [ratio_text(Decimal(one)) for one in ("3.78949", "0.0123456", "123.456")]
    ['3.79', '0.012', '123']
    """
    if ratio is None:
        return ""
    if ratio >= 100:
        return f"{ratio:,.0f}"
    return f"{ratio:.2f}" if ratio >= Decimal("0.095") or not ratio else f"{ratio:.2g}"
