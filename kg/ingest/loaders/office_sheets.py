"""Workbooks of statistical offices: sheets that are drawn for the eye, read as rows.

Titles stand above the table, units in brackets, years carry marks of footnotes, and the footnotes
stand below. A sheet is held whole; offices publish some hundred rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import DatasetError, KgError, Where, did_you_mean
from kg.ingest.loaders.headers import WORKBOOKS
from kg.ingest.loaders.kinds import kind_of, read_head
from kg.ingest.loaders.sheets import first_rows_of, shown_sheets

_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:\.0)?\s*(?:г\.?|год|жыл)?\s*(?P<mark>[\d¹²³⁴⁵]|\*+)?\)?"
)
_NOTE = re.compile(r"(?P<mark>[\d¹²³⁴⁵]|\*+)\)?\s*(?P<text>[^\W\d].*)", re.DOTALL)
_SHEET = "sheet"
Rows = list[list[str]]


@dataclass(slots=True)
class Sheet:
    """A sheet whose header was found: the rows above it, its own number from 1, those below."""

    name: str
    rows: Rows
    header: int
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def above(self) -> Rows:
        """The rows above the header."""
        return self.rows[: self.header - 1]

    @property
    def names(self) -> list[str]:
        """The cells of the header."""
        return self.rows[self.header - 1]

    def below(self, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header, and `skip` more, each with its number."""
        start = self.header + skip
        return ((number, row) for number, row in enumerate(self.rows[start:], start + 1))


def sheets_with(
    file: Path, options: Mapping[str, str], header: Callable[[Rows], int]
) -> list[Sheet]:
    """The sheets in which a header is found; only the named one if `sheet` is stated.

    Raises:
        DatasetError: there is none, or an option is unknown.
    """
    for name in options:
        if name != _SHEET:
            raise DatasetError(f'read: has no option "{name}": {did_you_mean(name, [_SHEET])}')
    chosen = options.get(_SHEET)
    sheets = ((name, rows) for name, rows in shown_sheets(file) if chosen in (None, name))
    found = list(_with_header(sheets, header))
    if not found:
        where = f'the sheet "{options[_SHEET]}"' if options else "any sheet"
        raise DatasetError(f"has no such table in {where}", where=Where(str(file)))
    return found


def cells_above(file: Path, header: Callable[[Rows], int]) -> list[str]:
    """What stands above the tables of a workbook; nothing if it is none, or has no such table."""
    if kind_of(read_head(file)) not in WORKBOOKS:
        return []
    try:
        found = list(_with_header(first_rows_of(file), header))
    except KgError:
        return []
    return [cell for one in found for row in one.above for cell in row]


def _with_header(
    sheets: Iterable[tuple[str, Iterable[list[str]]]], header: Callable[[Rows], int]
) -> Iterator[Sheet]:
    for name, rows in sheets:
        cells = [[" ".join(cell.split()) for cell in row] for row in rows]
        if at := header(cells):
            yield Sheet(name, cells, at)


def year(cell: str) -> tuple[str, str]:
    """The year of a cell and the mark of its footnote; two empty texts if it is none.

    >>> year("2023 1"), year("2022"), year("2022 год"), year("Total")
    (('2023', '1'), ('2022', ''), ('2022', ''), ('', ''))
    """
    match = _YEAR.fullmatch(cell.strip())
    return (match["year"], match["mark"] or "") if match else ("", "")


def footnotes(rows: Sequence[tuple[int, list[str]]], first: int) -> dict[str, list[str]]:
    """The footnotes below a table by their marks, as the columns before `first` have them."""
    found: dict[str, list[str]] = {}
    for _, row in rows:
        cells = [match for cell in row[:first] if (match := _NOTE.fullmatch(cell))]
        if cells and not any(row[first:]):
            found.setdefault(cells[0]["mark"], [match["text"] for match in cells])
    return found
