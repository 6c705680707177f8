"""Parquet, by Arrow: its own types as text, a batch at a time.

A number is written in full and as exactly as its type holds it; a struct becomes a column for each
of its fields, `parent.field`; a list of plain values is joined as in JSON. Rows count from 1, for
there is no header row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.arrow import needed, without_empty
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.flat import UnclearError, cell_text
from kg.ingest.loaders.kinds import kind_of, opening, read_head, refuse
from kg.ingest.tables.table import BATCH_ROWS, ROW, Report, Table

if TYPE_CHECKING:
    import pyarrow as pa


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a Parquet file; it has no options."""
    pa = needed("pyarrow", "reading Parquet")
    parquet = needed("pyarrow.parquet", "reading Parquet")
    if options:
        raise DatasetError(f'read: Parquet has no option "{next(iter(options))}": it has none')
    if kind_of(head := read_head(file)) != "parquet":
        raise refuse(file, "Parquet", head)
    try:
        with opening(file):
            reader = parquet.ParquetFile(file)
    except pa.ArrowInvalid as error:
        message = f"is Parquet that cannot be read: {error}"
        raise DatasetError(message, where=Where(str(file))) from error
    names = tuple(_flattened(reader.schema_arrow.empty_table()).column_names)
    return Table(names, _batches(reader, Faults(report)))


def _batches(reader: Any, faults: Faults) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    first = 1
    with reader:
        for batch in reader.iter_batches(BATCH_ROWS):
            table = _flattened(pa.Table.from_batches([batch]))
            rows = pa.arange(first, first + table.num_rows)
            unclear: set[int] = set()
            columns = [
                _text(column.combine_chunks(), name, first, unclear, faults)
                for name, column in zip(table.column_names, table.columns, strict=True)
            ]
            text = pa.record_batch([rows, *columns], names=[ROW, *table.column_names])
            if unclear:
                text = text.filter(pa.array([at not in unclear for at in range(len(rows))]))
            first += table.num_rows
            yield without_empty(text)
    faults.end()


def _flattened(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _text(column: pa.Array, name: str, first: int, unclear: set[int], faults: Faults) -> pa.Array:
    """A column as text; rows whose value has none are told and added to `unclear`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _casts(column.type):
        return pc.fill_null(column.cast(pa.string()), "")
    if pa.types.is_nested(column.type):
        values, places = column, range(len(column))
    else:  # each distinct value once
        encoded = pc.dictionary_encode(column)
        values, places = encoded.dictionary, encoded.indices.to_pylist()
    texts, odd = _texts(values, name)
    for at, place in enumerate(places):
        if place in odd:
            unclear.add(at)
            wrong = odd[place]
            faults.tell("hold no text", str(wrong), row=first + at, column=name, value=wrong.value)
    array = pa.array(texts, pa.string())
    return pc.fill_null(array.take(pa.array(places, pa.int64())), "")


def _texts(values: pa.Array, name: str) -> tuple[list[str], dict[int, UnclearError]]:
    """The text of each value, and what has none."""
    texts, odd = [""] * len(values), dict[int, UnclearError]()
    for at, value in enumerate(values.to_pylist()):
        try:
            texts[at] = cell_text(name, value)
        except UnclearError as wrong:
            odd[at] = wrong
    return texts, odd


def _casts(kind: pa.DataType) -> bool:
    """Whether Arrow's own text of a type is what we write."""
    import pyarrow as pa

    types = pa.types
    text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    return bool(text or types.is_integer(kind) or types.is_boolean(kind) or types.is_date32(kind))
