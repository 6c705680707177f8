"""Records that were read: what they say, deny and name, and how they refer to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from kg.errors import RecordError, Where, did_you_mean, shown
from kg.model.facts import Record
from kg.model.values import Body, Path, Ref, Value

Node = Ref | Body


@dataclass(slots=True)
class Refusal:
    """A denial that was read: `of` does not have `value` as `property` (an IRI)."""

    of: Node
    property: str
    value: Value


@dataclass(slots=True)
class Entry:
    """One record that was read, with the nodes it says and names."""

    record: Record
    document: str
    where: Callable[[Path], Where]
    path: Path
    speaker: Node | None = None
    quoted: list[Node] = field(default_factory=list)
    reporters: list[Node] = field(default_factory=list)
    retracted_by: Node | None = None
    says: list[Node] = field(default_factory=list)
    denies: list[Refusal] = field(default_factory=list)
    cell: Callable[[str], str] = lambda column: ""  # of the row that it was read from

    @property
    def is_row(self) -> bool:
        """Whether a mapping read it from a row: then what is wrong leaves that row out alone."""
        return any(place.row for place in self.record.at)

    def said(self) -> Iterator[Node]:
        """Every node of what the record says and denies."""
        yield from self.says
        for denial in self.denies:
            yield denial.of
            if isinstance(denial.value, Ref | Body):
                yield denial.value

    def voices(self) -> Iterator[Node]:
        """Who speaks, who is quoted, whose figures they are, who took it back."""
        yield from (*self.quoted, *self.reporters)
        yield from (node for node in (self.speaker, self.retracted_by) if node is not None)

    def at(self, *names: str) -> Where:
        """The place of one of the record's own keys, or of the record."""
        return self.where((*self.path, *names))


class Records(Protocol):
    """All records of a dataset, as often as they are wanted."""

    def records(self, document: str = "") -> Iterator[Entry]:
        """The records; of rows, which stand in a table each, those of a document will do."""


def entries_meant(records: Records, ref: Ref, document: str) -> list[tuple[int, Entry]]:
    """The entries that a reference to a claim can mean, standing ones first, with their numbers.

    A claim is named by its record's id, in the same document, or by `<document>/<id>`.

    Raises:
        RecordError: there is none.
    """
    inside, _, record = ref.text.rpartition("/")
    wanted = f"{document.partition('/')[0]}/{inside}" if inside else document
    found = [
        (number, entry)
        for number, entry in enumerate(records.records(wanted))
        if entry.record.id == record and entry.document == wanted
    ]
    if not found:
        ids = [entry.record.id for entry in records.records(wanted) if entry.document == wanted]
        raise RecordError(
            f"no record {shown(ref.text)} in this dataset; write its id, or document/id; "
            + did_you_mean(record, ids)
        )
    return sorted(found, key=lambda one: one[1].record.status)


def histories(entries: list[Entry]) -> Iterable[list[int]]:
    """The numbers of entries of one document with one id, by age; the one that stands is last.

    Retracted ones follow each other by the day on which they were taken back.
    """

    def age(number: int) -> tuple[bool, date, int]:
        retracted = entries[number].record.retracted
        return (retracted is None, retracted.on.earliest if retracted else date.max, number)

    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        found[entry.document, entry.record.id].append(number)
    return [sorted(numbers, key=age) for numbers in found.values()]
