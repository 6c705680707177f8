"""Dates are never padded, periods have one form, and the store gives back what was written."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.model.dates import Period, parse_date, parse_period

DAYS = st.dates(date(1, 1, 1), date(9998, 12, 31))


def stored(text: str, datatype: str) -> str:
    """The lexical form that a store gives back."""
    store = ox.Store()
    subject = ox.NamedNode("http://a/")
    store.add(ox.Quad(subject, subject, ox.Literal(text, datatype=ox.NamedNode(datatype))))
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    return quad.object.value


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_date_stays_as_it_was_said(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    said = parse_date(text)
    assert said.text == text == stored(said.text, said.datatype)
    assert said.earliest <= day <= said.latest
    assert said.datatype.rpartition("#")[2] == {4: "gYear", 7: "gYearMonth", 10: "date"}[length]


@given(DAYS)
def test_a_month_is_all_its_days(day: date) -> None:
    said = parse_date(day.isoformat()[:7])
    assert said.earliest == day.replace(day=1)
    assert said.latest.day == monthrange(day.year, day.month)[1]
    assert (said.latest + timedelta(days=1)).day == 1


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        said = parse_date(text)
    except ValueError:
        return
    assert said.text == text
    assert text.isascii()
    assert stored(text, said.datatype) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025-1",
        "2025-00",
        "2025-13",
        "2025-02-00",
        "2025-02-29",
        "0000",
        "2025-11-23T10:00",
        "２０２５",
        "٢٠٢٥",
        " 2025",
        "2025 ",
        "2025-11-23Z",
        "-0001",
        "+2025",
        "20251123",
        "12025",
    ],
)
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        parse_date(text)


@given(DAYS, DAYS)
def test_a_period_is_found_again_by_its_own_form(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    period = parse_period(f"{first}/{last}")
    assert (period.first, period.last) == (first, last)
    assert parse_period(period.path) == period


@given(st.integers(1, 9998), st.integers(1, 12), st.integers(1, 40))
def test_months_are_counted_in_months(year: int, month: int, count: int) -> None:
    end_year, end_month = divmod(year * 12 + month - 1 + count - 1, 12)
    assume(end_year < 9999)
    period = parse_period(f"{year:04}-{month:02}/{end_year:04}-{end_month + 1:02}")
    duration = f"P{count // 12}Y" if count % 12 == 0 else f"P{count}M"
    assert period.path == f"{year:04}-{month:02}-01/{duration}"
    assert parse_period(f"{year:04}-{month:02}/P{count}M") == period


@given(st.text(alphabet="0123456789-/PYMDHQ ", max_size=24))
def test_any_text_is_a_period_or_a_value_error(text: str) -> None:
    try:
        period = parse_period(text)
    except ValueError:
        return
    assert period.first <= period.last
    assert parse_period(period.path) == period


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("2025", "2025-01-01/P1Y"),
        ("2024-02", "2024-02-01/P1M"),
        ("2025-H1", "2025-01-01/P6M"),
        ("2025-H2", "2025-07-01/P6M"),
        ("2025-Q3", "2025-07-01/P3M"),
        ("2018-05-02/2018-05-09", "2018-05-02/P8D"),
        ("2025-11-23", "2025-11-23/P1D"),
        ("2025-01-01/P12M", "2025-01-01/P1Y"),
        ("2025-01-01/P365D", "2025-01-01/P1Y"),
        ("2025-01-31/P1M", "2025-01-31/P28D"),
        ("2024/2025", "2024-01-01/P2Y"),
        ("2025-01-15/2025-02-14", "2025-01-15/P1M"),
    ],
)
def test_the_one_form_of_a_period(text: str, path: str) -> None:
    assert parse_period(text).path == path


@pytest.mark.parametrize(
    "text",
    [
        "2025-Q5",
        "2025-H0",
        "2025-H3",
        "0000-Q1",
        "2025/2024",
        "2025/",
        "/2025",
        "2025-01/P",
        "9999",
        "2025/P0D",
        "2025/P1W",
        "2025/P9999999Y",
        "2025/P9999999D",
        "9999-H2",
        "2025/2026/2027",
    ],
)
def test_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        parse_period(text)


def test_a_period_writes_its_path() -> None:
    assert Period(date(2025, 1, 1), date(2025, 10, 31), "P10M").path == "2025-01-01/P10M"
