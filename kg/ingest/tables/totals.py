"""Finds rows that are called a total and are not the sum of the others.

`totals: {partner: World}`: among the rows that are alike in all other dimensions, the one whose
partner is World has to be the sum of those whose partner is not. DuckDB adds up, in exact decimals,
and on the disk where there is no room, so that memory does not grow with the rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import shown
from kg.ingest.loaders.arrow import needed
from kg.ingest.tables.batches import BatchMapper
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.plan import ObservationPlan
from kg.ingest.tables.problems import Problems
from kg.ingest.tables.table import ROW

if TYPE_CHECKING:
    import pyarrow as pa

_MEMORY = "256MB"
_NUMBER = r'^"(?P<number>[^"]+)"'
_NAMES = ("key", "whole", "row", "number")
# 20 digits before the point and 18 behind it are added exactly.
_SUMS = """
SELECT min(row) FILTER (whole), sum(number) FILTER (whole), sum(number) FILTER (NOT whole)
FROM (SELECT key, whole, row, CAST(number AS DECIMAL(38, 18)) AS number FROM source)
GROUP BY key
HAVING count(*) FILTER (whole) > 0 AND count(*) FILTER (NOT whole) > 0
   AND sum(number) FILTER (whole) <> sum(number) FILTER (NOT whole)
ORDER BY 1
"""


def check_totals(opened: Opened, plans: list[ObservationPlan]) -> None:
    """Tell the problems of a table which totals do not fit, for each plan and measure."""
    if opened.mapping.frame.totals and not plans:
        opened.problems.add("the totals are not checked: no row says one plain observation", row=1)
    for column, total in opened.mapping.frame.totals.items():
        for plan in plans:
            for slot in sorted(plan.needed):
                _check(opened, plan, slot, column, total)


def _check(opened: Opened, plan: ObservationPlan, slot: int, column: str, total: str) -> None:
    import pyarrow.compute as pc

    others = [
        number
        for number, one in enumerate(plan.slots)
        if one.dimension and column not in one.leaf.columns
    ]

    def source() -> Iterator[pa.RecordBatch]:
        mapper = BatchMapper(plan, opened.mapping.frame.missing, Problems("", ""))
        for batch in opened.batches(tell=False, totals=True):
            yield _measured(mapper, batch, (slot, *others), pc.equal(_cells(batch, column), total))

    measure = plan.slots[slot].columns
    for row, said, parts in _differing(source, opened):
        message = (
            f"the row is the total of {shown(column)}, {_plain(said)}, but the other rows add up"
            f" to {_plain(parts)}, a difference of {_plain(said - parts)}"
        )
        opened.problems.add(message, row=row, column=measure, value=_plain(said))


def _cells(batch: pa.RecordBatch, column: str) -> pa.StringArray:
    import pyarrow.compute as pc

    return pc.utf8_trim_whitespace(batch.column(column))


def _measured(
    mapper: BatchMapper, batch: pa.RecordBatch, slots: tuple[int, ...], whole: pa.BooleanArray
) -> pa.RecordBatch:
    """For each row: the other dimensions as one key, whether it is a total, and its number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    (terms, _, wrong), *others = [mapper.column(batch, slot) for slot in slots]
    numbers = pc.struct_field(pc.extract_regex(terms, _NUMBER), "number")
    keys = pa.array([""] * len(terms), pa.string())
    if others:
        keys = pc.binary_join_element_wise(*(parts for _, parts, _ in others), "/")
    keep = pc.is_valid(numbers)
    for bad in (wrong, *(bad for _, _, bad in others)):
        keep = keep if bad is None else pc.and_not(keep, bad)
    columns = [keys, whole, batch.column(ROW), numbers]
    return pa.record_batch(columns, names=list(_NAMES)).filter(keep)


def _differing(source: Callable[[], Iterator[pa.RecordBatch]], opened: Opened) -> list[Any]:
    import pyarrow as pa

    duckdb = needed("duckdb", "checking totals")
    types = (pa.string(), pa.bool_(), pa.int64(), pa.string())
    schema = pa.schema(list(zip(_NAMES, types, strict=True)))
    reader = pa.RecordBatchReader.from_batches(schema, source())
    with tempfile.TemporaryDirectory(prefix="kg-totals-") as folder:
        config = {"memory_limit": _MEMORY, "temp_directory": folder, "threads": "1"}
        with duckdb.connect(str(Path(folder) / "totals"), config=config) as connection:
            connection.register("source", reader)
            try:
                return list(connection.execute(_SUMS).fetchall())
            except duckdb.Error as error:
                reason = str(error).partition("\n")[0]
                opened.problems.add(f"the totals cannot be checked: {reason}", row=1)
                return []


def _plain(number: Any) -> str:
    """A number as people write it.

    >>> from decimal import Decimal
    >>> _plain(Decimal("1200.500000")), _plain(Decimal("100")), _plain(Decimal("0E-18"))
    ('1200.5', '100', '0')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
