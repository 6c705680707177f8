"""Finds rows that are called a total and are not the sum of the others.

`totals: {partner: World}`: among the rows that are alike in all other dimensions, the one whose
partner is World has to be the sum of those whose partner is not, but for rounding (`rounding`).
DuckDB adds up, in whole numbers, and on the disk where there is no room, so that memory does not
grow with the rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from decimal import Context, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import shown
from kg.ingest.loaders.arrow import needed
from kg.ingest.tables.batches import BatchMapper
from kg.ingest.tables.mapping import TotalFrame
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.plan import ObservationPlan
from kg.ingest.tables.problems import Problems
from kg.ingest.tables.rounding import Rounding, digits
from kg.ingest.tables.table import ROW

if TYPE_CHECKING:
    import pyarrow as pa

_MEMORY = "256MB"
_NUMBER = r'^"(?P<number>[^"]+)"'
_NAMES = ("key", "whole", "row", "number", "digit")
_ROWS_AT_ONCE = 1024
_EXACT = Context(prec=80)
# A number is added in two parts, 38 digits before the point and 18 behind it, so that no sum of
# them is rounded, and one that is too large is an error of DuckDB's.
_PARTS = """
CREATE TABLE parts AS SELECT key, whole, row, digit,
    CAST(split_part(number, '.', 1) AS HUGEINT) AS units,
    CAST((CASE WHEN number LIKE '-%' THEN '-0.' ELSE '0.' END)
        || split_part(number, '.', 2) || '0' AS DECIMAL(38, 18)) AS rest
FROM source
"""
_SUMS = """
SELECT min(row) FILTER (whole),
    sum(units) FILTER (whole), sum(rest) FILTER (whole),
    sum(units) FILTER (NOT whole), sum(rest) FILTER (NOT whole),
    count(*) FILTER (digit <= 0), min(digit), sum(pow(10, digit)) FILTER (digit > 0)
FROM parts
GROUP BY key
HAVING count(*) FILTER (whole) > 0 AND count(*) FILTER (NOT whole) > 0
   AND (sum(units) FILTER (whole) <> sum(units) FILTER (NOT whole)
     OR sum(rest) FILTER (whole) <> sum(rest) FILTER (NOT whole))
ORDER BY 1
"""


class _Sums(NamedTuple):
    """A total, what its parts add up to, and by how much rounding may part them."""

    row: int
    said: Decimal
    parts: Decimal
    within: Decimal

    @property
    def difference(self) -> Decimal:
        return _EXACT.subtract(self.said, self.parts)


def check_totals(opened: Opened, plans: list[ObservationPlan]) -> None:
    """Tell the problems of a table which totals do not fit, for each plan and measure."""
    if opened.mapping.frame.totals and not plans:
        opened.problems.add("the totals are not checked: no row says one plain observation", row=1)
    for column, total in opened.mapping.frame.totals.items():
        for plan in plans:
            for slot in sorted(plan.needed):
                _check(opened, plan, slot, column, total)


def _check(
    opened: Opened, plan: ObservationPlan, slot: int, column: str, total: TotalFrame
) -> None:
    import pyarrow.compute as pc

    others = [
        number
        for number, one in enumerate(plan.slots)
        if one.dimension and column not in one.leaf.columns
    ]

    def source() -> Iterator[pa.RecordBatch]:
        frame = opened.mapping.frame
        mapper = BatchMapper(plan, frame.missing, Problems("", ""))
        left_out = BatchMapper(plan, frame.missing, opened.problems)
        for batch in opened.batches(tell=False, totals=True):
            batch = plan.choice.only(batch)
            whole = pc.equal(_cells(batch, column), total.name)
            if total.name in frame.skip.get(column, ()):  # nobody else reads it, or tells
                left_out.column(batch.filter(whole), slot)
            yield _measured(mapper, batch, (slot, *others), whole)

    measure = plan.slots[slot]
    for one in _differing(source, opened, Rounding.of(measure, total.within)):
        message = (
            f"the row is the total of {shown(column)}, {_plain(one.said)}, but the other rows add"
            f" up to {_plain(one.parts)}, a difference of {_plain(one.difference)}"
        )
        if one.within:
            message += f", where rounding gives {_plain(one.within)} at most"
        opened.problems.add(message, row=one.row, column=measure.columns, value=_plain(one.said))


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
    written = digits(mapper.texts(batch, slots[0]), mapper.plan.slots[slots[0]].leaf)
    columns = [keys, whole, batch.column(ROW), numbers, written]
    return pa.record_batch(columns, names=list(_NAMES)).filter(keep)


def _differing(
    source: Callable[[], Iterator[pa.RecordBatch]], opened: Opened, rounding: Rounding
) -> list[_Sums]:
    import pyarrow as pa

    duckdb = needed("duckdb", "checking totals")
    types = (pa.string(), pa.bool_(), pa.int64(), pa.string(), pa.int64())
    schema = pa.schema(list(zip(_NAMES, types, strict=True)))
    reader = pa.RecordBatchReader.from_batches(schema, source())
    with tempfile.TemporaryDirectory(prefix="kg-totals-") as folder:
        config = {"memory_limit": _MEMORY, "temp_directory": folder, "threads": "1"}
        with duckdb.connect(str(Path(folder) / "totals"), config=config) as connection:
            connection.register("source", reader)
            try:
                connection.execute(_PARTS)
                return list(_beyond(connection.execute(_SUMS), rounding))
            except duckdb.Error as error:
                reason = str(error).partition("\n")[0]
                opened.problems.add(f"the totals cannot be checked: {reason}", row=1)
                return []


def _beyond(found: Any, rounding: Rounding) -> Iterator[_Sums]:
    """The sums that rounding does not explain."""
    while rows := found.fetchmany(_ROWS_AT_ONCE):
        for row, units, rest, units_of_parts, rest_of_parts, fine, digit, coarse in rows:
            said = _EXACT.add(Decimal(units), rest)
            parts = _EXACT.add(Decimal(units_of_parts), rest_of_parts)
            sums = _Sums(row, said, parts, rounding.most(fine, digit, coarse or 0))
            if abs(sums.difference) > sums.within:
                yield sums


def _plain(number: Any) -> str:
    """A number as people write it.

    >>> from decimal import Decimal
    >>> _plain(Decimal("1200.500000")), _plain(Decimal("100")), _plain(Decimal("0E-18"))
    ('1200.5', '100', '0')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
