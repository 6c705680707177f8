"""Reads one dataset folder: `dataset.yaml`, the documents and the records of its facts files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from kg.errors import DatasetError, OntologyError, Where, did_you_mean
from kg.ingest.reading import ANY, Reader
from kg.ingest.yamltext import Source, read_yaml
from kg.issues import Issue
from kg.model import vocab as v
from kg.model.datatypes import DATATYPES, typed_literal
from kg.model.facts import Denial, FactsFile, Frame, Id, Names, Record
from kg.model.ontology import Declared
from kg.model.records import Models
from kg.model.terms import literal_text
from kg.model.values import Body, Ref, Said
from kg.model.values import Path as ValuePath

Node = Ref | Body


class DatasetFrame(Frame):
    """The keys of `dataset.yaml` that are no properties of the dataset itself."""

    documents: list[Any] = Field(default=[])
    files: Names = Field(default=[])
    minimum: dict[str, str] = Field(default={})


class DocumentFrame(Frame):
    """The key of a document that is no property of it."""

    id: Id


@dataclass(slots=True)
class Refusal:
    """A denial that was read: `of` does not have `value` as `property`."""

    of: Node
    property: Declared
    value: Node | Said


@dataclass(slots=True)
class Entry:
    """One record that was read, with the nodes it says and names."""

    record: Record
    document: str
    where: Callable[[ValuePath], Where]
    path: ValuePath
    speaker: Node | None = None
    quoted: list[Node] = field(default_factory=list)
    reporters: list[Node] = field(default_factory=list)
    retracted_by: Node | None = None
    says: list[Node] = field(default_factory=list)
    denies: list[Refusal] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Every node of the record."""
        yield from self.says
        for denial in self.denies:
            yield denial.of
            if not isinstance(denial.value, Said):
                yield denial.value
        yield from (*self.quoted, *self.reporters)
        yield from (node for node in (self.speaker, self.retracted_by) if node is not None)


@dataclass(slots=True)
class Dataset:
    """One dataset as its folder has it; documents are keyed by `<dataset>/<id>`."""

    name: str
    where: Callable[[ValuePath], Where]
    body: Body | None = None
    documents: dict[str, Body] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    minimum: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def language(self, document: str = "") -> str:
        """The language of a document, or of the dataset, or English."""
        for body in (self.documents.get(document), self.body):
            for value in body.values.get("language", []) if body else []:
                if isinstance(value, Said):
                    return literal_text(value.term)
        return "en"


def dataset_folders(data: Path) -> list[Path]:
    """The folders of `data/` that hold a dataset, by name."""
    return sorted(path.parent for path in data.glob("*/dataset.yaml"))


