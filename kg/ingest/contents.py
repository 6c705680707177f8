"""What one dataset holds, as its folder has it, once it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kg.errors import Where
from kg.ingest.entries import Entry
from kg.ingest.graphs.opened import GraphFile
from kg.ingest.licences import Level
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.rows import TableRows
from kg.issues import Issue
from kg.model.terms import literal_text
from kg.model.values import Body, Said
from kg.model.values import Path as ValuePath


@dataclass(slots=True)
class Dataset:
    """One dataset as its folder has it; documents are keyed by `<dataset>/<id>`.

    `release` says what may leave of a document, or of all of them (""). `entries` are the records
    of its facts files. Those of `rows` are read anew each time that they are wanted, since a table
    may have more of them than memory holds. `whole` is what it was cut from, where only a part of
    it is wanted; then `restored` are the documents and ids of records that were taken back later.
    """

    name: str
    where: Callable[[ValuePath], Where]
    body: Body | None = None
    documents: dict[str, Body] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    rows: list[TableRows] = field(default_factory=list)
    tables: list[Opened] = field(default_factory=list)
    graphs: list[GraphFile] = field(default_factory=list)
    minimum: dict[str, str] = field(default_factory=dict)
    release: dict[str, Level] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    whole: Dataset | None = None
    restored: frozenset[tuple[str, str]] = frozenset()
    _languages: dict[str, str] = field(default_factory=dict)

    def records(self, document: str = "") -> Iterator[Entry]:
        """All records, those of facts files first; with a document, of rows only its own."""
        yield from self.entries
        yield from self.row_records(document)

    def row_records(self, document: str = "") -> Iterator[Entry]:
        """The records of rows, without those that came in the place of what still stands."""
        for rows in self.rows:
            own = f"{self.name}/{rows.opened.mapping.frame.document}"
            for entry in rows if document in ("", own) else ():
                if (entry.document, entry.record.id) not in self.restored:
                    yield entry

    def language(self, document: str = "") -> str:
        """The language of a document, or of the dataset, or English."""
        if document not in self._languages:
            self._languages[document] = self._language(document)
        return self._languages[document]

    def _language(self, document: str) -> str:
        for body in (self.documents.get(document), self.body):
            for value in body.values.get("language", []) if body else []:
                if isinstance(value, Said):
                    return literal_text(value.term)
        return "en"
