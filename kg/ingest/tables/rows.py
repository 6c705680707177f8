"""Reads tables row by row: each row fills the template and is a record like those of a facts file.

This is the specification of what a mapping means; `batches` does the same for whole batches of
observations and is held to the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kg.errors import KgError, OntologyError, Where
from kg.ingest.entries import Entry
from kg.ingest.facts import FactsReader
from kg.ingest.tables.choice import UNLESS, WHERE, choice_of
from kg.ingest.tables.filling import NOTHING, Filling, Position, Row, filler
from kg.ingest.tables.mapping import TableMapping
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.table import COLUMN, ROW
from kg.issues import Issue
from kg.model.facts import Place
from kg.model.ontology import Ontology, measures
from kg.model.records import Models
from kg.model.values import Path


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
        said = [_said(one) for one in templates]
        self.templates = [
            (choice_of(one), part, filler(part)) for one, part in zip(templates, said, strict=True)
        ]
        self.missing = {*mapping.frame.missing, ""}
        self.issues: list[Issue] = []
        self.empty = 0
        self._ids: dict[str, int] = {}
        self._row = 0

    def entries(self, row: Row, file: str) -> Iterator[Entry]:
        """The records that a row gives: one for each template whose cells have values."""
        for choice, template, fill in self.templates:
            if not choice.takes(row):
                continue
            filling = Filling(row, self.missing)
            raw = fill(filling, ())
            source = RowSource(file, row[ROW], filling.cells)
            for column, cell, message in filling.wrong:
                where = Where(file, row[ROW], property=column)
                self.issues.append(Issue("warning", message, where, self.dataset, cell))
            if raw is NOTHING or not _says(raw, template, self.models.ontology):
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


class TableRows:
    """What the rows of a table say, as records; the specification of a mapping.

    Each time they are read anew. What is wrong with them is told the first time.
    """

    def __init__(
        self, opened: Opened, reader: Callable[[], RowReader], issues: list[Issue]
    ) -> None:
        self.opened = opened
        self._reader = reader
        self._issues = issues
        self._told = False

    def __iter__(self) -> Iterator[Entry]:
        tell, self._told = not self._told, True
        reader = self._reader()
        try:
            for row in self.opened.records():
                yield from reader.entries(row, self.opened.problems.file)
        except KgError as error:  # what was read up to there goes in, if the build goes on at all
            if tell:
                self._issues.append(Issue.of(error.at(self.opened.where), reader.dataset))
        if tell:
            self._tell(reader.issues)

    def tell(self) -> None:
        """Read them for what is wrong with them, unless they were read before."""
        if not self._told:
            for _ in self:
                pass

    def _tell(self, issues: list[Issue]) -> None:
        self.opened.faulty = len({issue.where.line for issue in issues})
        for issue in issues:
            self.opened.problems.add(
                issue.message, row=issue.where.line, column=issue.where.property, value=issue.value
            )


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