def dataset_files(folder: Path) -> list[Path]:
    """Every file of a dataset's folder, for its digest."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def read_dataset(folder: Path, models: Models) -> Dataset:
    """Read a dataset; what is wrong inside it stands in its `issues`.

    Raises:
        DatasetError: `dataset.yaml` cannot be read at all.
    """
    source = read_yaml(folder / "dataset.yaml")
    reader = Reader(models, source, folder.name)
    dataset = Dataset(folder.name, reader.where, issues=reader.issues)
    if not isinstance(source.data, dict):
        raise DatasetError(
            "a mapping with at least a title is wanted", where=Where(str(source.path), 1)
        )
    keys = {key: source.data[key] for key in DatasetFrame.model_fields if key in source.data}
    frame = reader.frame(DatasetFrame, keys, ())
    own = {key: value for key, value in source.data.items() if key not in keys}
    dataset.body = reader.described(v.DATASET, own, ())
    if frame:
        dataset.minimum = frame.minimum
        _read_documents(reader, dataset, frame.documents)
        for path in _facts_files(folder, frame, reader):
            _read_facts(path, models, dataset)
    return dataset


def _read_documents(reader: Reader, dataset: Dataset, documents: list[Any]) -> None:
    for number, raw in enumerate(documents):
        path = ("documents", number)
        if not isinstance(raw, dict):
            reader.problem("a document is a mapping with an id and a title", path)
            continue
        frame = reader.frame(DocumentFrame, {k: x for k, x in raw.items() if k == "id"}, path)
        body = reader.described(v.DOCUMENT, {k: x for k, x in raw.items() if k != "id"}, path)
        if frame is None or body is None:
            continue
        key = f"{dataset.name}/{frame.id}"
        if key in dataset.documents:
            reader.problem(f'the document id "{frame.id}" is given twice', (*path, "id"))
        dataset.documents[key] = body


def _facts_files(folder: Path, frame: DatasetFrame, reader: Reader) -> Iterator[Path]:
    if not frame.files:
        yield from sorted({*folder.glob("facts.yaml"), *folder.glob("*.facts.yaml")})
    for number, name in enumerate(frame.files):
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            yield path
        else:
            reader.problem(f"there is no file {name} in {folder.name}/", ("files", number), name)


def _read_facts(path: Path, models: Models, dataset: Dataset) -> None:
    try:
        source = read_yaml(path)
    except DatasetError as error:
        dataset.issues.append(Issue.of(error, dataset.name))
        return
    reader = Reader(models, source, dataset.name)
    frame = reader.frame(FactsFile, source.data, ())
    for number, raw in enumerate(frame.records if frame else ()):
        at = ("records", number)
        if record := reader.frame(Record, raw, at):
            entry = _entry(reader, source, record, at)
            _place(reader, dataset, entry, frame.document if frame else None)
    dataset.issues += reader.issues


def _entry(reader: Reader, source: Source, record: Record, at: ValuePath) -> Entry:
    reader.record = record.id
    name = record.id

    def where(path: ValuePath) -> Where:
        return source.where(path or at, name)

    entry = Entry(record, "", where, at)
    entry.says = list(_nodes(reader, ANY, record.says, (*at, "says")))
    entry.quoted = list(_nodes(reader, v.AGENT, record.quoted_source, (*at, "quotedSource")))
    entry.reporters = list(_nodes(reader, v.AGENT, record.reporter, (*at, "reporter")))
    if record.speaker is not None:
        entry.speaker = reader.node(v.AGENT, record.speaker, (*at, "speaker"))
    if record.retracted is not None and record.retracted.by is not None:
        entry.retracted_by = reader.node(v.AGENT, record.retracted.by, (*at, "retracted", "by"))
    entry.denies = list(_denials(reader, record.denies, (*at, "denies")))
    _check(reader, record, at)
    reader.record = ""
    return entry


def _check(reader: Reader, record: Record, at: ValuePath) -> None:
    if not record.says and not record.denies:
        reader.problem("a record needs `says` or `denies`", at)
    if (record.status == "retracted") != (record.retracted is not None):
        reader.problem(
            "a retracted record says `status: retracted` and `retracted: {on: …, why: …}`", at
        )


def _nodes(reader: Reader, wanted: str, raws: list[Any], path: ValuePath) -> Iterator[Node]:
    for number, raw in enumerate(raws):
        if node := reader.node(wanted, raw, (*path, number)):
            yield node


def _denials(reader: Reader, denials: list[Denial], path: ValuePath) -> Iterator[Refusal]:
    for denial in denials:
        try:
            prop = reader.ontology.property(denial.property)
            value = _denied(reader, prop, denial.value, (*path, "value"))
        except (OntologyError, ValueError) as error:
            reader.problem(str(error), (*path, "property"), denial.property)
            continue
        of = reader.node(v.ENTITY, denial.of, (*path, "of"))
        if of and value:
            yield Refusal(of, prop, value)


def _denied(reader: Reader, prop: Declared, raw: Any, path: ValuePath) -> Node | Said | None:
    if prop.is_object:
        return reader.node(prop.range, raw, path)
    datatype = prop.range if prop.range in DATATYPES else v.XSD + "string"
    return Said(typed_literal(str(raw), datatype))


def _place(reader: Reader, dataset: Dataset, entry: Entry, default: str | None) -> None:
    """Find the record's document, check its offsets, and keep it."""
    name = entry.record.document or default
    key = f"{dataset.name}/{name}"
    if key not in dataset.documents:
        known = [document.partition("/")[2] for document in dataset.documents]
        hint = did_you_mean(name or "", known)
        wrong = f'there is no document "{name}" in dataset.yaml' if name else "no document is named"
        reader.record = entry.record.id
        reader.problem(f"{wrong}; {hint}", (*entry.path, "document"))
        return
    entry.document = key
    dataset.entries.append(entry)
