"""Reads one dataset folder: `dataset.yaml`, the documents and the records of its facts files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import Field

from kg.errors import DatasetError, KgError, Where, did_you_mean, shown
from kg.ingest.contents import Dataset
from kg.ingest.facts import FactsReader
from kg.ingest.graphs.formats import format_of
from kg.ingest.graphs.frames import GraphMapping, read_graph
from kg.ingest.graphs.opened import GraphFile
from kg.ingest.licences import Level
from kg.ingest.reading import Reader
from kg.ingest.sources.source import Source, source
from kg.ingest.tables.choice import UNLESS, WHERE
from kg.ingest.tables.flat import is_flat
from kg.ingest.tables.mapping import MappingReader, TableMapping
from kg.ingest.tables.opened import Flat, Opened
from kg.ingest.tables.problems import Problems
from kg.ingest.tables.rows import RowReader, TableRows
from kg.ingest.yamltext import read_yaml
from kg.issues import Issue
from kg.model import vocab as v
from kg.model.facts import Frame, Id, Names, identifier
from kg.model.records import Models
from kg.model.values import Body

May = Literal["metadata", "offsets", "quotations", "data"]


class DatasetFrame(Frame):
    """The keys of `dataset.yaml` that are no properties of the dataset itself."""

    documents: list[Any] = Field(default=[])
    tables: list[Any] = Field(default=[])
    graphs: list[Any] = Field(default=[])
    files: Names = Field(default=[])
    minimum: dict[str, str] = Field(default={})
    release: May | None = None


class DocumentFrame(Frame):
    """The keys of a document that are no properties of it."""

    id: Id
    release: May | None = None


class Files(NamedTuple):
    """Where the files of a dataset are, and what of them was fetched or unpacked."""

    folder: Path
    cache: Path


_OF_ROWS = {"says", WHERE, UNLESS}  # what a template has beside who speaks in it


def read_dataset(folder: Path, models: Models, cache: Path) -> Dataset:
    """Read a dataset; what is wrong inside it stands in its `issues`.

    `cache` is where the files of its tables are that were fetched or unpacked.

    Raises:
        DatasetError: `dataset.yaml` cannot be read at all.
    """
    _require_name(folder)
    text = read_yaml(folder / "dataset.yaml")
    reader = Reader(models, text, folder.name)
    dataset = Dataset(folder.name, reader.where, issues=reader.issues)
    if not isinstance(text.data, dict):
        empty = "the file is empty; " if text.data is None else ""
        reader.problem(f"{empty}a mapping with at least a title is wanted here", ())
        return dataset
    keys = {key: text.data[key] for key in DatasetFrame.model_fields if key in text.data}
    frame = reader.frame(DatasetFrame, keys, ())
    own = {key: value for key, value in text.data.items() if key not in keys}
    dataset.body = reader.described(v.DATASET, own, ())
    if frame:
        dataset.minimum = frame.minimum
        _permit(dataset, "", frame.release)
        _read_documents(reader, dataset, frame.documents)
        for path in _facts_files(folder, frame, reader):
            _read_facts(path, models, dataset)
        taken = _read_tables(reader, dataset, frame.tables, folder, cache)
        _read_graphs(reader, dataset, frame.graphs, Files(folder, cache), taken)
    return dataset


def _read_documents(reader: Reader, dataset: Dataset, documents: list[Any]) -> None:
    for number, raw in enumerate(documents):
        path = ("documents", number)
        if not isinstance(raw, dict):
            reader.problem("a document is a mapping with an id and a title", path)
            continue
        keys = {key: raw[key] for key in DocumentFrame.model_fields if key in raw}
        frame = reader.frame(DocumentFrame, keys, path)
        own = {key: value for key, value in raw.items() if key not in keys}
        body = reader.described(v.DOCUMENT, own, path)
        if frame is None or body is None:
            dataset.refused.add(f"{dataset.name}/{raw.get('id')}")
            continue
        key = f"{dataset.name}/{frame.id}"
        if key in dataset.documents:
            reader.problem(f'the document id "{frame.id}" is given twice', (*path, "id"))
        dataset.documents[key] = body
        _permit(dataset, key, frame.release)


def _permit(dataset: Dataset, document: str, may: str | None) -> None:
    """Keep what is said to be allowed to leave, of a document or of all."""
    if may is not None:
        dataset.release[document] = Level[may.upper()]


def _read_tables(
    reader: Reader, dataset: Dataset, tables: list[Any], folder: Path, cache: Path
) -> set[str]:
    """Read the mappings; what their rows say beside plain observations is read as records.

    Returns the documents that are tables now.
    """
    mappings = MappingReader(
        reader, lambda name, member: source(name, folder, cache, member=member).file
    )
    taken: set[str] = set()
    for number, raw in enumerate(tables):
        path = ("tables", number)
        mapping = mappings.read(raw, path)
        if mapping is None or not _has_document(mapping, reader, dataset, taken):
            continue
        where = reader.where(path)
        try:
            frame = mapping.frame
            found = source(frame.file, folder, cache, member=frame.member)
            problems = Problems(_shown(found), dataset.name)
            opened = Opened(mapping, folder, found, where, problems)
            opened.check()
            dataset.tables.append(opened)
            _read_rows(opened, reader, dataset)
        except KgError as error:
            dataset.issues.append(Issue.of(error.at(where), dataset.name))
    _refuse_figures_beside(dataset)
    return taken


def _read_graphs(
    reader: Reader, dataset: Dataset, graphs: list[Any], files: Files, taken: set[str]
) -> None:
    """Find the RDF files, and who speaks in them; what they say is read when it is wanted."""
    for number, raw in enumerate(graphs):
        path = ("graphs", number)
        mapping = read_graph(reader, raw, path)
        if mapping is None or not _has_document(mapping, reader, dataset, taken):
            continue
        where = reader.where(path)
        frame = mapping.frame
        facts = FactsReader(reader.models, reader.source, dataset.name, list(dataset.documents))
        voices = facts.voices(frame.voices, path, f"{dataset.name}/{frame.document}")
        dataset.issues += facts.issues
        try:
            found = source(frame.file, files.folder, files.cache, member=frame.member)
            format_of(found.file, frame.format)
        except KgError as error:
            dataset.issues.append(Issue.of(error.at(where), dataset.name))
            continue
        if voices is not None:
            shown_as = _shown(found)
            dataset.graphs.append(GraphFile(mapping, found, shown_as, where, voices))


def _refuse_figures_beside(dataset: Dataset) -> None:
    """A cube has one origin: figures of a table's document stand in the table, not in facts."""
    tables = {f"{dataset.name}/{one.mapping.frame.document}" for one in dataset.tables}
    for entry in dataset.entries:
        figures = [one for one in entry.says if isinstance(one, Body)]
        if entry.document in tables:
            for node in (one for one in figures if one.cls.kind == "observation"):
                error = DatasetError(
                    f"the figures of {entry.document} are those of its table; one that was read "
                    "elsewhere has a document of its own",
                    where=entry.where(node.path),
                )
                dataset.issues.append(Issue.of(error, dataset.name))


