"""What one dataset holds, as its folder has it, once it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kg.errors import Where
from kg.ingest.entries import Entry
from kg.ingest.tables.opened import Opened
from kg.issues import Issue
from kg.model.terms import literal_text
from kg.model.values import Body, Said
from kg.model.values import Path as ValuePath


@dataclass(slots=True)
class Dataset:
    """One dataset as its folder has it; documents are keyed by `<dataset>/<id>`.

    `whole` is what it was cut from, where only a part of it is wanted.
    """

    name: str
    where: Callable[[ValuePath], Where]
    body: Body | None = None
    documents: dict[str, Body] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    tables: list[Opened] = field(default_factory=list)
    minimum: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    whole: Dataset | None = None

    def language(self, document: str = "") -> str:
        """The language of a document, or of the dataset, or English."""
        for body in (self.documents.get(document), self.body):
            for value in body.values.get("language", []) if body else []:
                if isinstance(value, Said):
                    return literal_text(value.term)
        return "en"
