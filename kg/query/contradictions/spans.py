"""Days that dates and periods mean, and how far two of them have to do with each other."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from kg.model.dates import parse_date, parse_period


class Days(NamedTuple):
    """The first and the last day."""

    first: date
    last: date

    def common_share(self, other: Days) -> float:
        """Which share of all days of both is common to both.

        >>> year, months = Days(date(2024, 1, 1), date(2024, 12, 31)), said("2024-01-01/P11M")
        >>> round(year.common_share(months), 2)
        0.92
        """
        day = timedelta(days=1)
        common = min(self.last, other.last) - max(self.first, other.first) + day
        whole = max(self.last, other.last) - min(self.first, other.first) + day
        return max(common / whole, 0.0)

    def apart(self, other: Days) -> int:
        """How many days lie between, nought if they meet."""
        return max((max(self.first, other.first) - min(self.last, other.last)).days, 0)


@cache
def said(text: str) -> Days:
    """The days of a date or of a period's path.

    Raises:
        ValueError: it is neither.
    """
    if "/" in text:
        period = parse_period(text)
        return Days(period.first, period.last)
    found = parse_date(text)
    return Days(found.earliest, found.latest)
