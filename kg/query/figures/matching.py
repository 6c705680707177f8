"""Which figures of two sides stand against each other: things and periods that are the same."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from kg.query.figures.facing import Figure
from kg.query.figures.sides import stated

Thing: TypeAlias = tuple[str | None, ...]
Days: TypeAlias = tuple[date | None, date | None]
_NEAR = 0.5  # of all days of two periods, how many must be in both to set them side by side


def things(figures: Iterable[Figure]) -> dict[tuple[Thing, Days], Thing]:
    """For what a figure speaks of in a period, the thing that is meant.

    What is left open is filled in where only one other thing fits: in its period, else at all.
    """
    found = {(figure.same, (figure.first, figure.last)) for figure in figures}
    every = {same for same, _ in found}
    periods: dict[Days, set[Thing]] = {}
    for same, days in found:
        periods.setdefault(days, set()).add(same)
    return {
        (one, days): _meant(one, periods[days]) or _meant(one, every) or one for one, days in found
    }


def _meant(one: Thing, among: Iterable[Thing]) -> Thing | None:
    """The only thing that fits, or of those that fit the only one that says all of the others."""
    if all(map(stated, one)):
        return None
    fitting = [two for two in among if two != one and _fits(one, two)]
    fullest = [
        two for two in fitting if not any(_fits(two, other) for other in fitting if other != two)
    ]
    return fullest[0] if len(fullest) == 1 else None


def _fits(one: Thing, two: Thing) -> bool:
    return all(mine == theirs or not stated(mine) for mine, theirs in zip(one, two, strict=True))


def by_period(figures: Iterable[Figure]) -> dict[Days, list[Figure]]:
    """Figures by the first and the last day of their periods."""
    found: dict[Days, list[Figure]] = {}
    for figure in figures:
        found.setdefault((figure.first, figure.last), []).append(figure)
    return found


def matched(
    own: dict[Days, list[Figure]], other: dict[Days, list[Figure]]
) -> Iterator[tuple[Days, Days]]:
    """The periods of the two sides: the same ones, then those that nearly are, then single ones."""
    both = [days for days in own if days in other and None not in days]
    yield from ((days, days) for days in both)
    mine, theirs = (sorted(set(one) - set(both), key=str) for one in (own, other))
    near = [(_shared(one, two), one, two) for one in mine for two in theirs]
    for share, one, two in sorted(near, key=lambda found: -found[0]):
        if share >= _NEAR and one in mine and two in theirs:
            mine.remove(one)
            theirs.remove(two)
            yield one, two
    nothing: Days = (None, date.min)
    yield from ((one, nothing) for one in mine)
    yield from ((nothing, two) for two in theirs)


def _shared(one: Days, two: Days) -> float:
    """How many of all days of two periods are in both."""
    if one[0] is None or one[1] is None or two[0] is None or two[1] is None:
        return 0.0
    both = (min(one[1], two[1]) - max(one[0], two[0])).days + 1
    every = (max(one[1], two[1]) - min(one[0], two[0])).days + 1
    return max(0.0, both / every)


def order(found: tuple[Days, Days]) -> tuple[date, date]:
    """Where two periods that stand together come in time."""
    days = next((one for one in found if one[0]), found[0])
    return days[0] or date.min, days[1] or date.min


def is_span(months: int, first: date | None, last: date | None) -> bool:
    """Whether a period is a year, quarter or month as calendars have them."""
    if first is None or last is None or first.day != 1 or (first.month - 1) % months:
        return False
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    return length == months and last.day == monthrange(last.year, last.month)[1]
