"""Years without a figure: between the first and the last that one source gives of one thing.

Each series is one source's (see `kg.query.figures.series`), so what one source lacks is a gap
though another has it. Where a build keeps no columns the observations are read from the graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import ExtraError, ParameterError, StoreError, did_you_mean
from kg.model.vocab import XSD
from kg.query.figures.cubes import cube_named, cubes
from kg.query.figures.runs import Run, Series, span_text
from kg.query.figures.selection import SPANS, asked_of
from kg.query.figures.series import IDENTITY, series
from kg.query.gaps.observed import Observing
from kg.query.results import Rows

if TYPE_CHECKING:
    from kg.query.figures.cubes import Cube
    from kg.store.view import Term, View

FIGURES = "figures"
_COLUMNS = ("series", "document", "publisher", "first", "last", "figures", "lacks", "missing")


def missing(view: View, figures: str, asked: Mapping[str, Any], language: str = "en") -> Rows:
    """The series of some figures that lack years, with which: a line for each series.

    Raises:
        KgError: as for `kg.query.figures.series`; what they are listed by is no span of time.
    """
    by, since, until, values = asked_for(asked)
    found = _series(view, figures, values, by, since, until, language)
    lines = [line for run in found.runs if (line := _line(run, by))]
    return Rows(_COLUMNS, lines, view)


def asked_for(asked: Mapping[str, Any]) -> tuple[str, str | None, str | None, dict[str, Any]]:
    """What is no dimension, the last where it is given twice, and the dimensions."""
    single = {"by": "year", "since": None, "until": None}
    single |= {name: last(asked[name]) for name in single if name in asked}
    if single["by"] not in SPANS:
        hint = did_you_mean(str(single["by"]), SPANS)
        raise ParameterError(f"gaps are listed by a span of time; {hint}")
    values = {name: value for name, value in asked.items() if name not in single}
    return str(single["by"]), single["since"], single["until"], values


def last(value: Any) -> Any:
    """The last of the values that were given for what has one."""
    return value[-1] if isinstance(value, list) else value


def overview(view: View) -> Rows:
    """For each kind of figures: how many series there are by year, and how many lack years."""
    columns = (FIGURES, "series", "incomplete", "missing")
    return Rows(columns, [list(map(term, row)) for row in _overview(view)], view)


def missing_of(view: View) -> int:
    """How many years are missing in all series of all figures."""
    return sum(row[3] for row in _overview(view))


def _overview(view: View) -> Iterator[tuple[str, int, int, int]]:
    for cube in cubes(view):
        try:
            lacking = list(_lacking(with_columns(view, cube.name), cube))
        except (ParameterError, StoreError):
            continue  # a class without time, or one that nobody has observed yet
        yield cube.short, len(lacking), sum(map(bool, lacking)), sum(lacking)


def _lacking(view: View, cube: Cube) -> Iterator[int]:
    """How many years each series lacks, counted where the columns are: there may be many."""
    asked = asked_of(view, cube, {}, "year", (None, None))
    own = [part.name for part in cube.dimensions if part.name != asked.time]
    for *_, years in asked.columns.spans((*own, *IDENTITY), asked.wanted):
        yield max(years) - min(years) + 1 - len(years)


def with_columns(view: View, name: str) -> View:
    """The view, whose observations of a class are read from the graph if it keeps no columns."""
    try:
        view.columns(name)
    except (ExtraError, StoreError):
        return Observing(view)
    return view


def _series(
    view: View,
    figures: str,
    values: Mapping[str, Any],
    by: str,
    since: str | None,
    until: str | None,
    language: str,
) -> Series:
    name = cube_named(view, figures).name
    view = with_columns(view, name)
    return series(view, name, values, by=by, since=since, until=until, language=language)


def _line(run: Run, by: str) -> list[Term | None]:
    missing = _missing(run, by)
    if not missing:
        return []
    first, *_, latest = _firsts(run)
    document = ox.NamedNode(run.source.document) if run.source.document else None
    lacks = ", ".join(ranges(missing, by))
    texts = (run.source.publisher, span_text(by, first), span_text(by, latest))
    return [
        ox.Literal(run.name),
        document,
        *map(ox.Literal, texts),
        *map(term, (len(run.points), lacks, len(missing))),
    ]


def _firsts(run: Run) -> list[date]:
    return sorted({point.first for point in run.points if point.first})


def _missing(run: Run, by: str) -> list[int]:
    """The periods between the first and the last that have no figure, counted from the year 0."""
    length = SPANS[by]
    known = {(day.year * 12 + day.month - 1) // length for day in _firsts(run)}
    return [one for one in range(min(known), max(known)) if one not in known] if known else []


def ranges(missing: list[int], by: str) -> Iterator[str]:
    """Periods in a row as a range: `2003, 2007–2009`."""
    start = 0
    for place, one in enumerate(missing, 1):
        if place == len(missing) or missing[place] != one + 1:
            first, latest = (_said(end, by) for end in (missing[start], one))
            yield first if first == latest else f"{first}–{latest}"
            start = place


def _said(period: int, by: str) -> str:
    year, month = divmod(period * SPANS[by], 12)
    return span_text(by, date(year, month + 1, 1))


def term(value: object) -> Term:
    """A number or a text of a line as RDF has it."""
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
    return ox.Literal(str(value))
