"""How the tests of loaders read a file: all rows, and what was reported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kg.ingest.loaders import loader, recognise
from kg.ingest.tables.table import ROW


class Told(NamedTuple):
    message: str
    row: int
    column: str
    value: str


class Read(NamedTuple):
    columns: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]
    told: list[Told]

    def as_text(self) -> str:
        """One line for the columns, each row and each report: what a case expects."""
        lines = ["\t".join(["#row", *self.columns])]
        lines += ["\t".join([str(row), *cells]) for row, cells in self.rows.items()]
        lines += [f"! {t.row}\t{t.column}\t{t.value[:60]}\t{t.message}" for t in self.told]
        return "".join(repr(line)[1:-1].replace("\\t", "\t") + "\n" for line in lines)


def unheard(message: str, *, row: int = 0, column: str = "", value: str = "") -> None:
    """Where a test does not look at what is reported."""


def read(file: Path, name: str = "", **options: str) -> Read:
    told: list[Told] = []

    def report(message: str, *, row: int = 0, column: str = "", value: str = "") -> None:
        told.append(Told(message, row, column, value))

    table = loader(name or recognise(file))(file, options, report)
    rows: dict[int, tuple[str, ...]] = {}
    for batch in table.batches:
        assert batch.schema.names == [ROW, *table.columns]
        columns: list[list[Any]] = [column.to_pylist() for column in batch.columns]
        for row, *cells in zip(*columns, strict=True):
            assert row not in rows
            assert all(isinstance(cell, str) for cell in cells)
            rows[row] = tuple(cells)
    assert list(rows) == sorted(rows)
    return Read(table.columns, rows, told)


def options_of(case: Path) -> Mapping[str, str]:
    """The options of a case, from its file `read`, a line each."""
    file = case / "read"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return dict(line.split(": ", 1) for line in lines)
