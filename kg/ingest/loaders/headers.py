"""Finds the header of a known format by the names in it, wherever in the first rows it stands.

An office's preamble may be four lines, or padded by a spreadsheet, or cut off: the names decide,
not the row.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.ingest.loaders.delimited import load_layout
from kg.ingest.loaders.encodings import open_text
from kg.ingest.loaders.kinds import kind_of, read_head, state_of
from kg.ingest.loaders.layouts import layout_of
from kg.ingest.loaders.naming import column_names
from kg.ingest.loaders.sheets import FIRST_ROWS, first_rows_of
from kg.ingest.loaders.sheets import load as load_sheet
from kg.ingest.tables.table import Report, Table

_SAMPLE = 1 << 18
_LONGEST_NAME = 500
WORKBOOKS = ("xlsx", "xls", "ods")
Fits = Callable[[frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class Header:
    """A header in its row, counted from 1, and what stands above it."""

    row: int
    names: tuple[str, ...]
    above: tuple[tuple[str, ...], ...]
    sheet: str = ""

    def places(self) -> dict[str, int]:
        """The place from 1 of each column that has a name, by the name that loaders give it."""
        names = column_names([self.names], len(self.names))
        return {name: at for at, name in enumerate(names, 1) if name}


def plain_name(name: str) -> str:
    """A column's name as it is compared: offices differ in capitals and white space only.

    >>> plain_name(" Country  Code")
    'country code'
    """
    return " ".join(name.split()).casefold()


def header_among(rows: Sequence[Sequence[str]], fits: Fits) -> Header | None:
    """The first row whose names fit; one that stands there twice names no column, as in tables."""
    for at, row in enumerate(rows):
        times = Counter(" ".join(cell.split()) for cell in row)
        if fits(frozenset(plain_name(name) for name in times if times[name] == 1)):
            return Header(at + 1, tuple(row), tuple(map(tuple, rows[:at])))
    return None


def header_of(file: Path, options: Mapping[str, str], fits: Fits) -> Header | None:
    """The header of a delimited text or a workbook, if one of its first rows fits.

    Raises:
        DatasetError: the file cannot be read, or an option is wrong.
    """
    if kind_of(read_head(file)) not in WORKBOOKS:
        return header_among(first_rows(file, options), fits)
    for sheet, rows in first_rows_of(file):
        found = header_among(rows, fits)
        if found and options.get("sheet", sheet) == sheet:
            return replace(found, sheet=sheet)
    return None


def load_under(
    file: Path, header: Header, options: Mapping[str, str], report: Report, footer: str = ""
) -> Table:
    """The table under a header that was found.

    Raises:
        DatasetError: the file cannot be read, or an option is wrong.
    """
    found = {"header": str(header.row), **({"footer": footer} if footer else {}), **options}
    if header.sheet:
        return load_sheet(file, {"sheet": header.sheet, **found}, report)
    return load_layout(layout_of(file, found), report)


def wanted_header(
    file: Path, options: Mapping[str, str], fits: Fits, report: Report, message: str
) -> Header:
    """The header of a table that must have one, with other sheets of the same kind told.

    Raises:
        DatasetError: no row is one, which `message` says; or as for `header_of`.
    """
    header = header_of(file, options, fits)
    if header is None:
        raise DatasetError(message, where=Where(str(file)))
    tell_others(file, header, options, fits, report)
    return header


def tell_others(
    file: Path, header: Header, options: Mapping[str, str], fits: Fits, report: Report
) -> None:
    """Tell of the other sheets of a workbook that have such a header, if no sheet was stated."""
    if not header.sheet or "sheet" in options:
        return
    for sheet, rows in first_rows_of(file):
        if sheet != header.sheet and header_among(rows, fits):
            message = f'the sheet "{sheet}" is of the same kind and is not read: name it in `read`'
            report(message, row=header.row)


def first_rows(file: Path, options: Mapping[str, str]) -> Sequence[Sequence[str]]:
    """The first records of a delimited text; no name of a column is as long as what is cut off.

    Each format of a publisher looks at them, some with options of its own, so those of the last
    file are remembered: to find its encoding takes reading all of it.

    Raises:
        DatasetError: as for `header_of`.
    """
    return _first_rows(file, state_of(file), tuple(sorted(options.items())))


@lru_cache(maxsize=8)
def _first_rows(
    file: Path, _: tuple[int, int], options: tuple[tuple[str, str], ...]
) -> Sequence[Sequence[str]]:
    layout = layout_of(file, dict(options))
    with open_text(file, layout.encoding) as stream:
        text = stream.read(_SAMPLE).decode("utf-8", "ignore")
    records = islice(layout.dialect.read(io.StringIO(text, newline="")), FIRST_ROWS)
    return tuple(tuple(cell[:_LONGEST_NAME] for cell in cells) for cells in records)
