"""What of a dataset may leave: in a release there is what its licences permit, and no more.

The licence of a dataset is that of its records, the licence of a document that of its text or
tables. `release:` in `dataset.yaml` says less than a licence does, or what there is no known
licence for. Where nobody says anything, a careful publisher passes on less:

- A dataset without a known licence leaves as metadata: what it is, and what its documents are.
- Of a document without a licence, records and rows leave as those of its dataset do, but no words.
- Of a document whose licence is not known, neither words nor rows leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from kg.ingest.contents import Dataset
from kg.ingest.entries import Entry
from kg.ingest.licences import Level, Licence, Licences
from kg.issues import Issue
from kg.model.terms import iri_text
from kg.model.values import Body, Said

WHOLE = ""  # stands where a document's name does, for the dataset


class Permitted(NamedTuple):
    """What may leave by one statement of a `dataset.yaml`, and what that statement is."""

    level: Level
    why: str
    stated: bool = True


class Held(NamedTuple):
    """What of a document stays: its records, the rows of its table, or words of it; and why."""

    document: str
    what: str
    why: str


class Permits:
    """What of one dataset and its documents may leave."""

    def __init__(self, dataset: Dataset, licences: Licences) -> None:
        self.dataset = dataset
        self.licences = licences
        self.whole = self._of_dataset()

    def _of_dataset(self) -> Permitted:
        stated = self.dataset.release.get(WHOLE)
        level, why = self._licensed(self.dataset.body, "the dataset", document=False)
        if stated is not None and (level is None or stated < level):
            return Permitted(stated, f"the dataset says release: {stated.word}")
        return Permitted(Level.METADATA if level is None else level, why, level is not None)

    def of(self, document: str) -> Permitted:
        """What may leave of a document, by itself and by its dataset; the stricter one decides."""
        stated = self.dataset.release.get(document)
        body = self.dataset.documents.get(document)
        level, why = self._licensed(body, "the document", document=True)
        if stated is not None and (level is None or stated < level):
            level, why = stated, f"the document says release: {stated.word}"
        elif level is None and licences_of(body):
            level = Level.OFFSETS
        if level is not None and level < self.whole.level:
            return Permitted(level, why)
        freely = level is not None or WHOLE in self.dataset.release
        return self.whole if freely or not self.whole.stated else Permitted(*self.whole[:2], False)

    def _licensed(self, body: Body | None, who: str, *, document: bool) -> tuple[Level | None, str]:
        """What the licences of a source let leave; nothing is said where none is known."""
        addresses = licences_of(body)
        if not addresses:
            return None, f"{who} has no licence"
        found: list[tuple[Level, str]] = []
        for address in addresses:
            known = self.licences.of(address)
            if known is None:
                return None, f"the licence {address} is not known"
            found.append((_level(known, document=document), f"{known.name} ({address})"))
        level, name = min(found)
        return level, f"{who} is under {name}"

    def records(self, document: str) -> bool:
        """Whether records of a document leave."""
        return self.of(document).level >= Level.OFFSETS

    def rows(self, document: str) -> bool:
        """Whether what a mapping reads of a document's own files leaves."""
        return self.of(document).level >= Level.DATA

    def words(self, document: str) -> bool:
        """Whether somebody says that words of a document may leave."""
        found = self.of(document)
        return found.level >= Level.QUOTATIONS and found.stated

    def held(self) -> list[Held]:
        """What stays, document by document; nothing if all that there is may leave."""
        dataset = self.dataset
        spoken = {entry.document for entry in dataset.entries}
        quoted = {entry.document for entry in dataset.entries if entry.record.locator}
        tabled = {f"{dataset.name}/{one.mapping.frame.document}" for one in dataset.tables}
        tabled |= {graph.document for graph in dataset.graphs}
        kinds = (("rows", tabled, self.rows), ("words", quoted, self.words))
        found: list[Held] = []
        for name in dataset.documents:
            if not self.records(name):
                found += [Held(name, "records", self.of(name).why)] * (name in spoken | tabled)
                continue
            found += [
                Held(name, what, self._why(name, what))
                for what, there, may in kinds
                if name in there and not may(name)
            ]
        return found

    def _why(self, document: str, what: str) -> str:
        found = self.of(document)
        if what == "words" and found.level >= Level.QUOTATIONS:
            return "the document has no licence, and nobody says that words of it may leave"
        return found.why

    def cut(self) -> Dataset:
        """The dataset without what stays; its records may still name those that do."""
        dataset = self.dataset

        def tabled(name: str) -> bool:
            return self.rows(f"{dataset.name}/{name}")

        return replace(
            dataset,
            entries=[self._left(one) for one in dataset.entries if self.records(one.document)],
            rows=[one for one in dataset.rows if tabled(one.opened.mapping.frame.document)],
            tables=[one for one in dataset.tables if tabled(one.mapping.frame.document)],
            graphs=[graph for graph in dataset.graphs if self.rows(graph.document)],
            minimum={},
            whole=dataset.whole or dataset,
        )

    def _left(self, entry: Entry) -> Entry:
        if not entry.record.locator or self.words(entry.document):
            return entry
        return replace(entry, record=entry.record.model_copy(update={"locator": []}))

    def excesses(self) -> Iterator[Issue]:
        """Where `release:` says more than a known licence lets leave."""
        for name, stated in self.dataset.release.items():
            own = self.dataset.documents.get(name) if name else self.dataset.body
            who = "the document" if name else "the dataset"
            level, why = self._licensed(own, who, document=bool(name))
            if level is not None and stated > level:
                message = (
                    f'"{stated.word}" is more than may leave: {why}, which lets {level.word} leave;'
                    f" write {level.word} or less"
                )
                where = self.dataset.where(_path(self.dataset, name))
                yield Issue("error", message, where, self.dataset.name)

    def unknown(self) -> Iterator[Issue]:
        """That a dataset stays, because nobody says that it may leave."""
        if not self.whole.stated:
            message = (
                f"{self.whole.why}, so a release holds its records back; write `license:` with the"
                f" address of one that is known ({_SEE}), or `release:` with what may leave"
            )
            yield Issue("warning", message, self.dataset.where(()), self.dataset.name)


_SEE = "data/licences.csv"


def _level(licence: Licence, *, document: bool) -> Level:
    return licence.document if document else licence.dataset


def _path(dataset: Dataset, name: str) -> tuple[str | int, ...]:
    if not name:
        return ("release",)
    return ("documents", list(dataset.documents).index(name), "release")


def licences_of(body: Body | None) -> list[str]:
    """The addresses of the licences that a source names."""
    values = body.values.get("license", []) if body else []
    return [iri_text(value.term) for value in values if isinstance(value, Said)]
