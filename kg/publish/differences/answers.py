"""Which answers to the named queries differ between two builds, and which claims moved them.

Each query is asked with its example, as its file has it. A row that only one side has is told with
the claims on which it rests and which the other side does not have, or has otherwise; where it
rests on none of these, with those that are about the things that it names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.model import vocab as v
from kg.model.terms import iri_text
from kg.query.cells import Cells
from kg.query.citing.grounds import grounds_of
from kg.query.named.queries import NamedQuery
from kg.query.results import Result, answer
from kg.store.view import Term, View

Terms = tuple[Term | None, ...]
_TYPE, _CLAIM = (ox.NamedNode(iri_text(term)) for term in (v.TYPE, v.CLAIM))


class Moved(NamedTuple):
    """A row that one side alone has, in words, and the claims that moved it."""

    cells: tuple[str, ...]
    claims: tuple[str, ...]


class AnswerChange(NamedTuple):
    """How the answer to a query differs: rows that went and came, or why it was not asked."""

    query: str
    summary: str
    columns: tuple[str, ...]
    gone: tuple[Moved, ...]
    come: tuple[Moved, ...]
    failed: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        if self.failed:
            return {"query": self.query, "summary": self.summary, "failed": self.failed}
        plain: dict[str, Any] = {"query": self.query, "summary": self.summary}
        plain["columns"] = list(self.columns)
        for name, rows in (("gone", self.gone), ("come", self.come)):
            plain[name] = [{"row": list(one.cells), "claims": list(one.claims)} for one in rows]
        return plain


def unasked(error: QueryError) -> AnswerChange:
    """Tell that a query cannot be read."""
    return AnswerChange(Path(error.where.file).stem, "", (), (), (), str(error))


def changed_answers(
    queries: Iterable[NamedQuery],
    a: View,
    b: View,
    claims: Collection[str],
    tell: Callable[[str], None],
) -> list[AnswerChange]:
    """Ask each query of both sides, and tell where the answers differ.

    Args:
        queries: named queries.
        a: the one side.
        b: the other.
        claims: those that changed and both sides have.
        tell: is told which query is asked.
    """
    found = []
    for query in queries:
        tell(query.name)
        try:
            change = _compared(query, a, b, claims)
        except KgError as error:
            change = AnswerChange(query.name, query.summary, (), (), (), error.message)
        if change.gone or change.come or change.failed:
            found.append(change)
    return found


def _compared(query: NamedQuery, a: View, b: View, claims: Collection[str]) -> AnswerChange:
    before, now = (_Answer(view, answer(view, query.text, grounded=True)) for view in (a, b))
    gone, come = before.without(now), now.without(before)
    moved = _Moving(a, b, claims)
    return AnswerChange(
        query.name,
        query.summary,
        tuple(now.columns),
        moved.rows(before, gone, a, b),
        moved.rows(now, come, b, a),
    )


class _Answer:
    """An answer as rows, with the claims that each rests on without showing them."""

    def __init__(self, view: View, result: Result) -> None:
        self.columns, rows = result.solutions()
        self.rows: list[Terms] = [tuple(row) for row in rows]
        self.hidden: Sequence[frozenset[str]] = result.claims or [frozenset()] * len(self.rows)

    def without(self, other: _Answer) -> list[int]:
        """The numbers of the rows that another answer does not have, or not as often."""
        left = Counter(map(_key, other.rows))
        found = []
        for number, row in enumerate(self.rows):
            key = _key(row)
            if left[key]:
                left[key] -= 1
            else:
                found.append(number)
        return found


def _key(row: Terms) -> tuple[str, ...]:
    return tuple("" if term is None else str(term) for term in row)


class _Moving:
    """Finds the claims that moved a row."""

    def __init__(self, a: View, b: View, claims: Collection[str]) -> None:
        self.a = a
        self.b = b
        self.changed = claims

    def rows(
        self, found: _Answer, numbers: list[int], view: View, other: View
    ) -> tuple[Moved, ...]:
        """Some rows of one side's answer, in words."""
        if not numbers:
            return ()
        rows = [found.rows[number] for number in numbers]
        cells = Cells(view, rows, "en")
        hidden = [found.hidden[number] for number in numbers]
        claims = self._resting(rows, hidden, view, other)
        texts = (tuple(map(cells.text, row)) for row in rows)
        return tuple(Moved(*one) for one in sorted(zip(texts, claims, strict=True)))

    def _resting(
        self, rows: list[Terms], hidden: list[frozenset[str]], view: View, other: View
    ) -> list[tuple[str, ...]]:
        own = grounds_of(view, rows, hidden).claims
        found = [self._moved(claims, other) for claims in own]
        if all(found):
            return found
        things = [tuple(term for term in row if _is_thing(view, term)) for row in rows]
        around = zip(
            grounds_of(view, things, None).claims,
            grounds_of(other, things, None).claims,
            strict=True,
        )
        near = [self._moved(mine, other) + self._moved(theirs, view) for mine, theirs in around]
        return [one or tuple(sorted({*more})) for one, more in zip(found, near, strict=True)]

    def _moved(self, claims: Iterable[str], other: View) -> tuple[str, ...]:
        """Those of some claims that the other side does not have, or has otherwise."""
        return tuple(
            claim for claim in sorted(claims) if claim in self.changed or not _has(other, claim)
        )


def _is_thing(view: View, term: Term | None) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(f"{view.base}id/")


def _has(view: View, claim: str) -> bool:
    kinds = view.quads(ox.NamedNode(claim), _TYPE, _CLAIM, ox.DefaultGraph())
    return any(True for _ in kinds)
