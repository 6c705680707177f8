"""Tells how much of all tables is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from kg.publish.exports.export import Material
    from kg.publish.tables.rows import Row
    from kg.publish.tables.survey import Table

_OFTEN = 5000  # rows between two words

Counting: TypeAlias = "Callable[[Iterable[Row]], Iterator[Row]]"


class Telling:
    """Goes through tables, and counts the rows that pass."""

    def __init__(self, material: Material, tables: Iterable[Table]) -> None:
        self._tell, self._tables = material.tell, tuple(tables)
        self._all = sum(table.rows for table in self._tables)
        self._done = 0

    def __iter__(self) -> Iterator[tuple[Table, Counting]]:
        for table in self._tables:
            yield table, self._counted
            self._say()

    def _counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self._done += 1
            if self._done % _OFTEN == 0:
                self._say()
            yield row

    def _say(self) -> None:
        """Say how far it is; that all rows were looked at before is the first half."""
        self._tell(self._all + self._done, 2 * self._all)
