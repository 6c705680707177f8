"""Collects what is wrong with the cells of a table: one issue for each value, with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import Where
from kg.issues import Issue
from kg.model.datatypes import HOW_NUMBERS_ARE_WRITTEN

# Who maps a table cannot write the number otherwise, only say how it is written.
_HOW_THEY_ARE_READ = (
    "say how the file writes numbers with `decimal` and `thousands`, and what means that there is "
    "none with `missing`"
)


@dataclass(slots=True)
class _Found:
    row: int
    rows: int


class Problems:
    """The problems of one table; a value that is wrong in many rows is one issue."""

    def __init__(self, file: str, dataset: str) -> None:
        self.file = file
        self.dataset = dataset
        self._found: dict[tuple[str, str, str], _Found] = {}

    def add(
        self, message: str, *, row: int = 0, column: str = "", value: str = "", rows: int = 1
    ) -> None:
        """Note a problem; `rows` is how many rows have it, the first being `row`."""
        message = message.replace(HOW_NUMBERS_ARE_WRITTEN, _HOW_THEY_ARE_READ)
        known = self._found.setdefault((column, value, message), _Found(row, 0))
        known.rows += rows
        known.row = min(known.row, row)

    def issues(self) -> Iterator[Issue]:
        """The problems as warnings, in the order of their rows."""
        for (column, value, message), found in sorted(
            self._found.items(), key=lambda item: (item[1].row, item[0])
        ):
            more = f" ({found.rows:,} rows, of which this is the first)" if found.rows > 1 else ""
            where = Where(self.file, found.row, property=column)
            yield Issue("warning", message + more, where, self.dataset, value[:200])

    def raw(self) -> Iterator[dict[str, str | int]]:
        """What `add` was told, for another process to add."""
        for (column, value, message), found in self._found.items():
            texts = {"message": message, "column": column, "value": value}
            yield {**texts, "row": found.row, "rows": found.rows}

    def __len__(self) -> int:
        return len(self._found)
