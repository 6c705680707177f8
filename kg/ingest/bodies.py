"""Every node that a dataset describes, wherever it stands in its files, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.errors import Where
from kg.ingest.contents import Dataset
from kg.ingest.minting import Mint
from kg.ingest.naming import own_iri
from kg.model.terms import iri_text
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


def places(dataset: Dataset, mint: Mint) -> dict[tuple[str, str], Where]:
    """Where a dataset first describes each entity, and each as a class (both IRIs; "" is any)."""
    found: dict[tuple[str, str], Where] = {}
    for one in bodies(dataset):
        if known := own_iri(one.body, mint, one.document):
            for key in ((iri_text(known), ""), (iri_text(known), one.body.cls.iri)):
                if key not in found:
                    found[key] = one.where(one.body.path)
    return found


def _inside(node: Value) -> Iterator[Body]:
    """A node and every node inside it."""
    if isinstance(node, Body):
        yield node
        for values in node.values.values():
            for value in values:
                yield from _inside(value)
