"""Series of figures: the observations of one kind, each source a series of its own.

Nothing is merged and nothing is summed. Observations belong to one series if one edition of one
document says them of the same things in the same unit; what they are listed by (a year, a partner)
is all in which they differ. The answer names each series with who says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.model.keys import NOT_STATED
from kg.query.figures.cubes import cube_named
from kg.query.figures.runs import OBSERVATION, Point, Run, Series, span_text
from kg.query.figures.selection import SPANS, Asked, asked_of, notes
from kg.query.labels import Labels, period_text
from kg.query.looking.attribution import attribute
from kg.store.columns import FIRST, LAST

if TYPE_CHECKING:
    from kg.store.view import View

IDENTITY = ("edition", "reporter")


def series(
    view: View,
    cube: str,
    values: Mapping[str, Any],
    *,
    by: str | None = None,
    since: str | None = None,
    until: str | None = None,
    language: str = "en",
) -> Series:
    """The series of a kind of observations.

    Args:
        view: the build.
        cube: the class of observations, by its name or label or a word of it.
        values: for dimensions, by any of their names, the value or values that are wanted.
        by: `year`, `quarter`, `month` or a dimension: what the figures are listed by; without it,
            by their periods, however long these are.
        since: a date: only what is said of periods that begin then or later.
        until: a date: only what is said of periods that end by then.
        language: of the labels.

    Raises:
        QueryError: there is no such cube or value.
        ParameterError: there is no such dimension, or it cannot have that value.
        StoreError: the build keeps no columns, or they are damaged.
        ExtraError: what reads them is not installed.
    """
    found = cube_named(view, cube)
    asked = asked_of(view, found, values, by, (since, until))
    names = asked.columns.names
    rows = asked.columns.rows(names, asked.wanted)
    runs, lines, same = _runs(asked, names, rows, language)
    said = list(notes(asked, len(rows)))
    return Series(found, asked.axis, asked.time, runs, (names, lines), same, said)


def _runs(
    asked: Asked, names: Sequence[str], rows: Iterable[tuple[Any, ...]], language: str
) -> tuple[list[Run], list[tuple[str, tuple[Any, ...]]], dict[str, str]]:
    """The rows as series, each with its name and source, and what all of them have in common."""
    at = {name: place for place, name in enumerate(names)}
    apart = {asked.axis, asked.time} if asked.axis in (*SPANS, asked.time) else {asked.axis}
    parts = [part for part in asked.cube.dimensions if part.name not in apart]
    own = [part.name for part in parts]
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        key = tuple(row[at[name]] for name in (*own, *IDENTITY))
        groups.setdefault(key, []).append(row)
    told = [n for n, name in enumerate(own) if len({key[n] for key in groups}) > 1]
    same = {name: key[n] for key in groups for n, name in enumerate(own) if n not in told}
    firsts = {key: group[0][at[OBSERVATION]] for key, group in groups.items()}
    sources = attribute(asked.view, firsts.values(), Labels(asked.view, language))
    runs, lines = [], []
    for key, group in groups.items():
        name = ", ".join(str(key[n]) for n in told if key[n] not in (None, NOT_STATED))
        group.sort(key=lambda row: _place(asked, at, row))
        points = tuple(_point(asked, at, row) for row in group)
        unit = ", ".join(str(one) for one, part in zip(key, parts, strict=False) if part.is_unit)
        run = Run(name, sources[firsts[key]], unit, points)
        runs.append(run)
        lines += [(run.title, row) for row in group]
    stated = {name: value for name, value in same.items() if value not in (None, NOT_STATED)}
    return runs, lines, stated


def _place(asked: Asked, at: Mapping[str, int], row: tuple[Any, ...]) -> tuple[Any, ...]:
    if asked.axis in (*SPANS, asked.time) and asked.time:
        return tuple(row[at[name]] or date.min for name in (FIRST, LAST))
    return (str(row[at[asked.axis]]),)


def _point(asked: Asked, at: Mapping[str, int], row: tuple[Any, ...]) -> Point:
    measures = [part.name for part in asked.cube.measures]
    more = [part.name for part in asked.cube.parts if part.role == "attribute"]
    first = row[at[FIRST]] if asked.time else None
    return Point(
        _at(asked.axis, asked.time, at, row),
        first,
        tuple(row[at[name]] for name in measures),
        {name: row[at[name]] for name in more if name in at and row[at[name]] is not None},
        row[at[OBSERVATION]],
    )


def _at(axis: str, time: str, at: Mapping[str, int], row: tuple[Any, ...]) -> str:
    if axis in SPANS:
        return span_text(axis, row[at[FIRST]])
    value = row[at[axis]]
    return period_text(value) if axis == time else str(value)
