"""Batches of rows for every loader: numbered, of text, and without rows that say nothing."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.errors import ExtraError
from kg.ingest.tables.table import BATCH_ROWS, ROW

if TYPE_CHECKING:
    import pyarrow as pa


def needed(module: str, what: str) -> Any:
    """Import what reads a format.

    Raises:
        ExtraError: it is not installed; the message says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = {"python_calamine": "python-calamine"}.get(module, module)
        message = f"{what} needs {name}: pip install 'sogdian[tables]'"
        raise ExtraError(message) from error


def text_batches(
    columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> Iterator[pa.RecordBatch]:
    """Batches of numbered rows of text, each as wide as `columns`; empty rows are left out."""
    import pyarrow as pa

    schema = pa.schema([(ROW, pa.int64()), *((name, pa.string()) for name in columns)])
    filled = ((number, cells) for number, cells in rows if any(cells))
    while some := list(islice(filled, BATCH_ROWS)):
        numbers = pa.array([number for number, _ in some], pa.int64())
        cells = zip(*(cells for _, cells in some), strict=True)
        arrays = [numbers, *(pa.array(column, pa.string()) for column in cells)]
        yield pa.record_batch(arrays, schema=schema)


def gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of at least BATCH_ROWS: what is done once a batch costs less."""
    import pyarrow as pa

    some: list[pa.RecordBatch] = []
    for batch in batches:
        some.append(batch)
        if sum(one.num_rows for one in some) >= BATCH_ROWS:
            yield pa.concat_batches(some)
            some = []
    if some:
        yield pa.concat_batches(some)


def without_empty(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch without the rows in which every column of text is empty."""
    import pyarrow.compute as pc

    empty = None
    for at in range(1, batch.num_columns):
        here = pc.equal(pc.binary_length(batch.column(at)), 0)
        empty = here if empty is None else pc.and_(empty, here)
        if not pc.any(empty).as_py():
            return batch
    return batch if empty is None else batch.filter(pc.invert(empty))
