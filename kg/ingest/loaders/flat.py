"""Nested values as one row of text: objects become dotted columns, plain lists one cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kg.ingest.loaders.numbers import decimal_text, exact, moment_text, plain

JOIN = ";"
_SECONDS: Callable[[timedelta], str] = lambda value: f"PT{plain(value.total_seconds())}S"  # noqa: E731
TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    type(None): lambda _: "",
    bool: lambda value: "true" if value else "false",
    int: str,
    float: exact,
    Decimal: decimal_text,
    datetime: moment_text,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _SECONDS,
}


class UnclearError(ValueError):
    """A value cannot be told from another when it is written flat; says where and how."""

    def __init__(self, message: str, column: str, value: object) -> None:
        super().__init__(message)
        self.column, self.value = column, str(value)


def flat(record: Mapping[str, Any]) -> dict[str, str]:
    """A record with a column for each plain value.

    >>> flat({"name": {"en": "Alat", "ru": None}, "codes": ["AZALA", "AZBAK"], "at": [[49.4, 40]]})
    {'name.en': 'Alat', 'name.ru': '', 'codes': 'AZALA;AZBAK', 'at': '[[49.4, 40]]'}

    Raises:
        UnclearError: two values have one column, or a listed text holds the sign that joins.
    """
    cells: dict[str, str] = {}
    for column, value in _leaves(record, ""):
        if column in cells:
            raise UnclearError("two values have the same name", column, value)
        cells[column] = cell_text(column, value)
    return cells


def cell_text(column: str, value: Any) -> str:
    """One value as text; a list of plain values is joined by `;`, other lists are JSON."""
    text = TEXT.get(type(value))
    if text is not None:
        return text(value)
    if not isinstance(value, list):
        raise UnclearError(f"holds {type(value).__name__}, which is no text", column, value)
    if any(isinstance(one, (list, dict)) for one in value):
        return json.dumps(value, ensure_ascii=False, default=str)
    parts = [cell_text(column, one) for one in value]
    if any(JOIN in part for part in parts):
        raise UnclearError(f'a listed value holds "{JOIN}", which would divide it', column, value)
    return JOIN.join(parts)


def _leaves(record: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", None if value == {} else value


def columns_of(records: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The columns of all records, in the order in which they come."""
    return tuple(dict.fromkeys(name for record in records for name in record))
