"""The whole difference of two builds: claims by dataset and document, and answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from kg.model import vocab as v
from kg.model.scratch import scratch
from kg.publish.differences.answers import AnswerChange, changed_answers
from kg.publish.differences.claims import CHANGED, Change, Changes, changes
from kg.publish.differences.lines import Differing
from kg.publish.differences.sides import Side, opened
from kg.query.labels import Labels, short_iri
from kg.query.looking.attribution import Record, records
from kg.query.looking.evidence import Evidence
from kg.query.looking.nodes import Nodes
from kg.query.looking.why import evidence_of
from kg.query.named.queries import NamedQuery
from kg.store.view import View

_AT_ONCE = 500
Tell = Callable[[str, int, int], None]


class ClaimChange(NamedTuple):
    """A claim that came, went or changed, in words: what it says, and what the one before said."""

    change: str
    claim: str
    record: str
    says: tuple[str, ...]
    before: str = ""
    said: tuple[str, ...] = ()
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """What is known of it, for JSON."""
        return {name: value for name, value in self._asdict().items() if value}


class SourceChange(NamedTuple):
    """A document, or a dataset itself (`document` is empty), and what of it changed."""

    dataset: str
    dataset_title: str
    document: str
    title: str
    publisher: str
    date: str
    change: str
    properties: Mapping[str, tuple[list[str], list[str]]]
    claims: tuple[ClaimChange, ...]
    rows: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """What is known of it, for JSON."""
        plain = {name: value for name, value in self._asdict().items() if value}
        if self.claims:
            plain["claims"] = [one.to_dict() for one in self.claims]
        return plain


class Difference(NamedTuple):
    """What differs between `a` and `b`."""

    a: Side
    b: Side
    removed: int
    added: int
    counts: Mapping[str, int]
    sources: tuple[SourceChange, ...]
    answers: tuple[AnswerChange, ...]

    @property
    def same(self) -> bool:
        """Whether both hold the same statements."""
        return not self.removed and not self.added

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        return {
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "same": self.same,
            "statements": {"removed": self.removed, "added": self.added},
            "claims": dict(self.counts),
            "sources": [one.to_dict() for one in self.sources],
            "queries": [one.to_dict() for one in self.answers],
        }


def difference(a: Side, b: Side, queries: Iterable[NamedQuery], tell: Tell) -> Difference:
    """Find what differs.

    Raises:
        KgError: a side cannot be read, or is not as it was released.
    """
    if a.kind == b.kind == "build" and a.build == b.build:
        return Difference(a, b, 0, 0, {}, (), ())
    with scratch("kg-diff-") as folder:
        tell("statements", 0, 1)
        found = Differing(folder, a.lines, b.lines)
        if not found.removed and not found.added:
            return Difference(a, b, 0, 0, {}, (), ())
        tell("reading both sides", 0, 1)
        with opened(a, b) as (before, now):
            return _described(a, b, found, _Views(before, now), queries, tell)


class _Views(NamedTuple):
    a: View
    b: View


def _described(
    a: Side, b: Side, found: Differing, views: _Views, queries: Iterable[NamedQuery], tell: Tell
) -> Difference:
    tell("claims", 0, 1)
    read = changes(found, *views)
    both = {one.claim for one in read.changes}
    asked = list(queries)

    def telling(name: str) -> None:
        tell(f"asking {name}", [one.name for one in asked].index(name), len(asked))

    answers = changed_answers(asked, *views, both, telling)
    sources = _Describing(views, read).sources()
    return Difference(
        a, b, found.removed, found.added, read.counts(), tuple(sources), tuple(answers)
    )


class _Describing:
    """Puts changes in words, by the document that makes the claims."""

    def __init__(self, views: _Views, found: Changes) -> None:
        self.views = views
        self.found = found
        documents = {one.document for one in found.changes} | found.rows.keys()
        wanted = sorted((documents | found.sources.keys()) - {""})
        self._records = [records(view, wanted) for view in views]
        self._labels = [Labels(view) for view in views]
        named = {
            value
            for some in self._records
            for record in some.values()
            for prop in (v.IN_DATASET, _PUBLISHER)
            for value in record.all(prop)
        }
        for labels in self._labels:
            labels.load({*wanted, *named})
        self.wanted = wanted

    def sources(self) -> list[SourceChange]:
        """All documents and datasets of which something changed, by dataset."""
        claims = self._claims()
        found = [self._source(iri, claims.get(iri, [])) for iri in self.wanted]
        return sorted(found, key=lambda one: (one.dataset, one.document))

    def _source(self, iri: str, claims: list[ClaimChange]) -> SourceChange:
        record, labels = self._at(iri)
        is_dataset = v.DATASET in record.all(v.TYPE)
        dataset = iri if is_dataset else record.first(v.IN_DATASET)
        publisher = record.first(_PUBLISHER)
        view = self.views.b
        change = self.found.sources.get(iri, "")
        return SourceChange(
            short_iri(view, dataset).removeprefix("dataset/"),
            labels.of(dataset) if dataset else "",
            "" if is_dataset else short_iri(view, iri).removeprefix("document/"),
            labels.of(iri),
            labels.of(publisher) if publisher else "",
            record.first(_ISSUED) or record.first(_RETRIEVED),
            change,
            self._properties(iri) if change == CHANGED else {},
            tuple(claims),
            dict(sorted(self.found.rows[iri].items())) if iri in self.found.rows else {},
        )

    def _at(self, iri: str) -> tuple[Record, Labels]:
        """What is known of a source, by the newer side that has it."""
        for some, labels in zip(reversed(self._records), reversed(self._labels), strict=True):
            if some[iri].values():
                return some[iri], labels
        return Record(), self._labels[1]

    def _properties(self, iri: str) -> dict[str, tuple[list[str], list[str]]]:
        told = self.found.told.get(iri, {})
        return {
            v.local_name(name): (sorted(values[0]), sorted(values[1]))
            for name, values in sorted(told.items())
        }

    def _claims(self) -> dict[str, list[ClaimChange]]:
        now = self._evidence(self.views.b, (one.claim for one in self.found.changes))
        before = self._evidence(
            self.views.a,
            (one.before or one.claim for one in self.found.changes),
        )
        found: dict[str, list[ClaimChange]] = defaultdict(list)
        for one in self.found.changes:
            found[one.document].append(_in_words(one, before, now))
        return found

    def _evidence(self, view: View, claims: Iterable[str]) -> dict[str, Evidence]:
        """What claims say, some at a time."""
        found: dict[str, Evidence] = {}
        left = iter(dict.fromkeys(claims))
        while some := list(islice(left, _AT_ONCE)):
            found |= {one.claim: one for one in evidence_of(Nodes(view), some)}
        return found


_PUBLISHER, _ISSUED = f"{v.DCTERMS}publisher", f"{v.DCTERMS}issued"
_RETRIEVED = f"{v.KG}retrieved"


def _in_words(
    change: Change, before: Mapping[str, Evidence], now: Mapping[str, Evidence]
) -> ClaimChange:
    """One change with what is said; what is not there says nothing."""
    old, new = before.get(change.before or change.claim), now.get(change.claim)
    said = old.says if old else ()
    says = new.says if new else ()
    note = (new.retracted or new.note) if new else ""
    return ClaimChange(
        change.kind,
        change.claim,
        change.record,
        says,
        change.before,
        said if said != says else (),
        note,
    )
