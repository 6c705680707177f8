"""Tables of one format under one set of columns, whatever each of its files calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.ingest.tables.table import COLUMN, ROW, Table

if TYPE_CHECKING:
    import pyarrow as pa

Cells = Mapping[str, Any]  # the cells of a batch, by the name of their column


def renamed(
    table: Table,
    names: Mapping[str, str],
    columns: Sequence[str],
    change: Callable[[Cells], Cells],
    made: Sequence[str] = (),
) -> Table:
    """A table under the columns of its format.

    Args:
        table: the table as its file has it.
        names: what each column of the file is called; those that are not named are left out.
        columns: the columns of the format; the file lacks some, which are empty, and has others.
        change: gives the cells that are written in several ways, as they are to be written.
        made: columns that no file has and that `change` makes.
    """
    others = (name for name in names.values() if name not in columns)
    under = (*columns, *others, *made)
    return Table(under, (_batch(batch, names, under, change) for batch in table.batches))


def _batch(
    batch: pa.RecordBatch,
    names: Mapping[str, str],
    columns: Sequence[str],
    change: Callable[[Cells], Cells],
) -> pa.RecordBatch:
    import pyarrow as pa

    empty = pa.array([""] * batch.num_rows, pa.string())
    there = {name: batch.column(source) for source, name in names.items()}
    cells = {name: there.get(name, empty) for name in columns}
    places = {name: batch.column(name) for name in (ROW, COLUMN) if name in batch.schema.names}
    cells = {**places, **cells, **change(cells)}
    return pa.record_batch(list(cells.values()), names=list(cells))


def each(cells: Any, said: Callable[[str], str]) -> Any:
    """What a function makes of each cell, asked once for each text."""
    import pyarrow as pa

    coded = cells.dictionary_encode()
    return pa.array(map(said, coded.dictionary.to_pylist()), pa.string()).take(coded.indices)
