"""Figures of two reporters, each put on its side of what both of them count.

A figure is told from one side or from the other: a customs service may publish its imports as the
partner's exports. Both ways of telling are put on the reporter's side; whose statistics a figure
is decides, never from where it is seen. Where that is not stated, the figure is on neither side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.query.figures.runs import OBSERVATION
from kg.store.columns import FIRST, LAST

if TYPE_CHECKING:
    from kg.query.figures.sides import Sides

EDITION = "edition"


class Figure(NamedTuple):
    """One figure: `same` and `methods` are in the order of its sides, `more` its other codes."""

    value: Any
    period: str
    first: date | None
    last: date | None
    area: str
    flow: str
    reporter: str
    same: tuple[Any, ...]
    methods: tuple[Any, ...]
    more: Mapping[str, Any]
    edition: str
    observation: str


class Pair(NamedTuple):
    """Two areas and the flow between them as the reporter of the two counts it."""

    reporter: str
    partner: str
    flow: str


@dataclass
class Face:
    """What is reported of one flow between two areas: by the one, by the other, by neither.

    `kinds` are figures of flows that are but a kind of this one, such as goods that only pass.
    """

    own: list[Figure] = field(default_factory=list)
    other: list[Figure] = field(default_factory=list)
    unplaced: list[Figure] = field(default_factory=list)
    kinds: list[Figure] = field(default_factory=list)


class Wish(NamedTuple):
    """Which pairs and flows are asked for; no reporters or partners are all of them."""

    reporters: Collection[str]
    partners: Collection[str]
    flows: Sequence[str]

    def pairs(self, one: str, two: str) -> Iterator[tuple[str, str]]:
        """The ways in which two areas are reporter and partner."""
        for reporter, partner in ((one, two), (two, one)):
            if (not self.reporters or reporter in self.reporters) and (
                not self.partners or partner in self.partners
            ):
                yield reporter, partner


class Reader:
    """Makes figures of rows."""

    def __init__(self, sides: Sides, names: Sequence[str], time: str) -> None:
        at = {name: place for place, name in enumerate(names)}
        cube = sides.cube
        measure = cube.measures[0].name
        roles = (measure, time, FIRST, LAST, sides.viewpoint, sides.flow, sides.reporter)
        self._places = [at[one] for one in roles]
        self._partner = at[sides.partner]
        self._same = [at[one] for one in sides.same]
        self._methods = [at.get(one, -1) for one in sides.methods]
        coded = (p.name for p in cube.parts if p.role == "attribute" and p.codes)
        self._more = [(one, at[one]) for one in coded if one in at and one not in sides.methods]
        self._source = [at[one] for one in (EDITION, OBSERVATION)]

    def read(self, row: tuple[Any, ...]) -> tuple[str, Figure]:
        """The partner of a row, and its figure."""
        value, period, first, last, area, flow, reporter = (row[n] for n in self._places)
        same = tuple(row[place] for place in self._same)
        methods = tuple(row[place] if place >= 0 else None for place in self._methods)
        more = {name: row[place] for name, place in self._more if row[place] is not None}
        edition, observation = (row[place] for place in self._source)
        found = (value, period, first, last, area, flow, reporter, same, methods, more)
        return row[self._partner], Figure(*found, edition, observation)


def faces(
    sides: Sides, wish: Wish, figures: Iterable[tuple[str, Figure]]
) -> tuple[dict[Pair, Face], list[Figure]]:
    """What is reported of each pair and flow, and the figures of an area with itself."""
    found: dict[Pair, Face] = {}
    themselves = []
    own, seen, other, beyond = _ways(sides, wish.flows)
    for partner, figure in figures:
        if figure.area == partner:
            themselves.append(figure)
            continue
        for pair in wish.pairs(figure.area, partner):
            told = figure.area == pair[0]
            by_own = (own if told else seen).get(figure.flow, ())
            by_other = (other if told else beyond).get(figure.flow, ())
            _put(found, pair, figure, by_own, by_other)
            whole = sides.kinds.get(figure.flow, "")
            if told and figure.reporter == pair[0] and whole in wish.flows:
                found.setdefault(Pair(*pair, whole), Face()).kinds.append(figure)
    return found, themselves


def _put(
    found: dict[Pair, Face],
    pair: tuple[str, str],
    figure: Figure,
    by_own: Collection[str],
    by_other: Collection[str],
) -> None:
    """Put a figure on the side of who reports it, for each flow of which it tells."""
    for flow in dict.fromkeys((*by_own, *by_other)):
        if figure.reporter == pair[0]:
            if flow in by_own:
                found.setdefault(Pair(*pair, flow), Face()).own.append(figure)
        elif figure.reporter == pair[1]:
            if flow in by_other:
                found.setdefault(Pair(*pair, flow), Face()).other.append(figure)
        else:
            found.setdefault(Pair(*pair, flow), Face()).unplaced.append(figure)


def _ways(sides: Sides, flows: Sequence[str]) -> list[dict[str, list[str]]]:
    """Of which asked flows a flow tells: seen from the reporter and from the partner, twice.

    First for what the reporter says, then for what the partner says. A flow that is but a kind of
    another (goods that came from elsewhere) is faced by the whole opposite flow, and the partner
    cannot tell it from its own side.
    """
    opposite = sides.opposite
    ways: list[dict[str, list[str]]] = [{}, {}, {}, {}]
    for flow in flows:
        facing = opposite[flow]
        own, seen, other, beyond = ways
        own.setdefault(flow, []).append(flow)
        if sides.is_whole(flow):
            seen.setdefault(facing, []).append(flow)
        beyond.setdefault(facing, []).append(flow)
        if sides.is_whole(facing):
            other.setdefault(opposite[facing], []).append(flow)
    return ways
