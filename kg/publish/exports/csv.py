"""Flat CSV: a table for each class and cube, and what their columns mean, as CSV on the Web has it.

As RFC 4180 has it: UTF-8 without a mark, lines that end in CR LF. A cell is what was said: one that
looks like a formula is left as it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.selection import chosen
from kg.publish.tables.columns import Column
from kg.publish.tables.csvw import METADATA, metadata
from kg.publish.tables.rows import Row, Rows
from kg.publish.tables.survey import survey
from kg.publish.tables.telling import Telling

FOLDER = "csv/"
_AT_ONCE = 1000


def write(material: Material, target: Target) -> None:
    """Write all tables, and then the metadata that describes them."""
    tables = survey(material)
    with chosen(material) as view:
        rows = Rows(material.view, view, material.spool)
        for table, tell in Telling(material, tables):
            file = target.open(f"{FOLDER}{table.stem}.csv")
            file.write(lines([[one.header for one in table.columns]]))
            for octets in encoded(table.columns, tell(rows.of(table))):
                file.write(octets)
        text = json.dumps(metadata(material.view, view, tables), ensure_ascii=False, indent=1)
    target.open(f"{FOLDER}{METADATA}").write(f"{text}\n".encode())


def encoded(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of rows, some at a time."""
    kept: list[list[str]] = []
    for row in rows:
        kept.append([cell(column, values) for column, values in zip(columns, row, strict=True)])
        if len(kept) == _AT_ONCE:
            yield lines(kept)
            kept.clear()
    if kept:
        yield lines(kept)


def cell(column: Column, values: Sequence[str]) -> str:
    """The values of a cell as one text: parted by the separator of the column, none as nothing."""
    return column.separator.join(values) if column.several else "".join(values)


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as RFC 4180 has them.

    >>> lines([["a", "=b"], ['say "x", y', ""]])
    b'a,=b\\r\\n"say ""x"", y",\\r\\n'
    """
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


EXPORT = Export(
    "csv",
    FOLDER,
    "text/csv",
    "A table for each class and each cube, with sources, as CSV with CSVW metadata",
    write,
)
