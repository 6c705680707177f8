"""Mirror statistics: what two areas report of the trade, or whatever it is, between them.

What the one counts as going out the other counts as coming in. Every figure keeps its source, and
of several editions one is taken by a rule that is told; nothing is summed, converted or guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import ConflictError, ParameterError, QueryError
from kg.query.figures.asides import left_out, nothing, of_lines
from kg.query.figures.conversions import Ranking, conversions
from kg.query.figures.facing import EDITION, Face, Figure, Pair, Reader, Wish, faces
from kg.query.figures.lines import Known
from kg.query.figures.mirrored import Mirror
from kg.query.figures.runs import OBSERVATION
from kg.query.figures.selection import SPANS, Asked, asked_of
from kg.query.figures.sides import Sides, sides_of
from kg.query.figures.weaving import Weaver
from kg.query.labels import Labels
from kg.query.looking.attribution import attribute
from kg.store.columns import FIRST, LAST

if TYPE_CHECKING:
    from kg.store.view import View


def mirror(
    view: View,
    cube: str,
    values: Mapping[str, Any],
    *,
    by: str | None = None,
    since: str | None = None,
    until: str | None = None,
    factor: str | None = None,
    every: bool = False,
    language: str = "en",
) -> Mirror:
    """What two sides report of the same.

    Args:
        view: the build.
        cube: the class of observations, by its name or label or a word of it.
        values: for dimensions, by any of their names, the value or values that are wanted; one
            reporter or partner at least.
        by: `year`, `quarter` or `month`; without it, periods as they are.
        since: a date: only what is said of periods that begin then or later.
        until: a date: only what is said of periods that end by then.
        factor: a number to take instead of the factors that the graph knows.
        every: each edition of each document in lines of its own.
        language: of titles.

    Raises:
        QueryError: the figures have no two sides, or neither side reports any of what is asked.
        ParameterError: there is no such dimension, or it cannot have that value.
        StoreError: the build keeps no columns, or they are damaged.
        ExtraError: what reads them is not installed.
    """
    sides = sides_of(view, cube)
    if by is not None and by not in SPANS:
        raise ParameterError(f"a mirror goes by time: {', '.join(SPANS)}; not by {by}")
    asked = asked_of(view, sides.cube, values, by, (since, until))
    wish = _wish(sides, asked)
    labels = Labels(view, language)
    factors = conversions(view, labels, factor)
    reader = Reader(sides, _names(sides, asked), asked.time)
    figures = [reader.read(row) for row in _rows(sides, asked, wish)]
    found, themselves = faces(sides, wish, figures)
    if not any(map(_all, found.values())):
        raise QueryError(nothing(sides, asked, wish))
    whole = every or (wish.reporters and wish.partners)
    alone = {} if whole else _alone(found)
    kept = {pair: face for pair, face in sorted(found.items()) if pair not in alone}
    editions = {one.edition: one.observation for face in kept.values() for one in _all(face)}
    sources = _sources(view, labels, editions)
    weaver = Weaver(Known(sides, factors), Ranking(view, sources), asked.axis, every=every)
    lines = [line for pair, face in kept.items() for line in weaver.lines(pair, face)]
    said = [*left_out(asked, weaver, themselves, alone), *of_lines(sides, lines, factor)]
    return Mirror(sides, (asked.axis, asked.time), lines, sources, said)


def _wish(sides: Sides, asked: Asked) -> Wish:
    """Who is set against whom, in which flows.

    Raises:
        ParameterError: nobody is named, both are the same, or nothing faces the flow.
    """
    wanted = asked.wanted.values
    reporters, partners = (set(wanted.get(one, ())) for one in (sides.reporter, sides.partner))
    if not reporters and not partners:
        raise ConflictError("a mirror has two sides; name one at least: --reporter or --partner")
    if reporters and reporters == partners:
        named = ", ".join(asked.given[sides.reporter])
        raise ConflictError(f"reporter and partner are both {named}; a mirror has two sides")
    if sides.viewpoint != sides.reporter and sides.viewpoint in wanted:
        raise ConflictError("a mirror looks from both sides; name --reporter and --partner")
    flows = sorted(wanted.get(sides.flow, ())) or sides.whole
    for flow in flows:
        sides.require_faced(flow)
    return Wish(reporters, partners, flows)


def _names(sides: Sides, asked: Asked) -> list[str]:
    """The columns that are needed, of those that there are."""
    if not asked.time:
        raise QueryError(f"{sides.cube.label} cannot be mirrored: it has no dimension of time")
    measure = sides.cube.measures[0].name
    coded = [part.name for part in sides.cube.parts if part.role == "attribute" and part.codes]
    needed = [sides.viewpoint, sides.reporter, sides.partner, sides.flow, *sides.same]
    needed += [*sides.methods, asked.time, FIRST, LAST, measure, *coded, EDITION, OBSERVATION]
    return [one for one in dict.fromkeys(needed) if one in asked.columns.names]


def _rows(sides: Sides, asked: Asked, wish: Wish) -> Iterable[tuple[Any, ...]]:
    """The rows of the areas that are asked for, in whichever place these stand."""
    names = _names(sides, asked)
    places = (sides.viewpoint, sides.partner)
    roles = (sides.reporter, sides.partner, sides.flow)
    rest = {name: one for name, one in asked.wanted.values.items() if name not in roles}
    wanted = asked.wanted._replace(months=0)
    areas = {*wish.reporters, *wish.partners}
    if wish.reporters and wish.partners:
        values = rest | dict.fromkeys(places, areas)
        return asked.columns.rows(names, wanted._replace(values=values))
    found = (
        asked.columns.rows(names, wanted._replace(values=rest | {place: areas})) for place in places
    )
    return dict.fromkeys(row for rows in found for row in rows)


def _all(face: Face) -> list[Figure]:
    return [*face.own, *face.other, *face.unplaced]


def _sources(view: View, labels: Labels, editions: Mapping[str, str]) -> dict[str, Any]:
    """Who says what stands in an edition, by one observation of it."""
    said = attribute(view, editions.values(), labels)
    return {edition: said[observation] for edition, observation in editions.items()}


def _alone(found: Mapping[Pair, Face]) -> dict[Pair, str]:
    """The pairs of which one side reports nothing, with the name of that side."""
    return {
        pair: pair.partner if face.own else pair.reporter
        for pair, face in found.items()
        if not (face.own and face.other)
    }