def _shown(found: Source) -> str:
    """A table's file as messages name it: by its address, and by its archive."""
    name = found.fetched.address if found.fetched else str(found.packed or found.file)
    return f"{name}!{found.member}" if found.member else name


def _has_document(
    mapping: TableMapping | GraphMapping, reader: Reader, dataset: Dataset, taken: set[str]
) -> bool:
    """Whether the document of a table or RDF file is there, and is no other one's."""
    name, path = mapping.frame.document, (*mapping.path, "document")
    known = [key.partition("/")[2] for key in dataset.documents]
    if f"{dataset.name}/{name}" in dataset.refused:
        return False
    if name not in known:
        hint = did_you_mean(name, known)
        reader.problem(f"there is no document {shown(name)} in dataset.yaml; {hint}", path, name)
    elif name in taken:
        message = f"another file is the document {shown(name)}; give each file its own document"
        reader.problem(message, path, name)
    taken.add(name)
    return name in known and not any(issue.where == reader.where(path) for issue in reader.issues)


def _read_rows(opened: Opened, reader: Reader, dataset: Dataset) -> None:
    """Read as records what no plan can hold, and who speaks in what one can."""
    others, documents = [], list(dataset.documents)
    facts = FactsReader(reader.models, reader.source, dataset.name, documents)
    for number, template in enumerate(opened.mapping.templates):
        if opened.plain or not is_flat(template, reader.ontology):
            others.append(template)
            continue
        said = {name: part for name, part in template.items() if name not in _OF_ROWS}
        at = (*opened.mapping.path, "rows", number)
        entry = facts.voices(said, at, f"{dataset.name}/{opened.mapping.frame.document}")
        if entry is not None:
            opened.flat.append(Flat(template, entry))
    dataset.issues += facts.issues
    if others:
        rows = partial(RowReader, reader.models, dataset.name, documents, opened.mapping, others)
        dataset.rows.append(TableRows(opened, rows, dataset.issues))


def _require_name(folder: Path) -> None:
    try:
        identifier(folder.name)
    except ValueError as error:
        message = f"a dataset's folder is named by its id: {error}"
        raise DatasetError(message, where=Where(str(folder))) from None


def _facts_files(folder: Path, frame: DatasetFrame, reader: Reader) -> Iterator[Path]:
    """The facts files: those that `files` names, else all that are named as such."""
    listed = {folder / name: (number, name) for number, name in enumerate(frame.files)}
    for path, (number, name) in listed.items():
        if message := _unfit(path, name, folder):
            reader.problem(message, ("files", number), name)
        else:
            yield path
    for path in sorted(folder.rglob("*.y*ml")):
        is_facts = path.name == "facts.yaml" or path.name.endswith(".facts.yaml")
        if is_facts and path.parent == folder and not listed:
            yield path
        elif path != folder / "dataset.yaml" and path not in listed:
            name = path.relative_to(folder).as_posix()
            reader.problem(
                f"{name} is not read: records stand in facts.yaml and *.facts.yaml, or in what "
                "`files` names",
                ("files",) if listed else (),
            )


def _unfit(path: Path, name: str, folder: Path) -> str:
    """Why a file that `files` names cannot be read; the empty text if it can."""
    if not path.is_file():
        return f"there is no file {shown(name)} in {folder.name}/"
    if not path.resolve().is_relative_to(folder.resolve()):
        return f"{shown(name)} stands outside of {folder.name}/"
    return ""


def _read_facts(path: Path, models: Models, dataset: Dataset) -> None:
    try:
        text = read_yaml(path)
    except DatasetError as error:
        dataset.issues.append(Issue.of(error, dataset.name))
        return
    facts = FactsReader(models, text, dataset.name, list(dataset.documents), dataset.refused)
    dataset.entries += facts.entries()
    dataset.issues += facts.issues
