"""Rows as the tables of pandas and Arrow, where these are installed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from kg.errors import ExtraError


def to_pandas(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Any:
    """A DataFrame of Python values."""
    try:
        import pandas as pd
    except ImportError:
        raise ExtraError("to_pandas needs pandas: pip install pandas") from None
    return pd.DataFrame(list(map(list, rows)), columns=list(columns))


def to_arrow(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    """An Arrow table; a column of mixed values holds their texts."""
    try:
        import pyarrow as pa
    except ImportError:
        raise ExtraError("Arrow and Parquet need pyarrow: pip install 'sogdian[tables]'") from None
    values = list(rows)
    uniform = [_uniform([row[index] for row in values]) for index in range(len(columns))]
    return pa.table([pa.array(column) for column in uniform], names=list(columns))


def _uniform(column: Sequence[Any]) -> list[Any]:
    """The values if one Arrow type holds them all, else their texts."""
    types = {_plain(value) for value in column if value is not None}
    if types == {int, Decimal}:
        return [value if value is None else Decimal(value) for value in column]
    if len(types) <= 1 and not _too_large(column):
        return list(column)
    return [value if value is None else str(value) for value in column]


def _plain(value: Any) -> type:
    return str if isinstance(value, str) else type(value)


def _too_large(column: Sequence[Any]) -> bool:
    """Whether there is an integer that 64 bits do not hold."""
    return any(type(value) is int and not -(2**63) <= value < 2**63 for value in column)
