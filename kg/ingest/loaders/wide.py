"""Makes a row of each cell of a wide table, by Arrow: years, or partners, that stand as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ingest.tables.table import BATCH_ROWS, COLUMN, ROW

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values: its name, its place from 1, and what its name says of them."""

    name: str
    place: int
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unfolding:
    """What becomes of a wide table.

    Attributes:
        keys: the name that each column gets which holds for the whole row.
        values: the columns of values.
        value: the name of the one column of values that comes of them.
        constants: columns that have the same text in every row.
    """

    keys: Mapping[str, str]
    values: Sequence[ValueColumn]
    value: str
    constants: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns that come of it."""
        said = self.values[0].says if self.values else {}
        return (*self.keys.values(), *said, self.value, *self.constants)

    def unfold(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """The cells of a batch as rows, row by row."""
        at_once = max(1, BATCH_ROWS // max(1, len(self.values)))
        for start in range(0, batch.num_rows, at_once):
            yield self._unfolded(batch.slice(start, at_once))

    def _unfolded(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import numpy as np
        import pyarrow as pa

        rows, cells = batch.num_rows, len(self.values)
        row = np.repeat(np.arange(rows), cells)
        cell = np.tile(np.arange(cells), rows)
        places = pa.array([one.place for one in self.values], pa.int64())
        arrays = {ROW: batch.column(ROW).take(pa.array(row)), COLUMN: places.take(pa.array(cell))}
        for source, name in self.keys.items():
            arrays[name] = batch.column(source).take(pa.array(row))
        for name in self.values[0].says:
            said = pa.array([one.says[name] for one in self.values], pa.string())
            arrays[name] = said.take(pa.array(cell))
        values = pa.concat_arrays([batch.column(one.name) for one in self.values])
        arrays[self.value] = values.take(pa.array(cell * rows + row))
        for name, text in self.constants.items():
            arrays[name] = pa.array([text] * len(row), pa.string())
        return pa.record_batch(list(arrays.values()), names=list(arrays))
