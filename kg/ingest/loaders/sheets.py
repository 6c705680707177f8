"""XLSX, old XLS and ODS workbooks, by calamine: one sheet as its cells show it.

Rows are numbered as the program that wrote the sheet numbers them, from 1, empty ones included. A
number is written in full, to the 15 digits that such programs keep: 0.1 + 0.2 is 0.3 there, and
what calamine gives, 0.30000000000000004, was never in the table. Calamine reads an error (#N/A) as
an empty cell, so the errors of XLSX are looked for by `cell_errors`; those of XLS stay empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where, did_you_mean
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.cell_errors import cell_errors
from kg.ingest.loaders.dialects import SAMPLE_ROWS, find_header, header_rows
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.flat import TEXT
from kg.ingest.loaders.kinds import kind_of, read_head, refuse, state_of
from kg.ingest.loaders.naming import column_names, nameless
from kg.ingest.loaders.numbers import plain
from kg.ingest.sources.archives import check_archive
from kg.ingest.tables.table import Report, Table

FIRST_ROWS = 60  # a header stands in one of them
OPTIONS = ("footer", "header", "sheet")
_KINDS = {"xlsx": "an XLSX workbook", "xls": "an XLS workbook", "ods": "an ODS workbook"}

_Merged = list[tuple[tuple[int, int], tuple[int, int]]]


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read one sheet of a workbook; it must be named if several are filled."""
    sheet = _Sheet.of(file, options)
    first, last = sheet.header(options)
    header = list(islice(sheet.rows(), last))[max(first - 1, 0) :] if last else []
    header = _unmerged(header, first - 1, sheet.merged)
    names = column_names(header, sheet.width, spread=not sheet.merged)
    held = _held(sheet, {at for at, name in enumerate(names) if not name}, last)
    columns = {at: name or nameless(at + 1) for at, name in enumerate(names) if name or at in held}
    if first > 1 and "header" not in options:
        _show_header(sheet, (first, last), report)
    _show_errors(file, sheet, columns, Faults(report))
    rows = _before(_chosen(sheet, list(columns), last), options.get("footer", ""), report)
    return Table(tuple(columns.values()), text_batches(tuple(columns.values()), rows))


