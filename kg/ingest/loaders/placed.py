"""Batches of rows that were made one by one, each of a cell: with its row and its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from kg.ingest.tables.table import BATCH_ROWS, COLUMN, ROW

if TYPE_CHECKING:
    import pyarrow as pa


def placed_batches(
    columns: Sequence[str], rows: Iterable[tuple[int, int, Sequence[str]]]
) -> Iterator[pa.RecordBatch]:
    """Batches of text with the row and the column of each."""
    import pyarrow as pa

    numbers = [(ROW, pa.int64()), (COLUMN, pa.int64())]
    schema = pa.schema([*numbers, *((name, pa.string()) for name in columns)])
    rest = iter(rows)
    while some := list(islice(rest, BATCH_ROWS)):
        lines = [(row, column, *cells) for row, column, cells in some]
        arrays = [
            pa.array(list(cells), one.type)
            for cells, one in zip(zip(*lines, strict=True), schema, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)
