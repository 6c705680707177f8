"""The status of values that stands in rows of its own, beside the rows of values.

Which of the two comes first is not stated, so the file is read twice. What is kept of the first
time are the rows of status that say something, as one text each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.ingest.loaders.wide import Unfolding
from kg.ingest.tables.table import BATCH_ROWS, ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

ATTRIBUTE, STATUS = "Attribute", "OBS_STATUS"
_VALUE, _STATUS = "value", "status"
_MARK = "\x1f"


class Statuses:
    """The statuses of a table, by the keys of the row that they speak of."""

    def __init__(self, unfolding: Unfolding, table: Table, report: Report) -> None:
        self._unfolding, self._report = unfolding, report
        self._attribute = next(n for n, to in unfolding.keys.items() if to == ATTRIBUTE)
        self._keys = [name for name in unfolding.keys if name != self._attribute]
        self._said = dict(self._read(table))

    def joined(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The values as rows, each with its status."""
        import pyarrow as pa

        beside = replace(self._unfolding, keys={}, value=STATUS)
        others: dict[str, int] = {}
        for batch in self._pieces(table):
            kinds = [cell.strip().casefold() for cell in batch.column(self._attribute).to_pylist()]
            for kind, row in zip(kinds, batch.column(ROW).to_pylist(), strict=True):
                if kind not in (_VALUE, _STATUS):
                    others.setdefault(kind, row)
            kept = batch.filter(pa.array([kind == _VALUE for kind in kinds]))
            parts = zip(self._unfolding.unfold(kept), beside.unfold(self._of(kept)), strict=True)
            for part, status in parts:
                yield part.append_column(STATUS, status.column(STATUS))
        for kind, row in others.items():
            message = "is neither a value nor a status: such rows are not read"
            self._report(message, row=row, column=self._attribute, value=kind)

    def _pieces(self, table: Table) -> Iterator[pa.RecordBatch]:
        """The rows of a table, no more at once than their cells allow."""
        at_once = max(1, BATCH_ROWS // len(self._unfolding.values))
        for batch in table.batches:
            for start in range(0, batch.num_rows, at_once):
                yield batch.slice(start, at_once)

    def _read(self, table: Table) -> Iterator[tuple[tuple[str, ...], str]]:
        for batch in self._pieces(table):
            for row in batch.to_pylist():
                cells = [row[one.name] for one in self._unfolding.values]
                if row[self._attribute].strip().casefold() == _STATUS and any(cells):
                    yield self._key(row), _MARK.join(cells)

    def _key(self, row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in self._keys)

    def _of(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A batch of the same rows that has statuses where values stand."""
        import pyarrow as pa

        values = self._unfolding.values
        keys = batch.select(self._keys).to_pylist()
        said = [self._said.get(self._key(key), _MARK * (len(values) - 1)) for key in keys]
        columns = zip(*(one.split(_MARK) for one in said), strict=True)
        arrays = [pa.array(cells, pa.string()) for cells in columns]
        arrays = arrays or [pa.array([], pa.string()) for _ in values]
        names = [one.name for one in values]
        return pa.record_batch([batch.column(ROW), *arrays], names=[ROW, *names])
