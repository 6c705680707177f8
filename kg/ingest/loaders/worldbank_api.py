"""Answers of the World Bank's API in JSON: a list of what the answer is, and its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where, shown
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.jsontext import read_json
from kg.ingest.tables.table import Report, Table

ECONOMY, CODE = "Country Name", "Country Code"
SERIES, SERIES_CODE = "Indicator Name", "Indicator Code"
YEAR, VALUE, UPDATED, STATUS = "Year", "Value", "Last Updated Date", "Status"
COLUMNS = (ECONOMY, CODE, SERIES, SERIES_CODE, YEAR, VALUE, UPDATED, STATUS)
_START = re.compile(rb'\xef\xbb\xbf?\s*\[\s*\{\s*"(page|message)"|\s*\[\s*\{\s*"(page|message)"')
_PERIOD = re.compile(r"(\d{4})(?:(Q\d)|M(\d{1,2}))?")


def is_answer(head: bytes) -> bool:
    """Whether a file begins as an answer does.

    >>> is_answer(b'[{"page":1,"pages":1},[]]'), is_answer(b"a,b")
    (True, False)
    """
    return bool(_START.match(head))


def load_answer(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read an answer; a row is the number of an entry, from 1.

    Raises:
        DatasetError: it is an error of the API's, or is no such answer.
    """
    needed("pyarrow", "reading tables")
    if options:
        raise DatasetError("an answer of the API takes no options", where=Where(str(file)))
    about, rows = _answer(file)
    total = str(about.get("total", len(rows)))
    if total.isdecimal() and int(total) > len(rows):
        page, pages = about.get("page", "?"), about.get("pages", "?")
        message = f"{len(rows):,} of {int(total):,} rows are here: page {page} of {pages}"
        report(f"{message}; ask for all with per_page={total}")
    return Table(COLUMNS, text_batches(COLUMNS, _rows(rows, str(about.get("lastupdated", "")))))


def _answer(file: Path) -> tuple[dict[str, Any], list[Any]]:
    found = read_json(file)
    match found:
        case [{"message": [{**fault}, *_]}, *_]:
            said = ": ".join(str(fault.get(key, "")) for key in ("key", "value"))
            raise DatasetError(f"is an error of the API: {said}", where=Where(str(file)))
        case [dict() as about, list() | None as rows] if all(
            isinstance(row, dict) for row in rows or []
        ):
            return about, rows or []
    wanted = "a list of what it is and of its rows"
    message = f"is no answer of the World Bank's API ({wanted}): {shown(str(found), most=60)}"
    raise DatasetError(message, where=Where(str(file)))


def _rows(rows: list[Any], updated: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(rows, 1):
        country, series = (_node(row.get(name)) for name in ("country", "indicator"))
        code = row.get("countryiso3code") or country.get("id")
        value, date = row.get("value"), str(row.get("date") or "")
        cells = (country.get("value"), code, series.get("value"), series.get("id"), period(date))
        texts = (*cells, value, updated, row.get("obs_status"))
        yield number, tuple("" if cell is None else str(cell) for cell in texts)


def _node(found: Any) -> dict[str, Any]:
    """A code with its name; some answers give the name alone."""
    return found if isinstance(found, dict) else {"value": found}


def period(text: str) -> str:
    """A year, quarter or month as periods are written; another text as it is.

    >>> period("2020"), period("2020Q1"), period("2020M3")
    ('2020', '2020-Q1', '2020-03')
    """
    match = _PERIOD.fullmatch(text)
    if not match or text == match[1]:
        return text
    return f"{match[1]}-{match[2] or match[3].zfill(2)}"
