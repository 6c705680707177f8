"""How lines are made of the figures of two sides: period by period, edition by edition.

Figures are set side by side if they speak of the same: the same period to the day, product, unit
and whatever else the cube holds apart. A dimension that one source leaves open is taken for what
the only other figures there are state, and the line says so. Nothing is summed or merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.query.figures.conversions import Ranking
from kg.query.figures.facing import Face, Figure, Pair
from kg.query.figures.lines import (
    COMPARED,
    MISSING,
    NO_SIDE,
    OTHER_PERIOD,
    Known,
    Line,
    adjusted,
    notes,
)
from kg.query.figures.matching import Days, Thing, by_period, is_span, matched, order, things
from kg.query.figures.runs import span_text
from kg.query.figures.selection import SPANS
from kg.query.figures.sides import stated
from kg.query.labels import period_text
from kg.query.values import number_text


class Weaver:
    """Makes the lines of pairs; `left` counts figures of no asked span, `passed` of no line."""

    def __init__(self, known: Known, ranking: Ranking, axis: str, *, every: bool) -> None:
        self._known = known
        self._ranking = ranking
        self._span = SPANS.get(axis, 0)
        self._axis = axis
        self._every = every
        self.left = 0
        self.passed = 0

    def lines(self, pair: Pair, face: Face) -> Iterator[Line]:
        """The lines of one pair and flow, thing by thing, in the order of time."""
        meant = things((*face.own, *face.other))
        found: dict[Thing, tuple[list[Figure], list[Figure]]] = {}
        for place, ones in enumerate((face.own, face.other)):
            for one in ones:
                thing = meant[one.same, (one.first, one.last)]
                found.setdefault(thing, ([], []))[place].append(one)
        for thing in sorted(found, key=str):
            sides = [by_period(ones) for ones in found[thing]]
            for mine, theirs in sorted(matched(*sides), key=order):
                own, other = sides[0].get(mine, []), sides[1].get(theirs, [])
                if self._wanted(mine) or self._wanted(theirs):
                    yield from self._woven(pair, thing, face, own, other)
                else:
                    self.left += len(own) + len(other)
        for figure in sorted(face.unplaced, key=lambda one: (str(one.first), one.edition)):
            if self._wanted((figure.first, figure.last)):
                yield self._apart(pair, figure)
            else:
                self.left += 1

    def _woven(
        self, pair: Pair, thing: Thing, face: Face, own: list[Figure], other: list[Figure]
    ) -> Iterator[Line]:
        """Each figure taken of the one side with each of the other, or with nothing."""
        mine, rest = self._taken(own, thing)
        theirs, others = self._taken(other, thing)
        silent = () if own and other else _missing(pair, face, self._known, own or other)
        first, last = list(silent), [*_rest(pair.reporter, rest), *_rest(pair.partner, others)]
        nothing: list[Figure | None] = [None]
        for one in mine or nothing:
            for two in theirs or nothing:
                line = self._line(pair, thing, one, two)
                said = (*line.notes, *first, *notes(self._known, line, face.kinds), *last)
                yield adjusted(self._known, line._replace(notes=said))

    def _line(self, pair: Pair, thing: Thing, own: Figure | None, other: Figure | None) -> Line:
        status = COMPARED if own and other else MISSING
        said: tuple[str, ...] = ()
        shown = next(one for one in (own, other) if one)
        if own and other and (own.first, own.last) != (other.first, other.last):
            status = OTHER_PERIOD
            periods = (period_text(own.period), period_text(other.period))
            said = (f"{pair[0]} {periods[0]}, {pair[1]} {periods[1]}: not compared",)
            shown = own if self._wanted((own.first, own.last)) else other
        days = shown.first, shown.last
        facing = self._known.sides.opposite[pair.flow]
        return Line(pair, facing, thing, self._at(shown), *days, status, own, other, notes=said)

    def _apart(self, pair: Pair, figure: Figure) -> Line:
        who = figure.reporter
        said = f"its reporter is {who}" if stated(who) else "its reporter is not stated"
        told = f"told as {figure.flow} of {figure.area}"
        facing = self._known.sides.opposite[pair.flow]
        days = figure.first, figure.last
        return Line(
            pair, facing, figure.same, self._at(figure), *days, NO_SIDE, unplaced=figure,
            notes=(said, told),
        )  # fmt: skip

    def _taken(self, figures: list[Figure], thing: Thing) -> tuple[list[Figure], list[Figure]]:
        """The figures of the edition that is first in rank, and those of the others."""
        figures = sorted(figures, key=lambda one: (one.edition, one.methods, one.observation))
        if self._every or not figures:
            return figures, []
        best = max(figures, key=lambda one: (one.same == thing, *self._ranking.of(one.edition)))
        taken = [one for one in figures if (one.edition, one.same) == (best.edition, best.same)]
        rest = [one for one in figures if one not in taken]
        self.passed += len(rest)
        return taken, rest

    def _wanted(self, days: Days) -> bool:
        """Whether a period is one of those that are asked for: a year, if years are."""
        return not self._span or is_span(self._span, *days)

    def _at(self, figure: Figure) -> str:
        if self._span and figure.first and is_span(self._span, figure.first, figure.last):
            return span_text(self._axis, figure.first)
        return period_text(figure.period)


def _rest(name: str, rest: Sequence[Figure]) -> Iterator[str]:
    """How many more figures a side has, and between what they lie."""
    if rest:
        values = sorted(one.value for one in rest)
        ends = [number_text(str(one)) for one in dict.fromkeys((values[0], values[-1]))]
        count = "1 more figure" if len(rest) == 1 else f"{len(rest)} more figures"
        yield f"{name}: {count}, {' to '.join(ends)}"


def _missing(pair: Pair, face: Face, known: Known, there: list[Figure]) -> Iterator[str]:
    """Who says nothing of this, and what they say instead."""
    figure = there[0]
    mine = figure in face.own
    silent, figures = (pair.partner, face.other) if mine else (pair.reporter, face.own)
    when = period_text(figure.period)
    if not figures:
        yield f"{silent} reports nothing of this flow"
        return
    yield f"{silent} reports nothing for {when}" if figure.first else "the period is not stated"
    for one in figures:
        if figure.first and (one.first, one.last) == (figure.first, figure.last):
            differ = zip(known.sides.same, figure.same, one.same, strict=True)
            told = [
                f"{name} {theirs}, not {mine}" for name, mine, theirs in differ if mine != theirs
            ]
            yield f"it has {', '.join(told)}"
            return
