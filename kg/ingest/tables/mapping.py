"""Reads `tables:` of a `dataset.yaml`: which column feeds which property.

A mapping is a record as in a facts file in which cells stand where values do. It is checked
against the ontology before the first row is read, so that a wrong name is one error at its line.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from kg.errors import DatasetError, KgError, OntologyError, a, did_you_mean, shown
from kg.ingest.loaders import defaults, recognise
from kg.ingest.reading import Reader
from kg.ingest.tables.cells import Cell, CellFrame, Joined, Leaf, TemplateFrame, is_leaf
from kg.ingest.tables.choice import UNLESS, WHERE
from kg.model.compiled import LOCAL, names
from kg.model.datatypes import parse_decimal
from kg.model.facts import FileName, Frame, Names, PlainText
from kg.model.ontology import Class, Property
from kg.model.values import Path


def _many(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


# Where the file and the member of an archive that a table names are to be read.
Located = Callable[[str, str], pathlib.Path]
_VOICES = ("speaker", "quotedSource", "reporter")
_RECORD = ("id", WHERE, UNLESS, *_VOICES, "validFrom", "validTo", "note", "says", "denies")


Templates = Annotated[list[dict[str, Any]], BeforeValidator(_many), Field(min_length=1)]


def _total(raw: Any) -> Any:
    return {"name": raw} if isinstance(raw, str) else raw


def _amount(raw: Any) -> str:
    if parse_decimal(raw) < 0:
        raise ValueError(f"{shown(raw)} is less than nothing")
    return str(raw)


class TotalFrame(Frame):
    """The row that is a total, and how far it may be from its parts, as the file has them."""

    name: PlainText
    within: Annotated[str, BeforeValidator(_amount)] = ""


Total = Annotated[TotalFrame, BeforeValidator(_total)]


class TableFrame(Frame):
    """One entry of `tables:`."""

    file: FileName
    member: FileName = ""
    format: PlainText = ""
    read: dict[str, str] = Field(default={})
    document: PlainText
    shape: FileName = ""
    rows: Templates
    missing: Names = Field(default=[])
    ignore: Names = Field(default=[])
    skip: dict[str, Names] = Field(default={})
    totals: dict[str, Total] = Field(default={})
    minimum: dict[str, str] = Field(default={})


class ChoiceFrame(Frame):
    """The rows that a record is made of, by the values of their cells."""

    values: dict[str, Annotated[list[str], BeforeValidator(_many), Field(min_length=1)]]


@dataclass(slots=True)
class TableMapping:
    """One table of a dataset and how its columns bind to the ontology."""

    frame: TableFrame
    templates: list[Any]
    path: Path
    columns: dict[str, Path] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file as messages show it."""
        member = f"!{self.frame.member}" if self.frame.member else ""
        return self.frame.file + member


