"""What of a dataset had been published by a day.

A document had been published on the last day that its date of issue can mean; without one, on the
day on which it was retrieved; without either, never. What was taken back later still stands, and
what came in its place is not there yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from kg.errors import ParameterError
from kg.ingest.contents import Dataset
from kg.ingest.entries import Entry, histories
from kg.model.dates import parse_date
from kg.model.terms import literal_text
from kg.model.values import Body, Said
from kg.project import AsOf

Counted = dict[str, int | str]


def published(dataset: Dataset, as_of: AsOf) -> tuple[Dataset, Counted]:
    """A dataset as it was, and how many documents and tables are in it, or are not.

    What it was cut from stays with it, because a record may name another that was made later.
    """
    days = {key: _published(body) for key, body in dataset.documents.items()}
    there = {key for key, (day, _) in days.items() if day <= as_of.day}
    retrieved = {key for key, (_, issued) in days.items() if not issued}

    def in_time(document: str) -> bool:
        return f"{dataset.name}/{document}" in there

    tables = [table for table in dataset.tables if in_time(table.mapping.frame.document)]
    rows = [one for one in dataset.rows if in_time(one.opened.mapping.frame.document)]
    counted: Counted = {
        "documents": len(there),
        "all": len(days),
        "retrieved": len(retrieved & there),
        "retrieved_later": len(retrieved - there),
        "tables_left_out": 0 if as_of.tables else len(tables),
        "earliest": min((day.isoformat() for day, _ in days.values()), default=""),
    }
    entries = [one for one in dataset.entries if one.document in there]
    restored = frozenset(
        (one.document, one.record.id) for one in entries if _taken_back_later(one, as_of.day)
    )
    if not as_of.tables:
        tables, rows = [], []
    past = replace(
        dataset,
        body=dataset.body if there else None,
        documents={key: body for key, body in dataset.documents.items() if key in there},
        entries=sorted(  # what still stands first: what came in its place gives way to it
            _standing(entries, as_of.day),
            key=lambda one: (one.document, one.record.id) not in restored,
        ),
        rows=rows,
        tables=tables,
        graphs=[graph for graph in dataset.graphs if graph.document in there],
        minimum={},
        whole=dataset,
        restored=restored,
    )
    return past, counted


def counted(found: Iterable[Counted]) -> dict[str, int]:
    """How many documents and tables of all datasets had been published, or had not."""
    total = Counter[str]()
    for one in found:
        total.update({kind: int(n) for kind, n in one.items() if kind != "earliest"})
    return dict(total)


def require_some(as_of: AsOf, found: Iterable[Counted]) -> None:
    """Refuse a day before the first document.

    Raises:
        ParameterError: nothing had been published by then.
    """
    known = list(found)
    if not any(one["documents"] for one in known):
        first = min((str(one["earliest"]) for one in known if one["earliest"]), default="")
        hint = f"the earliest document is of {first}" if first else "there is no document"
        raise ParameterError(f"nothing here had been published by {as_of.day}; {hint}")


def _published(body: Body) -> tuple[date, bool]:
    """The day on which a document had certainly been published, and whether it says so itself."""
    for name, issued in (("issued", True), ("retrieved", False)):
        days = [parse_date(literal_text(v.term)).latest for v in _said(body, name)]
        if days:
            return max(days), issued
    return date.max, False


def _said(body: Body, name: str) -> Iterator[Said]:
    yield from (value for value in body.values.get(name, []) if isinstance(value, Said))


def _standing(entries: list[Entry], day: date) -> Iterator[Entry]:
    """Records as they stood: of those with one id, none that came after the one that did."""
    standing: dict[int, Entry] = dict(enumerate(entries))
    for numbers in histories(entries):
        for place, number in enumerate(numbers):
            if _taken_back_later(entries[number], day):
                standing[number] = _restored(entries[number])
                for later in numbers[place + 1 :]:
                    del standing[later]
                break
    yield from standing.values()


def _taken_back_later(entry: Entry, day: date) -> bool:
    retracted = entry.record.retracted
    return retracted is not None and retracted.on.latest > day


def _restored(entry: Entry) -> Entry:
    record = entry.record.model_copy(update={"status": "accepted", "retracted": None})
    return replace(entry, record=record, retracted_by=None)