def found(file: Path, options: Mapping[str, str], **_: bool) -> dict[str, str]:
    """The options that would state what was found; of several sheets the one with most cells."""
    workbook = _workbook(file)
    with _whole(file):
        filled = _filled(workbook)
    largest = max(filled, key=lambda sheet: int(sheet.height * sheet.width))
    options = {"sheet": str(largest.name), **options}
    first, last = _Sheet.of(file, options).header(options)
    return {"header": str(first) if first == last else f"{first}-{last}", **options}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet with its rows from the first one and its columns from the first one."""

    name: str
    cells: Any
    left: int
    width: int
    merged: _Merged

    @classmethod
    def of(cls, file: Path, options: Mapping[str, str]) -> _Sheet:
        for option in options:
            if option not in OPTIONS:
                hint = did_you_mean(option, OPTIONS)
                raise _error(file, f'read: has no option "{option}": {hint}')
        with _whole(file):
            cells = _named(file, _workbook(file), options.get("sheet", ""))
        return cls.from_cells(cells)

    @classmethod
    def from_cells(cls, cells: Any) -> _Sheet:
        left = cells.start[1] if cells.start else 0
        return cls(cells.name, cells, left, left + cells.width, cells.merged_cell_ranges or [])

    def rows(self) -> Iterator[list[str]]:
        """All rows as text."""
        empty = [""] * self.left
        for row in self.cells.iter_rows():
            yield empty + [_TEXT[type(cell)](cell) for cell in row]

    def header(self, options: Mapping[str, str]) -> tuple[int, int]:
        """The rows of the header: stated, or found, with the rows that merged cells reach into."""
        if "header" in options:
            return header_rows(options["header"])
        first, last = find_header(list(islice(self.rows(), SAMPLE_ROWS)))
        for (top, left), (bottom, right) in self.merged:
            if top == first - 1 and left < self.width:
                last = max(last, bottom + 1 + (right > left and bottom == top))
        return first, last


def _error(file: Path, message: str) -> DatasetError:
    return DatasetError(message, where=Where(str(file)))


def _workbook(file: Path) -> Any:
    calamine = needed("python_calamine", "reading workbooks")
    kind = kind_of(head := read_head(file))
    if kind not in _KINDS:
        raise refuse(file, "a workbook", head)
    if kind != "xls":
        check_archive(file)
    with _whole(file, _KINDS[kind]):
        return calamine.CalamineWorkbook.from_path(str(file))


@contextmanager
def _whole(file: Path, kind: str = "a workbook") -> Iterator[None]:
    """Tell what calamine finds damaged, in the workbook or, later, in one of its sheets."""
    calamine = needed("python_calamine", "reading workbooks")
    try:
        yield
    except calamine.PasswordError as error:
        raise _error(file, "is locked with a password: save it without") from error
    except (
        calamine.CalamineError,
        calamine.XmlError,
        calamine.ZipError,
        calamine.WorksheetNotFound,
    ) as error:
        raise _error(file, f"is {kind} that cannot be read: {error}") from error


def _filled(workbook: Any) -> list[Any]:
    """The sheets that are shown and not empty."""
    visible = needed("python_calamine", "reading workbooks").SheetVisibleEnum.Visible
    shown = [meta.name for meta in workbook.sheets_metadata if meta.visible == visible]
    return [sheet for sheet in map(workbook.get_sheet_by_name, shown) if sheet.start]


def _named(file: Path, workbook: Any, name: str) -> Any:
    if name:
        if name not in workbook.sheet_names:
            hint = did_you_mean(name, workbook.sheet_names)
            raise _error(file, f'there is no sheet "{name}": {hint}')
        return workbook.get_sheet_by_name(name)
    filled = _filled(workbook)
    if len(filled) != 1:
        names = ", ".join(sheet.name for sheet in filled)
        several = f"has several sheets, say which: read: {{sheet: …}}: {names}"
        raise _error(file, several if filled else "is empty: no sheet that is shown has a cell")
    return filled[0]


def _held(sheet: _Sheet, open_columns: set[int], header: int) -> set[int]:
    """Those columns that hold anything under the header."""
    held: set[int] = set()
    for row in islice(sheet.rows(), header, None) if open_columns else ():
        held |= {at for at in open_columns if row[at]}
    return held


def _unmerged(header: list[list[str]], above: int, merged: _Merged) -> list[list[str]]:
    """The rows of a header with the text of a merged cell in all cells that it covers."""
    for (top, left), (bottom, right) in merged:
        for row in range(max(top, above), min(bottom + 1, above + len(header))):
            text = header[top - above][left] if top >= above else ""
            for column in range(left, min(right + 1, len(header[0]))):
                header[row - above][column] = text
    return header


def _show_header(sheet: _Sheet, header: tuple[int, int], report: Report) -> None:
    above = [cell for row in islice(sheet.rows(), header[0] - 1) for cell in row if cell]
    rows = str(header[0]) if header[0] == header[1] else f"{header[0]}-{header[1]}"
    message = f"is not read: the header seems to be row {rows}; state it: read: {{header: {rows}}}"
    if above:
        report(message, row=1, value=" ".join(above))


def _show_errors(file: Path, sheet: _Sheet, columns: Mapping[int, str], faults: Faults) -> None:
    for row, column, value in cell_errors(file, sheet.name):
        name = columns.get(column - 1, nameless(column))
        message = "the cell holds an error, and is read as empty"
        faults.tell("hold errors", message, row=row, column=name, value=value)
    faults.end()


def _chosen(sheet: _Sheet, places: Sequence[int], header: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.rows(), 1):
        if number > header:
            yield number, [row[at] for at in places]


def _before(
    rows: Iterator[tuple[int, list[str]]], footer: str, report: Report
) -> Iterator[tuple[int, list[str]]]:
    """The rows before the one that begins with the footer."""
    for number, cells in rows:
        if footer and cells[0].startswith(footer):
            return
        yield number, cells
    if footer:
        report(f'no row begins with the footer "{footer}": all were read')


_TEXT: dict[type, Callable[[Any], str]] = {**TEXT, float: plain}


def first_rows_of(file: Path) -> tuple[tuple[str, list[list[str]]], ...]:
    """The sheets that are shown and not empty, and the first rows of each, as text.

    Each format of a publisher looks at them, so the last workbook is remembered.
    """
    return _first_rows(file, state_of(file))


@lru_cache(maxsize=1)
def _first_rows(file: Path, _: tuple[int, int]) -> tuple[tuple[str, list[list[str]]], ...]:
    return tuple((name, list(islice(rows, FIRST_ROWS))) for name, rows in shown_sheets(file))


def shown_sheets(file: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The sheets that are shown and not empty: the name of each, and its rows as text."""
    with _whole(file):
        for cells in _filled(_workbook(file)):
            yield cells.name, _Sheet.from_cells(cells).rows()
