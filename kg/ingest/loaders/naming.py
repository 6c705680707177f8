"""Names of columns from the rows of a header, each of them one, and each of them its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def column_names(header: Sequence[Sequence[str]], width: int, *, spread: bool = True) -> list[str]:
    """One name for each column; a column that the header does not name gets "".

    A header of several rows is read from the top; if they `spread`, an upper cell holds for the
    empty ones to its right, as a merged cell does that was written as text. Names that occur twice
    are told apart by their column, all of them: none of two columns "Value" is it more than the
    other.

    >>> column_names([["", "2022", ""], ["Land", "imports", "exports"]], 4)
    ['Land', '2022 / imports', '2022 / exports', '']
    >>> column_names([["Value", "Note", "Value"]], 3)
    ['Value (column 1)', 'Note', 'Value (column 3)']
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in header]
    rows = [*map(_spread, rows[:-1]), *rows[-1:]] if spread else rows
    rows = [[*row, *[""] * width][:width] for row in rows]
    names = [" / ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*rows, strict=True)]
    return _own(names or [""] * width)


def nameless(column: int) -> str:
    """What a column without a name is called, by its place from 1."""
    return f"column {column}"


def _spread(row: list[str]) -> list[str]:
    """An upper row of a header, with its cells as wide as they were drawn."""
    return [next(filter(None, reversed(row[: at + 1])), "") for at in range(len(row))]


def _own(names: list[str]) -> list[str]:
    while twice := {name for name, times in Counter(filter(None, names)).items() if times > 1}:
        names = [
            f"{name} ({nameless(at)})" if name in twice else name
            for at, name in enumerate(names, 1)
        ]
    return names
