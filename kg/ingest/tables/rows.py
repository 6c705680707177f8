"""Reads tables row by row: each row fills the template and is a record like those of a facts file.

This is the specification of what a mapping means; `batches` does the same for whole batches of
observations and is held to the same lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import OntologyError, Where
from kg.ingest.entries import Entry
from kg.ingest.facts import FactsReader
from kg.ingest.tables.cells import Cell, Joined, has_cells, values
from kg.ingest.tables.choice import UNLESS, WHERE, choice_of
from kg.ingest.tables.mapping import TableMapping
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.table import COLUMN, ROW
from kg.issues import Issue
from kg.model.facts import Place
from kg.model.ontology import Ontology, measures
from kg.model.records import Models
from kg.model.values import Path

Row = Mapping[str, Any]
_NOTHING = object()


class Position(NamedTuple):
    """Where a value of a filled template came from: its column and the cell as it stands."""

    column: str
    cell: str


class RowSource:
    """Tells the place of a part of a filled template: file, row and column of the table."""

    def __init__(self, file: str, row: int, cells: Mapping[Path, Position]) -> None:
        self.file = file
        self.row = row
        self.cells = cells
        self.data: Any = None

    def where(self, path: Path, record: str = "") -> Where:
        """The place of the innermost part of `path` that is a cell, else of the row."""
        found = self.position(path)
        return Where(self.file, self.row, property=found.column if found else "")

    def position(self, path: Path) -> Position | None:
        """The cell that a part of the filled template came from, if it is one.

        One value may stand where a list could, so a number that leads nowhere is skipped.
        """
        known: Path = ()
        for part in path:
            if any(at[: len(known) + 1] == (*known, part) for at in self.cells):
                known = (*known, part)
            elif not isinstance(part, int):
                break
        return self.cells.get(known)

    def cell(self, column: str) -> str:
        """The cell of a column that a value came from, as it stands."""
        return next((at.cell for at in self.cells.values() if at.column == column), "")


class RowReader:
    """Makes records of the rows of one table; `issues` holds what is wrong with some."""

    def __init__(
        self,
        models: Models,
        dataset: str,
        documents: list[str],
        mapping: TableMapping,
        templates: Sequence[Any],
    ) -> None:
        self.models = models
        self.dataset = dataset
        self.documents = documents
        self.mapping = mapping
        self.templates = [(choice_of(one), _said(one)) for one in templates]
        self.missing = {*mapping.frame.missing, ""}
        self.issues: list[Issue] = []
        self.empty = 0
        self._ids: dict[str, int] = {}
        self._row = 0

    def entries(self, row: Row, file: str) -> Iterator[Entry]:
        """The records that a row gives: one for each template whose cells have values."""
        for choice, template in self.templates:
            if not choice.takes(row):
                continue
            filling = _Filling(row, self.missing)
            raw = filling.fill(template, ())
            source = RowSource(file, row[ROW], filling.cells)
            for column, cell, message in filling.wrong:
                where = Where(file, row[ROW], property=column)
                self.issues.append(Issue("warning", message, where, self.dataset, cell))
            if raw is _NOTHING or not _says(raw, template, self.models.ontology):
                self.empty += not filling.wrong
            elif not filling.wrong and (entry := self._entry(raw, source, row)):
                yield entry

    def _entry(self, raw: dict[str, Any], source: RowSource, row: Row) -> Entry | None:
        place = Place(row=row[ROW], column=row.get(COLUMN, 0))
        raw = {"id": self._id(place), **raw}
        facts = FactsReader(self.models, source, self.dataset, self.documents)
        entry = facts.entry(raw, (), self.mapping.frame.document)
        for issue in facts.issues:
            value = issue.value or source.cell(issue.where.property)
            self.issues.append(issue._replace(severity="warning", value=value))
        if facts.issues or entry is None:
            return None
        entry.record.at = [place]
        entry.cell = source.cell
        return entry

    def _id(self, place: Place) -> str:
        """The id of a record that has none: its place, numbered where a row gives several."""
        if place.row != self._row:
            self._ids, self._row = {}, place.row
        number = self._ids[place.name] = self._ids.get(place.name, 0) + 1
        return place.name if number == 1 else f"{place.name}.{number}"


def _said(template: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in template.items() if key not in (WHERE, UNLESS)}


def records(opened: Opened, reader: RowReader) -> Iterator[Entry]:
    """What the rows of a table say, as records; the specification of a mapping."""
    for row in opened.records():
        yield from reader.entries(row, opened.problems.file)
    opened.faulty = len({issue.where.line for issue in reader.issues})
    for issue in reader.issues:
        opened.problems.add(
            issue.message, row=issue.where.line, column=issue.where.property, value=issue.value
        )


class _Filling:
    """Fills a template with the cells of one row.

    A part that has no value is left out, and so is a node all of whose cells have none.
    """

    def __init__(self, row: Row, missing: Collection[str]) -> None:
        self.row = row
        self.missing = missing
        self.cells: dict[Path, Position] = {}
        self.wrong: list[tuple[str, str, str]] = []

    def fill(self, part: Any, path: Path) -> Any:
        if isinstance(part, Cell | Joined):
            return self._leaf(part, path)
        if isinstance(part, dict):
            found = {key: self.fill(inner, (*path, key)) for key, inner in part.items()}
            kept = {key: value for key, value in found.items() if value is not _NOTHING}
            return kept if self._holds(part, path) else _NOTHING
        if isinstance(part, list):
            return self._list(part, path)
        return part

    def _list(self, part: list[Any], path: Path) -> Any:
        kept: list[Any] = []
        for inner in part:
            value = self.fill(inner, (*path, len(kept)))
            if value is not _NOTHING:
                kept.append(value)
        return kept or _NOTHING

    def _holds(self, part: Any, path: Path) -> bool:
        """Whether a node has no cells, or one with a value."""
        return not has_cells(part) or any(at[: len(path)] == path for at in self.cells)

    def _leaf(self, leaf: Cell | Joined, path: Path) -> Any:
        raw = leaf.raw(self._cell)
        if not raw:
            return _NOTHING
        column = ", ".join(leaf.columns)
        self.cells[path] = Position(column, raw)
        try:
            found = list(values(leaf, raw))
        except ValueError as error:
            self.wrong.append((column, raw, str(error)))
            return _NOTHING
        return found if leaf.separator else found[0]

    def _cell(self, column: str) -> str:
        text = str(self.row[column]).strip()
        return "" if text in self.missing else text


def _says(raw: Any, template: Any, ontology: Ontology) -> bool:
    """Whether a filled record says something: an observation without its value does not."""
    if not isinstance(raw.get("says"), dict):
        return bool(raw.get("says"))
    ((name, body),) = raw["says"].items()
    try:
        cls = ontology.cls(name)
    except OntologyError:
        return True  # the reader tells
    wanted = template["says"][name]
    return cls.kind != "observation" or not any(
        prop.name in wanted and prop.name not in body for prop in measures(cls)
    )
