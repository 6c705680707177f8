"""In what a bulk file of trade counts, which it does not say: dollars, or millions of them.

Both are in use, under the same names. The largest value tells: no trade of two areas was ever a
hundred trillion dollars, and no file of any use has none above a hundred dollars. It is judged all
the same, and reported, so that it can be stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.ingest.tables.table import Report

if TYPE_CHECKING:
    import pyarrow as pa

DOLLARS, MILLIONS = "0", "6"
_MOST = 1e8  # millions of dollars
_NUMBER = r"^[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]+)?$"


def scale_of(batches: Iterator[pa.RecordBatch], columns: Sequence[str], report: Report) -> str:
    """The power of ten in which the values of a table count."""
    largest = max((_largest(batch, columns) for batch in batches), default=0.0)
    found, said = (DOLLARS, "dollars") if largest >= _MOST else (MILLIONS, "millions of dollars")
    report(
        f"does not say in what it counts: its largest value, {largest:,.6g}, makes it {said}; "
        f'state it: read: {{multiplier: "{found}"}}'
    )
    return found


def _largest(batch: pa.RecordBatch, columns: Sequence[str]) -> float:
    import pyarrow as pa
    import pyarrow.compute as pc

    largest = 0.0
    for name in columns:
        cells = batch.column(name)
        numbers = cells.filter(pc.match_substring_regex(cells, _NUMBER)).cast(pa.float64())
        largest = max(largest, pc.max(pc.abs(numbers)).as_py() or 0.0)
    return largest
