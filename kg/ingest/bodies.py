"""Every node that a dataset describes, wherever it stands in its files, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.errors import Where
from kg.ingest.contents import Dataset
from kg.ingest.minting import Mint
from kg.ingest.naming import own_iri
from kg.model.values import Body, Path, Value


class Described(NamedTuple):
    """A node as a file has it, and the document in which it is described."""

    body: Body
    document: str
    where: Callable[[Path], Where]


def bodies(dataset: Dataset) -> Iterator[Described]:
    """The nodes of `dataset.yaml` and of the records that stand."""
    for document, body in [("", dataset.body), *dataset.documents.items()]:
        for inner in _inside(body) if body else ():
            yield Described(inner, document, dataset.where)
    for entry in dataset.records():
        if entry.record.status == "accepted":
            for node in [*entry.said(), *entry.voices()]:
                for inner in _inside(node):
                    yield Described(inner, entry.document, entry.where)


def place(dataset: Dataset, mint: Mint, iri: str, cls: str = "") -> Where | None:
    """Where a dataset first describes an entity, as a class if one is given; both are IRIs."""
    for one in bodies(dataset):
        fits = not cls or one.body.cls.iri == cls
        if fits and own_iri(one.body, mint, one.document) == f"<{iri}>":
            return one.where(one.body.path)
    return None


def _inside(node: Value) -> Iterator[Body]:
    """A node and every node inside it."""
    if isinstance(node, Body):
        yield node
        for values in node.values.values():
            for value in values:
                yield from _inside(value)
