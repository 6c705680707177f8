"""Which claims, documents and datasets the differing statements of two builds are about.

The statements come subject by subject, so that no more is held than what is said of one; what is
kept is small: a claim that came, went or changed, and numbers where rows of tables did.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pyoxigraph as ox

from kg.model import vocab as v
from kg.model.terms import iri_text
from kg.publish.differences.lines import Differing
from kg.store.view import View

ADDED, GONE, CHANGED = "added", "gone", "changed"
RETRACTED, RESTORED, DESCRIBED = "retracted", "restored", "described"
MOST_ROWS = 10
"""So many claims of rows are told one by one, of each document and kind; the others are counted."""

_AT_ONCE = 1 << 16
_CLAIM = iri_text(v.CLAIM)
_RETRACTED = f"{v.CODES}claim-status/retracted"
_SAYING = (v.DERIVED_FROM, v.ATTRIBUTED_TO, v.QUOTED_SOURCE, v.REPORTER, v.STATUS, v.REVISION_OF)
_PLACE = (v.SELECTOR, v.ROW, v.COLUMN)
_NOTED = (v.RECORD_ID, v.VALID_FROM, v.VALID_TO, v.COMMENT, v.SIC)
_TAKEN_BACK = (v.INVALIDATED, v.RETRACTED_BY, v.RETRACTION_REASON)
_CATALOGUED = set(map(iri_text, (*_SAYING, *_PLACE, *_NOTED, *_TAKEN_BACK)))

Values = dict[str, tuple[list[str], list[str]]]


class Change(NamedTuple):
    """A claim that came, went or changed; `before` is the one in whose place it came."""

    kind: str
    claim: str
    document: str
    record: str = ""
    before: str = ""


@dataclass(slots=True)
class Changes:
    """What the statements that differ are about.

    `rows` counts the claims of tables by document and kind, `others` all others; `changes` has all
    of these, and the first of those. `sources` has the documents and datasets, by what happened to
    them; `told` the values that one which changed had and has, by property.
    """

    changes: list[Change] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    rows: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sources: dict[str, str] = field(default_factory=dict)
    told: dict[str, Values] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many claims of each kind there are."""
        found = Counter(self.others)
        for one in self.rows.values():
            found.update(one)
        return dict(sorted(found.items()))


class _Subject(NamedTuple):
    """What was removed and added of one subject."""

    iri: str
    removed: list[ox.Quad]
    added: list[ox.Quad]


class _Seen(NamedTuple):
    """A claim that came or went, as the statements tell it."""

    claim: str
    document: str
    record: str
    revises: str
    row: bool


def changes(found: Differing, a: View, b: View) -> Changes:
    """Read what differs; `a` and `b` are asked what is the same of a claim that changed."""
    return _Reading(a, b).read(_subjects(found))


def _subjects(found: Differing) -> Iterator[_Subject]:
    """What was removed and added of each subject."""
    sides = (_keyed(found.lines(kind), mark) for mark, kind in enumerate(("removed", "added")))
    for _, some in groupby(heapq.merge(*sides, key=itemgetter(0)), itemgetter(0)):
        both: tuple[list[ox.Quad], list[ox.Quad]] = ([], [])
        for _, mark, quad in some:
            both[mark].append(quad)
        subject = (both[0] or both[1])[0].subject
        yield _Subject(subject.value if isinstance(subject, ox.NamedNode) else "", *both)


def _keyed(lines: Iterable[bytes], mark: int) -> Iterator[tuple[str, int, ox.Quad]]:
    for quad in ox.parse(_Joined(lines), format=ox.RdfFormat.N_QUADS):  # type: ignore[arg-type]
        yield f"{quad.subject} ", mark, quad