class MappingReader:
    """Reads the tables of one dataset."""

    def __init__(self, reader: Reader, located: Located) -> None:
        self.reader = reader
        self.located = located
        self.ontology = reader.ontology
        self._columns: dict[str, Path] = {}

    def read(self, raw: Any, path: Path) -> TableMapping | None:
        """Read one table; what is wrong stands in the reader's issues."""
        before = len(self.reader.issues)
        frame = self.reader.frame(TableFrame, self._with_defaults(raw, path), path)
        if frame is None:
            return None
        self._columns = {}
        templates = []
        for place, record in enumerate(frame.rows):
            at = (*path, "rows", place)
            templates.append(self._template(record, at))
            self._check_record(record, at)
        wrong = len(self.reader.issues) > before
        return None if wrong else TableMapping(frame, templates, path, self._columns)

    def _with_defaults(self, raw: Any, path: Path) -> Any:
        """What a table says, over what its format says where the table is silent.

        A table that states neither format nor rows is looked at: its format may bring them.
        """
        if not isinstance(raw, Mapping):
            return raw
        if not {"format", "rows"} & set(raw) and isinstance(raw.get("file"), str):
            found = self._recognised(raw, path)
            raw = {**raw, "format": found} if found else raw
        if not isinstance(raw.get("format"), str) or not raw["format"]:
            return raw
        try:
            return {**defaults(raw["format"]), **raw}
        except DatasetError as error:
            self.reader.problem(error.message, (*path, "format"), raw["format"])
            return raw

    def _recognised(self, raw: Mapping[str, Any], path: Path) -> str:
        """The format that the file of a table has, if it is known."""
        try:
            return recognise(self.located(raw["file"], str(raw.get("member", ""))))
        except KgError as error:
            self.reader.problem(error.message, (*path, "file"), raw["file"])
            return ""

    def _template(self, record: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """A record with its cells read, and the values of those that choose its rows."""
        return {
            key: (self._choice if key in (WHERE, UNLESS) else self._compiled)(part, (*path, key))
            for key, part in record.items()
        }

    # ---- cells -------------------------------------------------------------------------------

    def _compiled(self, raw: Any, path: Path) -> Any:
        """The template with its cells read; a text stays a text."""
        if is_leaf(raw):
            return self._leaf(raw, path)
        if isinstance(raw, Mapping):
            return {key: self._compiled(part, (*path, key)) for key, part in raw.items()}
        if isinstance(raw, list):
            return [self._compiled(part, (*path, place)) for place, part in enumerate(raw)]
        return raw

    def _choice(self, raw: Any, path: Path) -> dict[str, list[str]]:
        """The values of columns by which rows are chosen."""
        frame = self.reader.frame(ChoiceFrame, {"values": raw}, path)
        found = frame.values if frame else {}
        for name in found:
            self._columns.setdefault(name, path)
        return found

    def _leaf(self, raw: Any, path: Path) -> Leaf | None:
        if "column" in raw:
            cell = self.reader.frame(CellFrame, raw, path)
            leaf: Leaf | None = Cell(cell) if cell else None
        else:
            joined = self.reader.frame(TemplateFrame, raw, path)
            leaf = Joined(joined.template) if joined else None
        for name in leaf.columns if leaf else ():
            self._columns.setdefault(name, path)
        return leaf

    # ---- names -------------------------------------------------------------------------------

    def _check_record(self, rows: Mapping[str, Any], path: Path) -> None:
        for name in rows:
            if name not in _RECORD:
                hint = did_you_mean(name, _RECORD)
                self.reader.problem(f"{shown(name)} is no key of a record; {hint}", (*path, name))
        if "says" not in rows:
            self.reader.problem("the rows of a table need `says`", path)
        for name in (*_VOICES, "says"):
            for place, node in enumerate(_many(rows.get(name, []))):
                self._check_node(node, (*path, name, place), None)

    def _check_node(self, raw: Any, path: Path, wanted: Class | None) -> None:
        """Check the names of a node; what is text or a cell is checked when it has a value."""
        if is_leaf(raw) or not isinstance(raw, Mapping) or not raw:
            return
        name = next(iter(raw))
        if not (len(raw) == 1 and isinstance(name, str) and name[:1].isupper()):
            if wanted is not None:
                self._check_body(raw, path, wanted)
            return
        try:
            cls = self.ontology.cls(name)
        except OntologyError as error:
            self.reader.problem(error.message, (*path, name), name)
            return
        if wanted is not None and not self.ontology.is_a(cls.iri, wanted.iri):
            self.reader.problem(f"{a(name)} is no {wanted.name}", (*path, name), name)
        elif isinstance(raw[name], Mapping) and not is_leaf(raw[name]):
            self._check_body(raw[name], (*path, name), cls)

    def _check_body(self, body: Mapping[str, Any], path: Path, cls: Class) -> None:
        for name, value in body.items():
            prop = cls.properties.get(name)
            if prop is None and name != LOCAL:
                hint = did_you_mean(name, names(cls), see=f"kg ontology show {cls.name}")
                message = f"{shown(name)} is no property of {cls.name}; {hint}"
                self.reader.problem(message, (*path, name), name)
            elif prop is not None and prop.kind == "node":
                for place, node in enumerate(_many(value)):
                    self._check_node(node, (*path, name, place), self._class_of(prop))

    def _class_of(self, prop: Property) -> Class | None:
        return self.ontology.classes.get(prop.cls)
