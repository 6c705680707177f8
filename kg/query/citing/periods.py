"""The stretch of time that figures are of, which says more than the dates of their documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def whole(spans: Iterable[tuple[date | None, date | None]]) -> tuple[str, str]:
    """The first and the last day of all.

    >>> whole([(date(2023, 1, 1), date(2023, 12, 31)), (None, None)]), whole([])
    (('2023-01-01', '2023-12-31'), ('', ''))
    """
    known = [(first, last) for first, last in spans if first and last]
    if not known:
        return "", ""
    first, last = min(one for one, _ in known), max(one for _, one in known)
    return first.isoformat(), last.isoformat()


def told(first: str, last: str) -> str:
    """A stretch of time in as few words as it takes.

    >>> told("2023-01-01", "2023-12-31"), told("1994-01-01", "2025-11-30")
    ('2023', '1994-01 to 2025-11')
    """
    length = 4 if (first[5:], last[5:]) == ("01-01", "12-31") else 7 if _months(first, last) else 10
    begin, end = first[:length], last[:length]
    return begin if begin == end else f"{begin} to {end}"


def _months(first: str, last: str) -> bool:
    """Whether a stretch begins and ends with a month."""
    return first[8:] == "01" and (date.fromisoformat(last) + timedelta(days=1)).day == 1