class _Joined:
    """Lines as a file, for a parser that reads so many octets at a time."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._rest = b""

    def read(self, size: int = _AT_ONCE) -> bytes:
        some, held = [self._rest], len(self._rest)
        while held < size and (line := next(self._lines, b"")):
            some.append(line)
            held += len(line)
        octets = b"".join(some)
        self._rest = octets[size:]
        return octets[:size]


class _Reading:
    """What was found so far; `a` and `b` are asked what stayed the same of what changed."""

    def __init__(self, a: View, b: View) -> None:
        self.a = a
        self.b = b
        self.found = Changes()
        self._come: dict[str, _Seen] = {}
        self._gone: dict[str, _Seen] = {}
        self._touched: dict[str, str] = {}

    def read(self, subjects: Iterable[_Subject]) -> Changes:
        for subject in subjects:
            for quad in (*subject.removed, *subject.added):
                if isinstance(quad.graph_name, ox.NamedNode):
                    self._touch(quad.graph_name.value, DESCRIBED)
            self._look(_Subject(subject.iri, _flat(subject.removed), _flat(subject.added)))
        self._pair()
        for claim, kind in self._touched.items():
            if all(_is_claim(view, claim) for view in (self.a, self.b)):
                self._keep(kind, _known(self.b, claim))
        self.found.changes.sort(key=lambda one: (one.document, one.record, one.claim))
        return self.found

    def _look(self, subject: _Subject) -> None:
        """Note what became of a subject, by what stands of it in the default graph."""
        if not subject.removed and not subject.added:
            return
        went, came = (_values(some, v.TYPE) for some in (subject.removed, subject.added))
        if _CLAIM in went or _CLAIM in came:
            self._came_or_went(subject, came=_CLAIM in came)
        elif subject.iri.startswith(self._folders("claim/", "observation/")):
            self._touch(subject.iri.partition("/at/")[0], _kind(subject))
        elif subject.iri.startswith(self._folders("document/", "dataset/")):
            self._source(subject, {v.DOCUMENT, v.DATASET}, set(went), set(came))

    def _folders(self, *names: str) -> tuple[str, ...]:
        return tuple(f"{base}{name}" for base in {self.a.base, self.b.base} for name in names)

    def _came_or_went(self, subject: _Subject, *, came: bool) -> None:
        """Keep a claim, or count it if it is of a row and not one of the first."""
        seen = _seen(subject.iri, subject.added if came else subject.removed)
        kind = ADDED if came else GONE
        if not seen.row or seen.record:
            (self._come if came else self._gone)[seen.claim] = seen
        else:
            self._keep(kind, seen)

    def _touch(self, claim: str, kind: str) -> None:
        """Note a claim that both sides have; what is more than described anew is told."""
        if not claim.startswith(self._folders("claim/", "observation/")):
            return
        if claim.startswith(self._folders("observation/")) and "/at/" not in claim:
            seen = _known(self.b, claim)
            if seen.row:
                self._keep(kind, seen)
                return
        if self._touched.get(claim, DESCRIBED) == DESCRIBED:
            self._touched[claim] = kind

    def _keep(self, kind: str, seen: _Seen, before: str = "") -> None:
        counted = self.found.rows[seen.document] if seen.row else self.found.others
        counted[kind] += 1
        if not seen.row or counted[kind] <= MOST_ROWS:
            change = Change(kind, seen.claim, seen.document, seen.record, before)
            self.found.changes.append(change)

    def _pair(self) -> None:
        """Tell which claims came in the place of which: of the same record, or by their word."""
        gone = defaultdict(list)
        for one in self._gone.values():
            gone[one.document, one.record].append(one.claim)
        replaced = set()
        for seen in self._come.values():
            same = gone[seen.document, seen.record] if seen.record else []
            before = same[0] if len(same) == 1 else ""
            if seen.revises in self._gone or seen.revises in self._touched:
                before = seen.revises
            replaced.add(before)
            self._keep(CHANGED if before else ADDED, seen, before)
        for claim, seen in self._gone.items():
            if claim not in replaced:
                self._keep(GONE, seen)
        for claim in replaced & self._touched.keys():
            del self._touched[claim]  # it was taken back, and this came in its place

    def _source(self, subject: _Subject, wanted: set[str], went: set[str], came: set[str]) -> None:
        """Note a document or dataset that came, went or changed, or a part of one that did."""
        iri = self._whole(subject.iri)
        if wanted & came - went:
            self.found.sources[iri] = ADDED
        elif wanted & went - came:
            self.found.sources[iri] = GONE
        else:
            self.found.sources.setdefault(iri, CHANGED)
        if iri == subject.iri:
            self.found.told[iri] = _told(subject)

    def _whole(self, iri: str) -> str:
        """The document or dataset to which an IRI belongs, as that of its checksum does."""
        for folder, parts in (("document/", 2), ("dataset/", 1)):
            for base in {self.a.base, self.b.base}:
                if iri.startswith(f"{base}{folder}"):
                    rest = iri.removeprefix(f"{base}{folder}").split("/")
                    return f"{base}{folder}{'/'.join(rest[:parts])}"
        return iri


def _flat(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    return [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]


def _values(quads: Iterable[ox.Quad], term: str) -> list[str]:
    wanted = iri_text(term)
    return [
        quad.object.value
        for quad in quads
        if quad.predicate.value == wanted and not isinstance(quad.object, ox.Triple)
    ]


def _first(quads: Iterable[ox.Quad], term: str) -> str:
    return min(_values(quads, term), default="")


def _seen(claim: str, quads: list[ox.Quad]) -> _Seen:
    document, record = _first(quads, v.DERIVED_FROM), _first(quads, v.RECORD_ID)
    revises, row = _first(quads, v.REVISION_OF), bool(_values(quads, v.ROW))
    return _Seen(claim, document, record, revises, row)


def _is_claim(view: View, claim: str) -> bool:
    kinds = view.quads(ox.NamedNode(claim), ox.NamedNode(iri_text(v.TYPE)), ox.NamedNode(_CLAIM))
    return any(True for _ in kinds)


def _known(view: View, claim: str) -> _Seen:
    """What a build says of a claim."""
    return _seen(claim, list(view.quads(ox.NamedNode(claim), graph=ox.DefaultGraph())))


def _kind(subject: _Subject) -> str:
    """What became of a claim that both sides have."""
    went, came = (_values(some, v.STATUS) for some in (subject.removed, subject.added))
    if _RETRACTED in came or _RETRACTED in went:
        return RETRACTED if _RETRACTED in came else RESTORED
    said = {quad.predicate.value for quad in (*subject.removed, *subject.added)}
    return CHANGED if said - _CATALOGUED and "/at/" not in subject.iri else DESCRIBED


def _told(subject: _Subject) -> Values:
    """The values that a subject had, and has now, by property."""
    found: Values = {}
    for side, quads in enumerate((subject.removed, subject.added)):
        for quad in quads:
            values = found.setdefault(quad.predicate.value, ([], []))
            values[side].append(getattr(quad.object, "value", str(quad.object)))
    return found
