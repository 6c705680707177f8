"""Dates and periods as sources say them: never padded, with their first and last day beside them.

Lexical forms are those of XML Schema 1.1 part 2 (date, gYearMonth, gYear) and, for periods,
ISO 8601 (start and duration, or two dates of one precision).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

from kg.errors import shown
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


# Digits are ASCII alone: the text itself becomes the literal.
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_PART = re.compile(r"(\d{4})-([HQ])(\d)", re.ASCII)
_DURATION = re.compile(r"P(?:(\d{1,7})Y)?(?:(\d{1,7})M)?(?:(\d{1,7})D)?", re.ASCII)
_DATE_FORMS = "write 2025, 2025-11 or 2025-11-23"
_PERIOD_FORMS = (
    "write 2025, 2025-11, 2025-01/2025-10, 2025-H1, 2025-Q3, 2018-05-02/2018-05-09 or "
    "2025-01-01/P10M"
)
_TOO_LATE = f"it reaches beyond the year {MAXYEAR - 1}"


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
        raise ValueError(f"{shown(text)} is no date: {_DATE_FORMS}")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError(f"{shown(text)} is no date: the calendar has no such day") from None
    if day is not None:
        return SaidDate(text, XSD + "date", first, first)
    if month is not None:
        last = first.replace(day=monthrange(first.year, month)[1])
        return SaidDate(text, XSD + "gYearMonth", first, last)
    return SaidDate(text, XSD + "gYear", first, first.replace(month=12, day=31))


def parse_period(text: str) -> Period:
    """Read a period in any of its forms; equal stretches get one form.

    >>> parse_period("2025-01/2025-10").path, parse_period("2024-01/2024-12").path
    ('2025-01-01/P10M', '2024-01-01/P1Y')
    >>> parse_period("2025-H1").path, parse_period("2025-Q4").path
    ('2025-01-01/P6M', '2025-10-01/P3M')

    Raises:
        ValueError: it is no period, or it ends before it begins.
    """
    try:
        return _period(text)
    except ValueError as error:
        raise ValueError(f"{shown(text)} is no period: {error}; {_PERIOD_FORMS}") from None


def _period(text: str) -> Period:
    if part := _PART.fullmatch(text):
        return _part_of_year(int(part[1]), part[2], int(part[3]))
    start, slash, end = text.partition("/")
    first = parse_date(start)
    if not slash:
        return _between(first.earliest, first.latest)
    if end.startswith("P"):
        return _lasting(first.earliest, end)
    return _between(first.earliest, parse_date(end).latest)


def _part_of_year(year: int, kind: str, number: int) -> Period:
    months = 6 if kind == "H" else 3
    if not 1 <= number <= 12 // months:
        raise ValueError(f"a year has no {kind}{number}")
    return _lasting(date(year, (number - 1) * months + 1, 1), f"P{months}M")


def _lasting(first: date, duration: str) -> Period:
    found = _DURATION.fullmatch(duration)
    if not found or not any(found.groups()):
        raise ValueError(f"{shown(duration)} is no duration of years, months and days")
    years, months, days = (int(part or 0) for part in found.groups())
    end = _add_months(first, years * 12 + months)
    if days > (date.max - end).days:
        raise ValueError(_TOO_LATE)
    return _between(first, end + timedelta(days=days - 1))


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        raise ValueError(_TOO_LATE)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _between(first: date, last: date) -> Period:
    if last < first:
        raise ValueError("it ends before it begins")
    if last == date.max:
        raise ValueError(_TOO_LATE)
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    if after.day != first.day or months == 0:
        return Period(first, last, f"P{(after - first).days}D")
    return Period(first, last, f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M")
