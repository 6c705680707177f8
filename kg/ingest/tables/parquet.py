"""Writes one file of observations as Parquet, a group of rows at a time.

A thread of its own sorts and writes a group while the next one is made; not more than one waits, so
that memory does not grow with the rows.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.ingest.tables import columns as c
from kg.ingest.tables.columns import Column
from kg.model.ontology import Class

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_IN_A_GROUP = 65_536
_MOST_RANKS = 2**62


class Part:
    """One file of Parquet, written a group of rows at a time, beside whoever makes the rows."""

    def __init__(self, path: Path, cls: Class) -> None:
        import pyarrow as pa

        self.path = path
        self.columns = c.columns_of(cls)
        self._draft = path.with_name(f".{path.name}.draft")
        self._order = [one.name for one in self.columns if one.iri in cls.dimensions]
        known = types()
        self._schema = pa.schema([(one.name, known[one.kind]) for one in self.columns])
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._hand = ThreadPoolExecutor(1)
        self._task: Future[None] | None = None
        self._writer = _writer(self._draft, self._schema, self.columns)

    def add(self, values: dict[str, Any]) -> None:
        """Add rows: for each column an array, or one value for all."""
        import pyarrow as pa

        length = next(len(one) for one in values.values() if isinstance(one, pa.Array))
        arrays = [_filled(values[field.name], field, length) for field in self._schema]
        self._take(pa.RecordBatch.from_arrays(arrays, schema=self._schema))

    def add_rows(self, rows: list[dict[str, Any]]) -> None:
        """Add rows that are held one by one."""
        import pyarrow as pa

        self._take(pa.RecordBatch.from_pylist(rows, schema=self._schema))

    def _take(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROWS_IN_A_GROUP:
            self._flush()

    def _flush(self) -> None:
        """Hand what waits to the thread that writes; one group at a time keeps memory small."""
        self._wait()
        batches, self._waiting, self._rows = self._waiting, [], 0
        self._task = self._hand.submit(self._write, batches)

    def _wait(self) -> None:
        if self._task is not None:
            self._task.result()

    def _write(self, batches: list[pa.RecordBatch]) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(batches, schema=self._schema)
        self._writer.write_table(_sorted(table, self._order))

    def close(self) -> None:
        """Finish the file; it appears when it is whole."""
        self._flush()
        self._end()
        self._draft.replace(self.path)

    def drop(self) -> None:
        """Leave no file."""
        self._end()
        self._draft.unlink()

    def _end(self) -> None:
        self._wait()
        self._hand.shutdown()
        self._writer.close()


def types() -> dict[str, Any]:
    """The Arrow type of each kind of column."""
    import pyarrow as pa

    return {
        "text": pa.string(),
        "decimal": pa.decimal128(38, 18),  # what the store keeps exactly: 20 digits and 18
        "integer": pa.decimal128(38, 0),
        "boolean": pa.bool_(),
        "day": pa.date32(),
        "count": pa.int64(),
    }


def _writer(path: Path, schema: pa.Schema, columns: list[Column]) -> Any:
    from pyarrow import parquet

    various = {"decimal", "integer", "count"}
    alike = [one.name for one in columns if one.kind not in various and one.name != c.OBSERVATION]
    return parquet.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=alike,
        column_encoding={c.OBSERVATION: "DELTA_BYTE_ARRAY"},
    )


def _filled(value: Any, field: pa.Field, length: int) -> Any:
    import pyarrow as pa

    if isinstance(value, pa.Array):
        return value
    return pa.repeat(pa.scalar(value, field.type), length)


def _sorted(table: pa.Table, names: list[str]) -> pa.Table:
    """The rows in the order of their dimensions, as far as these can be counted as one number."""
    import numpy as np
    import pyarrow as pa

    rank, ranks = np.zeros(table.num_rows, dtype=np.int64), 1
    for name in names:
        coded = table[name].combine_chunks().dictionary_encode()
        texts = [str(one) for one in coded.dictionary.to_pylist()]
        ranks *= len(texts) + 1
        if ranks > _MOST_RANKS:
            break
        place = np.empty(len(texts) + 1, dtype=np.int64)
        place[np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int64)] = (
            np.arange(len(texts))
        )
        place[len(texts)] = len(texts)  # what has no value comes last
        codes = coded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
        rank = rank * (len(texts) + 1) + place[codes]
    return table.take(pa.array(np.argsort(rank, kind="stable")))
