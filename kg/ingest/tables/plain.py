"""Reads small tables without Arrow: plain CSV in UTF-8, row by row, with what Python brings.

The core install carries no Arrow, and a table of a hundred rows needs none. Whatever is not plain
(other encodings, delimiters, formats, sizes) is read with the extra `tables`.
"""

from __future__ import annotations

import csv
import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.tables.table import ROW, Report
from kg.ingest.yamltext import read_text

_LARGEST = 5_000_000


def without_arrow() -> bool:
    """Whether Arrow is not installed."""
    return importlib.util.find_spec("pyarrow") is None


def is_plain(file: Path) -> bool:
    """Whether a file is named as plain CSV and small enough to be read row by row."""
    return file.suffix.lower() == ".csv" and file.is_file() and file.stat().st_size <= _LARGEST


def plain_columns(file: Path) -> tuple[str, ...]:
    """The names in the first row.

    Raises:
        DatasetError: it cannot be read, is not UTF-8, or has no row.
    """
    header = next(_records(file), [])
    if not header or len(set(header)) < len(header) or not all(header):
        message = "the first row must name the columns, each once"
        raise DatasetError(message, where=Where(str(file), 1))
    return tuple(header)


def plain_rows(file: Path, report: Report) -> Iterator[dict[str, Any]]:
    """The rows below the header, each with its number; one with too few or many fields is told.

    Raises:
        DatasetError: as for `plain_columns`, or it is not CSV.
    """
    columns = plain_columns(file)
    for number, cells in enumerate(_records(file), 1):
        if number == 1 or not any(cell.strip() for cell in cells):
            continue
        if len(cells) == len(columns):
            yield {ROW: number, **dict(zip(columns, cells, strict=True))}
        else:
            message = f"the row has {len(cells)} fields, the header {len(columns)}"
            report(message, row=number, value=",".join(cells))


def _records(file: Path) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(read_text(file), newline=""), strict=True)
    try:
        yield from rows
    except csv.Error as error:
        where = Where(str(file), rows.line_num)
        raise DatasetError(f"not CSV: {error}", where=where) from None
