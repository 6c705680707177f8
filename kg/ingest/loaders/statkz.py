"""Workbooks of the statistics bureau of Kazakhstan on trade by country: a sheet for each year.

The header is of two rows with merged cells, total and share under each direction. Sheets before the
first table hold a cover, signs and methods. All sheets of years are read, unless one is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.ingest.loaders.arrow import needed
from kg.ingest.loaders.office_sheets import Rows, Sheet, cells_above, sheets_with, year
from kg.ingest.loaders.placed import placed_batches
from kg.ingest.tables.table import Report, Table

COLUMNS = ("Наименование", "Показатель", "Мера", "Год", "Значение", "Единица", "Таблица", "Лист")
_DIRECTIONS = frozenset({"товарооборот", "экспорт", "импорт"})
_SHARE = re.compile(r"удельный вес|%", re.IGNORECASE)
_UNIT = re.compile(r"\(?(?:в )?(?:тыс|млн|млрд).*|.*долл.*", re.IGNORECASE)
_MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь", "июль"),
    *("август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_MONTH = "|".join(_MONTHS)
_SPAN = re.compile(
    rf"за (?:(?P<first>{_MONTH})(?:\s*[-–—]\s*(?P<last>{_MONTH}))?\s+)?"
    r"(?P<year>(?:19|20)\d\d)\s*(?:г\.?|год|года)?",
    re.IGNORECASE,
)
_OFFICE = "республики казахстан"


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a workbook; each number of each line becomes a row, with the column it stood in."""
    needed("pyarrow", "reading tables")
    found = sheets_with(file, options, _header)
    for sheet in found:
        if not _when(sheet):
            report(f'the sheet "{sheet.name}" does not say of which year or months it is')
    return Table(COLUMNS, placed_batches(COLUMNS, (row for one in found for row in _rows(one))))


def fits(file: Path) -> bool:
    """Whether a file is such a workbook, of that country."""
    return any(_OFFICE in cell.casefold() for cell in cells_above(file, _header))


def _header(rows: Rows) -> int:
    """The number of the row with the directions; the row of measures stands below it."""
    for number, row in enumerate(rows[:20], 1):
        if len(_DIRECTIONS & {cell.casefold() for cell in row}) > 1 and number < len(rows):
            return number
    return 0


def _rows(sheet: Sheet) -> Iterator[tuple[int, int, list[str]]]:
    over, under = sheet.names, sheet.rows[sheet.header]
    spread = _spread(over)
    measures = ["доля" if _SHARE.search(cell) else cell.casefold() for cell in under]
    title = next((cell for row in sheet.above for cell in row if cell), "")
    unit = next((c for row in sheet.above for c in row if c != title and _UNIT.fullmatch(c)), "")
    when = _when(sheet)
    for number, row in sheet.below(1):
        for at, direction in enumerate(spread):
            if not at or direction.casefold() not in _DIRECTIONS or not row[0]:
                continue
            cells = [row[0], direction, measures[at] or "всего", when, row[at], unit, title]
            yield number, at + 1, [*cells, sheet.name]


def _spread(row: list[str]) -> list[str]:
    """Merged cells of a header as wide as they were drawn."""
    found: list[str] = []
    for cell in row:
        found.append(cell or (found[-1] if found else ""))
    return found


def _when(sheet: Sheet) -> str:
    """The period above the table, else the year of the sheet's name."""
    found = [year(cell)[0] or span(cell) for row in sheet.above for cell in row]
    return next(filter(None, found), "") or year(sheet.name)[0]


def span(cell: str) -> str:
    """The period of a title; the empty text if it has none.

    >>> span("за январь-декабрь 2021 года"), span("за 2021 год"), span("За январь–июнь 2021 г.")
    ('2021', '2021', '2021-01/2021-06')
    """
    match = _SPAN.fullmatch(" ".join(cell.split()))
    if not match or not match["first"]:
        return match["year"] if match else ""
    names = (match["first"], match["last"] or match["first"])
    first, last = (_MONTHS.index(name.casefold()) + 1 for name in names)
    if (first, last) == (1, len(_MONTHS)):
        return match["year"]
    return f"{match['year']}-{first:02}/{match['year']}-{last:02}"
