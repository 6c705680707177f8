"""Parquet: the tables of the CSV files with the types of their values, row by row the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.selection import chosen
from kg.publish.tables.arrow import import_arrow, schema, values
from kg.publish.tables.nodes import some
from kg.publish.tables.rows import Row, Rows
from kg.publish.tables.survey import survey
from kg.publish.tables.telling import Telling

if TYPE_CHECKING:
    from kg.publish.tables.survey import Table

FOLDER = "parquet/"
# Cells of one group of rows, which is what is held in memory.
_CELLS = 500_000
# What the same rows give the same octets by, with one version of the library.
_HOW = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "store_schema": False,
}


def write(material: Material, target: Target) -> None:
    """Write all tables.

    Raises:
        ExtraError: what writes them is not installed.
    """
    arrow = import_arrow()
    tables = survey(material)
    with chosen(material) as view:
        rows = Rows(material.view, view, material.spool)
        for table, tell in Telling(material, tables):
            file = target.open(f"{FOLDER}{table.stem}.parquet")
            _write(arrow, table, tell(rows.of(table)), file)


def _write(arrow: Any, table: Table, rows: Iterable[Row], file: Any) -> None:
    columns, form = table.columns, schema(arrow, table.columns)
    with arrow.parquet.ParquetWriter(file, form, **_HOW) as writer:
        for group in some(rows, max(1, _CELLS // len(columns))):
            arrays = [
                arrow.array(values(column, [row[at] for row in group]), form.field(at).type)
                for at, column in enumerate(columns)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=form), len(group))


EXPORT = Export(
    "parquet",
    FOLDER,
    "application/vnd.apache.parquet",
    "The tables of the CSV files with types: lists, decimals, dates",
    write,
    import_arrow,
)
