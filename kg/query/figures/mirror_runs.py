"""A mirror as series, which charts draw: both sides, and their ratio with an axis of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kg.query.figures.lines import Line
from kg.query.figures.runs import Point, Run
from kg.query.figures.sides import Sides, stated
from kg.query.looking.attribution import Attribution

_RATIO = "ratio"


def runs_of(sides: Sides, lines: Sequence[Line]) -> Iterator[Run]:
    """The two sides of lines that speak of one thing, and the ratio of the one to the other."""
    units = {one.name for one in sides.cube.parts if one.is_unit}
    same = dict(zip(sides.same, lines[0].same, strict=True))
    unit = ", ".join(str(same[name]) for name in sides.same if name in units)
    rest = [str(value) for name, value in same.items() if name not in units and stated(value)]
    (one, two, flow), facing = lines[0].pair, lines[0].facing
    names = (f"{one}: {flow} with {two}", f"{two}: {facing} with {one}", f"{one} to {two}: {flow}")
    own = [_point(each, each.own.value) for each in lines if each.own]
    other = [_point(each, each.other.value) for each in lines if each.other]
    ratio = [_point(each, each.ratio) for each in lines if each.ratio is not None]
    for name, points, of in zip(names, (own, other, ratio), (unit, unit, _RATIO), strict=True):
        if points:
            yield Run(", ".join((name, *rest)), Attribution(""), of, tuple(points))


def _point(line: Line, value: Any) -> Point:
    return Point(line.at, line.first, (value,), {}, "")
