"""SDMX-CSV (1.0, 2.0): delimited text whose columns are named by ids, some with labels.

`DIM_1: Dimension 1` is the column DIM_1, and `A: Value A` in it the code A; `ATTR[]` (several
values), `ATTR[en;fr]` (languages) and `STRUCTURE[;]` (the sign between them) are ATTR and
STRUCTURE. Rows whose ACTION is D say what is to be deleted, and are no observations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DatasetError, Where
from kg.ingest.loaders import delimited
from kg.ingest.tables.table import ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa

_FIRST = ("DATAFLOW", "STRUCTURE")
_ACTION, _DELETE = "ACTION", "D"
_LABELLED = r"^[\w@$.:()+-]+: "


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read SDMX-CSV; `labels: keep` leaves values as they are. Other options are those of csv."""
    labels = options.get("labels", "cut")
    if labels not in ("cut", "keep"):
        raise DatasetError("read: labels: must be cut or keep", where=Where(str(file)))
    rest = {name: value for name, value in options.items() if name != "labels"}
    table = delimited.load(file, rest, report)
    names = tuple(_id(name) for name in table.columns)
    if names[0] not in _FIRST or len(set(names)) < len(names):
        first = " nor ".join(_FIRST)
        message = f'is no SDMX-CSV: its first column is "{table.columns[0]}", neither {first}'
        raise DatasetError(message, where=Where(str(file)))
    labelled = labels == "cut" and any(": " in name for name in table.columns)
    return Table(names, _batches(table, names, report, labelled=labelled))


def _id(name: str) -> str:
    """The id in a name.

    >>> _id("STRUCTURE[;]"), _id("DIM_1: Dimension 1"), _id("CONTACT[].NAME[en;fr]")
    ('STRUCTURE', 'DIM_1', 'CONTACT.NAME')
    """
    return re.sub(r"\[[^\]]*\]", "", name.partition(": ")[0])


def _batches(
    table: Table, names: tuple[str, ...], report: Report, *, labelled: bool
) -> Iterator[pa.RecordBatch]:
    import pyarrow.compute as pc

    cut: set[int] | None = None if labelled else set()
    deleted, first = 0, 0
    for batch in table.batches:
        named = batch.rename_columns([ROW, *names])
        kept = _kept(named)
        if not deleted and kept.num_rows < named.num_rows:
            first = named.column(0)[pc.index(named.column(_ACTION), _DELETE).as_py()].as_py()
        deleted += named.num_rows - kept.num_rows
        if not kept.num_rows:
            continue
        if cut is None:
            cut = _with_labels(kept)
            _show(kept, cut, report)
        yield _cut(kept, cut, report)
    if deleted:
        report(f"rows to be deleted, which are not read: {deleted:,}, from here", row=first)


def _kept(batch: pa.RecordBatch) -> pa.RecordBatch:
    import pyarrow.compute as pc

    if _ACTION not in batch.schema.names:
        return batch
    return batch.filter(pc.not_equal(batch.column(_ACTION), _DELETE))


def _with_labels(batch: pa.RecordBatch) -> set[int]:
    """The columns in which every value is an id with its label."""
    import pyarrow.compute as pc

    found = set()
    for at in range(1, batch.num_columns):
        filled = batch.column(at).filter(pc.not_equal(batch.column(at), ""))
        if len(filled) and pc.all(pc.match_substring_regex(filled, _LABELLED)).as_py():
            found.add(at)
    return found


def _show(batch: pa.RecordBatch, cut: set[int], report: Report) -> None:
    """Show which columns are cut, since a text can look like a code with its label."""
    for at in sorted(cut):
        value = next(one for one in batch.column(at).to_pylist() if one)
        short = value.partition(": ")[0]
        message = f'is read as "{short}", a code with its label; read: {{labels: keep}} leaves it'
        report(message, column=batch.schema.names[at], value=value)


def _cut(batch: pa.RecordBatch, cut: set[int], report: Report) -> pa.RecordBatch:
    import pyarrow.compute as pc

    columns = list(batch.columns)
    for at in cut:
        labelled = pc.match_substring_regex(columns[at], _LABELLED)
        odd = pc.and_(pc.not_equal(columns[at], ""), pc.invert(labelled))
        for row, value in zip(
            batch.column(0).filter(odd).to_pylist(),
            columns[at].filter(odd).to_pylist(),
            strict=True,
        ):
            name = batch.schema.names[at]
            report("has no label, as the rows before it have", row=row, column=name, value=value)
        columns[at] = pc.replace_substring_regex(columns[at], r"(?s)^([\w@$.:()+-]+?): .*", r"\1")
    return type(batch).from_arrays(columns, schema=batch.schema)
