"""Rows with fewer or more fields than their table: told, or kept where nothing is lost."""

from __future__ import annotations

import io
from collections import deque
from dataclasses import dataclass
from typing import Any

from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.layouts import Layout


@dataclass(frozen=True, slots=True)
class Odd:
    """One such row: its number, its number of fields, its text."""

    row: int
    fields: int
    text: str


class OddRows:
    """Takes odd rows from Arrow, which reads ahead, and gives them back in their place."""

    def __init__(self, layout: Layout, faults: Faults) -> None:
        self._layout, self._faults = layout, faults
        self._above = layout.dialect.header[1]
        self._waiting: deque[Odd] = deque()

    def take(self, row: Any) -> str:
        """Arrow's handler of rows that do not fit. It runs inside Arrow, where nothing may fail."""
        self._waiting.append(Odd(self._above + row.number, row.actual_columns, row.text))
        return "skip"

    def pass_over(self, row: int, count: int) -> tuple[list[range], list[Odd], int]:
        """Number the next `count` even rows from `row` on.

        Returns their numbers, the odd rows before the last of them, and the number of the next row.
        """
        numbers, passed = [], []
        while count:
            even = count
            if self._waiting:
                even = min(count, self._waiting[0].row - row)
            numbers.append(range(row, row + even))
            row, count = row + even, count - even
            if count:
                passed.append(self._waiting.popleft())
                row += 1
        return numbers, passed, row

    def rest(self, row: int) -> tuple[list[Odd], int]:
        """The odd rows after the last even one, and the number of the row after them."""
        passed = list(self._waiting)
        self._waiting.clear()
        return passed, row + len(passed)

    def kept(self, odd: Odd) -> list[str] | None:
        """The cells of an odd row if no field is without its column, else none: it is told."""
        layout = self._layout
        width = layout.dialect.width
        cells = next(layout.dialect.read(io.StringIO(odd.text, newline="")), [])
        if any(cells[width:]) or (len(cells) < width and not layout.pad):
            self._tell(odd)
            return None
        return [*cells, *[""] * width][:width]

    def _tell(self, odd: Odd) -> None:
        width = self._layout.dialect.width
        message = f"has {odd.fields} {'field' if odd.fields == 1 else 'fields'}, not {width}"
        if "\n" in odd.text.strip():
            message += ", over several lines: is a quotation mark not closed?"
        self._faults.tell("have too few or too many fields", message, row=odd.row, value=odd.text)
