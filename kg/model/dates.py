"""Dates and periods as sources say them: never padded, with their first and last day beside them.

Lexical forms are those of XML Schema 1.1 part 2 (date, gYearMonth, gYear) and, for periods,
ISO 8601 (start and duration, or two dates of one precision).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from kg.model.vocab import XSD


class SaidDate(NamedTuple):
    """A date as precise as it was said, and the days that it can mean."""

    text: str
    datatype: str
    earliest: date
    latest: date


class Period(NamedTuple):
    """A stretch of days; `path` is its part of an IRI, such as `2025-01-01/P10M`."""

    first: date
    last: date
    duration: str

    @property
    def path(self) -> str:
        """First day and duration, as they stand in the period's IRI."""
        return f"{self.first.isoformat()}/{self.duration}"


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_PART = re.compile(r"(\d{4})-([HQ])(\d)")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_DATE_FORMS = "write 2025, 2025-11 or 2025-11-23"
_PERIOD_FORMS = (
    "write 2025, 2025-11, 2025-01/2025-10, 2025-H1, 2025-Q3, 2018-05-02/2018-05-09 or "
    "2025-01-01/P10M"
)


def parse_date(text: str) -> SaidDate:
    """Read a day, a month or a year.

    >>> said = parse_date("2024-02")
    >>> str(said.earliest), str(said.latest), said.datatype.rpartition("#")[2]
    ('2024-02-01', '2024-02-29', 'gYearMonth')

    Raises:
        ValueError: it is none of these, or no such day exists.
    """
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no date: {_DATE_FORMS}")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f"{text!r} is no date: {error}") from None
    if day:
        return SaidDate(text, XSD + "date", first, first)
    if month:
        last = first.replace(day=monthrange(year, month)[1])
        return SaidDate(text, XSD + "gYearMonth", first, last)
    return SaidDate(text, XSD + "gYear", first, date(year, 12, 31))


def parse_period(text: str) -> Period:
    """Read a period in any of its forms; equal stretches get one form.

    >>> parse_period("2025-01/2025-10").path, parse_period("2024-01/2024-12").path
    ('2025-01-01/P10M', '2024-01-01/P1Y')
    >>> parse_period("2025-H1").path, parse_period("2025-Q4").path
    ('2025-01-01/P6M', '2025-10-01/P3M')

    Raises:
        ValueError: it is no period, or it ends before it begins.
    """
    if part := _PART.fullmatch(text):
        return _part_of_year(text, int(part[1]), part[2], int(part[3]))
    start, slash, end = text.partition("/")
    try:
        first = parse_date(start)
        if not slash:
            return _between(first.earliest, first.latest)
        if end.startswith("P"):
            return _lasting(first.earliest, end)
        return _between(first.earliest, parse_date(end).latest)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no period: {error}; {_PERIOD_FORMS}") from None


def _part_of_year(text: str, year: int, kind: str, number: int) -> Period:
    months = 6 if kind == "H" else 3
    if not 1 <= number <= 12 // months or year == 0:
        raise ValueError(f"{text!r} is no period: {_PERIOD_FORMS}")
    start = (number - 1) * months + 1
    last_month = start + months - 1
    last = date(year, last_month, monthrange(year, last_month)[1])
    return _between(date(year, start, 1), last)


def _lasting(first: date, duration: str) -> Period:
    found = _DURATION.fullmatch(duration)
    if not found or not any(found.groups()):
        raise ValueError(f"{duration!r} is no duration of years, months and days")
    years, months, days = (int(part or 0) for part in found.groups())
    return _between(first, _add_months(first, years * 12 + months) + timedelta(days=days - 1))


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _between(first: date, last: date) -> Period:
    if last < first:
        raise ValueError("it ends before it begins")
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    if after.day != first.day or months == 0:
        return Period(first, last, f"P{(after - first).days}D")
    return Period(first, last, f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M")
