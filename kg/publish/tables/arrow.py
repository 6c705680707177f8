"""The types of columns in Arrow, and the values of cells as these types have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kg.errors import ExtraError
from kg.model.vocab import XSD
from kg.publish.tables.columns import Column

_DIGITS = 38  # of a decimal of 128 bits

Read = Callable[[str], Any]


def import_arrow() -> Any:
    """The library that writes Parquet.

    Raises:
        ExtraError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExtraError("Parquet needs pyarrow: pip install 'sogdian[tables]'") from None
    return pyarrow


def kind(column: Column) -> str:
    """What a column is in tables that know numbers and dates: by its datatype, else a text.

    A value that no common reader knows, such as a date before the year 1, makes it a text.
    """
    plain = column.role in ("value", "source") and column.seen.plain
    if not plain or not column.datatype.startswith(XSD):
        return "string"
    name = column.datatype.removeprefix(XSD)
    if name == "decimal" and column.seen.whole + column.seen.decimals > _DIGITS:
        return "string"
    return name if name in ("boolean", "date", "decimal", "integer") else "string"


def schema(arrow: Any, columns: Sequence[Column]) -> Any:
    """The schema of a table: lists for several values, and no value that is not there."""
    return arrow.schema(
        [arrow.field(one.header, _type(arrow, one), one.role != "iri") for one in columns]
    )


def _type(arrow: Any, column: Column) -> Any:
    one = {
        "boolean": arrow.bool_,
        "date": arrow.date32,
        "integer": arrow.int64,
        "decimal": lambda: arrow.decimal128(_DIGITS, column.seen.decimals),
        "string": arrow.string,
    }[kind(column)]()
    return arrow.list_(one) if column.several else one


def reader(column: Column) -> Read:
    """How a text of a column becomes a value."""
    known: dict[str, Read] = {
        "boolean": lambda text: text == "true",
        "date": date.fromisoformat,
        "integer": int,
        "decimal": Decimal,
    }
    return known.get(kind(column), str)


def values(column: Column, cells: Sequence[Sequence[str]]) -> list[Any]:
    """The values of a column in some rows: lists, or one value each or nothing."""
    read = reader(column)
    if column.several:
        return [[read(text) for text in cell] for cell in cells]
    return [read(cell[0]) if cell else None for cell in cells]
