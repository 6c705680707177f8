"""Reads one dataset folder: `dataset.yaml`, the documents and the records of its facts files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from kg.errors import DatasetError, Where
from kg.ingest.entries import Entry, FactsReader
from kg.ingest.reading import Reader
from kg.ingest.yamltext import read_yaml
from kg.issues import Issue
from kg.model import vocab as v
from kg.model.facts import Frame, Id, Names
from kg.model.records import Models
from kg.model.terms import literal_text
from kg.model.values import Body, Said
from kg.model.values import Path as ValuePath


class DatasetFrame(Frame):
    """The keys of `dataset.yaml` that are no properties of the dataset itself."""

    documents: list[Any] = Field(default=[])
    files: Names = Field(default=[])
    minimum: dict[str, str] = Field(default={})


class DocumentFrame(Frame):
    """The key of a document that is no property of it."""

    id: Id


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
    facts = FactsReader(models, source, dataset.name, list(dataset.documents))
    dataset.entries += facts.entries()
    dataset.issues += facts.issues
