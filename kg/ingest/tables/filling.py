"""Fills a template with the cells of a row; each template is taken apart once, not for each row.

A part that has no value is left out, and so is a node all of whose cells have none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kg.ingest.tables.cells import Cell, Joined, Leaf, has_cells, values
from kg.model.values import Path

Row = Mapping[str, Any]
NOTHING = object()
_REMEMBERED = 1 << 12  # cells of a column


class Position(NamedTuple):
    """Where a value of a filled template came from: its column and the cell as it stands."""

    column: str
    cell: str


class Filling:
    """What filling a template with one row found: the cells by their paths, and what is wrong."""

    def __init__(self, row: Row, missing: Collection[str]) -> None:
        self.row = row
        self.missing = missing
        self.cells: dict[Path, Position] = {}
        self.wrong: list[tuple[str, str, str]] = []

    def cell(self, column: str) -> str:
        """The cell of a column, or the empty text if it has no value."""
        text = str(self.row[column]).strip()
        return "" if text in self.missing else text


Fill = Callable[[Filling, Path], Any]


def filler(part: Any) -> Fill:
    """What fills a part of a template; it gives NOTHING if no cell of it has a value."""
    if isinstance(part, Cell | Joined):
        return _leaf(part)
    if has_cells(part):
        return _node(part) if isinstance(part, dict) else _list(part)
    return lambda filling, path: part


def _node(part: dict[str, Any]) -> Fill:
    inner = [(key, filler(value)) for key, value in part.items()]

    def fill(filling: Filling, path: Path) -> Any:
        before = len(filling.cells)
        found = ((key, one(filling, (*path, key))) for key, one in inner)
        kept = {key: value for key, value in found if value is not NOTHING}
        return kept if len(filling.cells) > before else NOTHING

    return fill


def _list(part: list[Any]) -> Fill:
    inner = [filler(value) for value in part]

    def fill(filling: Filling, path: Path) -> Any:
        kept: list[Any] = []
        for one in inner:
            value = one(filling, (*path, len(kept)))
            if value is not NOTHING:
                kept.append(value)
        return kept or NOTHING

    return fill


def _leaf(leaf: Leaf) -> Fill:
    column, texts = ", ".join(leaf.columns), _texts(leaf)

    def fill(filling: Filling, path: Path) -> Any:
        raw = leaf.raw(filling.cell)
        if not raw:
            return NOTHING
        filling.cells[path] = Position(column, raw)
        try:
            found = texts(raw)
        except ValueError as error:
            filling.wrong.append((column, raw, str(error)))
            return NOTHING
        return list(found) if leaf.separator else found[0]

    return fill


def _texts(leaf: Leaf) -> Callable[[str], tuple[str, ...]]:
    """The texts that a cell gives; what takes work is done once for cells that are alike."""
    if leaf.as_it_is:
        return lambda raw: (raw,)
    return lru_cache(_REMEMBERED)(lambda raw: tuple(values(leaf, raw)))
