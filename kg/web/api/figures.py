"""Figures by HTTP: series, both sides of a mirror, and what is missing.

What figures there are, and by which dimensions they can be asked for, the graph says; so a request
for them is read by a model of its own for each kind of figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from kg.errors import ParameterError, StoreError, did_you_mean, shown
from kg.query.citing.reported import of_mirror, of_series
from kg.query.cubes import Cube, cube_named, cubes, options
from kg.query.gaps.figures import FIGURES
from kg.query.gaps.kinds import is_counted, kinds, query_of
from kg.query.named import joined
from kg.query.selection import SOURCES, SPANS
from kg.query.sides import can_be_mirrored
from kg.store.columns import Wanted
from kg.web.actions import Asked, Reply
from kg.web.api import asking, replies, tables
from kg.web.api.given import (
    FORMAT,
    Given,
    SaidDate,
    absent,
    known_names,
    looked_up,
    read,
    unknown,
    wrong,
)
from kg.web.api.paging import require_build

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.results import Rows
    from kg.store.view import View

_DATES = "A year, month or day: 2022, 2022-03 or 2022-03-31"


class Spanning(tables.Tabled):
    """Parameters of figures in time."""

    since: SaidDate | None = Field(
        None, description=f"Only periods that begin then or later. {_DATES}"
    )
    until: SaidDate | None = Field(None, description=f"Only periods that end by then. {_DATES}")


class Series(Spanning):
    """Parameters of series; each dimension of the figures is one more."""

    by: str | None = Field(
        None,
        min_length=1,
        description="year, quarter, month or a dimension; without it, periods as they are",
    )


class Mirror(Spanning):
    """Parameters of a mirror; each dimension of the figures is one more."""

    by: Literal["year", "quarter", "month"] | None = Field(
        None, description="A span of time; without it, periods as they are"
    )
    factor: float | None = Field(
        None,
        gt=0,
        le=1e6,
        allow_inf_nan=False,
        description="Set valuations level by this, not by what sources say",
    )
    every: bool = Field(
        False, alias="all", description="Each edition of each document in lines of its own"
    )


class Missing(Spanning):
    """Parameters of figures that are missing; each dimension of the figures is one more."""

    by: Literal["year", "quarter", "month"] = Field("year", description="A span of time")


class Listed(Given):
    """Parameters of a list of figures."""

    format: Literal["json"] | None = Field(None, description=FORMAT)


def listed(graph: Graph, asked: Asked) -> Reply:
    """What figures there are: how many, and the dimensions that tell them apart."""
    given = read(Listed, asked.values["given"])
    replies.format_of(asked, given.format, (replies.JSON,))
    mirrored = asked.text("path").startswith("/api/mirror")
    base = f"{asked.text('base')}/api/{'mirror' if mirrored else 'series'}"
    found = [
        {
            "figures": cube.short,
            "label": cube.label,
            "observations": count,
            "dimensions": [part.option for part in cube.dimensions],
            "url": f"{base}/{cube.short}",
        }
        for cube, count in observed(graph.view)
        if not mirrored or can_be_mirrored(cube)
    ]
    return replies.json_reply(asked, {"build": graph.build_id, "results": found})


def observed(view: View) -> list[tuple[Cube, int]]:
    """The kinds of figures that somebody observed, and how many there are of each."""
    found = []
    for cube in cubes(view):
        try:
            found.append((cube, view.columns(cube.name).count(Wanted())))
        except StoreError:
            continue  # a class that nobody has observed yet
    return found


def series(graph: Graph, asked: Asked) -> Reply:
    """Figures as series, each source a series of its own."""
    cube, given, values = _read(graph, asked, Series)
    if given.by is not None:
        _require_axis(cube, given.by)
    form = replies.format_of(asked, given.format, tables.TABLE)
    with looked_up():
        found = graph.series(
            cube.name, values, by=given.by, since=given.since, until=given.until,
            language=given.lang,
        )  # fmt: skip
    notes = of_series(graph.view, found)
    more = {"title": found.title, "remarks": found.notes}
    return _written(graph, asked, given, found.rows(), form, notes.to_dict(), more)


def mirror(graph: Graph, asked: Asked) -> Reply:
    """What two sides report of the same."""
    cube, given, values = _read(graph, asked, Mirror)
    form = replies.format_of(asked, given.format, tables.TABLE)
    factor = None if given.factor is None else str(given.factor)
    with looked_up():
        found = graph.mirror(
            cube.name, values, by=given.by, since=given.since, until=given.until, factor=factor,
            every=given.every, language=given.lang,
        )  # fmt: skip
    notes = of_mirror(graph.view, found)
    more = {"title": found.title, "remarks": found.notes}
    return _written(graph, asked, given, found.rows(), form, notes.to_dict(), more)


def gaps(graph: Graph, asked: Asked) -> Reply:
    """How many gaps of each kind there are."""
    given = read(tables.Tabled, asked.values["given"])
    form = replies.format_of(asked, given.format, tables.TABLE)
    return _written(graph, asked, given, graph.gaps(), form, None, {})


def gaps_of(graph: Graph, asked: Asked) -> Reply:
    """The gaps of a kind, or for each kind of figures how many there are."""
    kind = asked.values["at"]["kind"]
    known = kinds(graph.project.queries)
    if kind not in known:
        raise absent(f"there is no kind of gaps {shown(kind)}; {did_you_mean(kind, known)}")
    if is_counted(kind):
        given: Any = read(tables.Tabled, asked.values["given"])
        values: Mapping[str, Any] = {}
    else:
        query = query_of(graph.project.queries, kind)
        given = read(asking.model_of(query, graph.view), asked.values["given"])
        values = asking.values_of(query, given, graph.view)
    form = replies.format_of(asked, given.format, tables.TABLE)
    with looked_up():
        found = graph.gaps(kind, **values)
    return _written(graph, asked, given, found, form, _notes(found), {})


def gaps_of_figures(graph: Graph, asked: Asked) -> Reply:
    """The years that series of some figures lack."""
    cube, given, values = _read(graph, asked, Missing)
    form = replies.format_of(asked, given.format, tables.TABLE)
    spans = {name: getattr(given, name) for name in ("by", "since", "until")}
    asked_for = {name: value for name, value in spans.items() if value is not None} | values
    with looked_up():
        found = graph.gaps(FIGURES, cube.name, language_of_labels=given.lang, **asked_for)
    return _written(graph, asked, given, found, form, _notes(found), {})


def model_of(cube: Cube, base: type[Spanning]) -> type[Spanning]:
    """The model of a request for some figures, as the document shows it."""
    from pydantic import create_model

    extra: dict[str, Any] = {"items": {"type": "string", "minLength": 1}, "minItems": 1}
    fields: dict[str, Any] = {}
    for name, said in options(cube):
        if joined(name) not in known_names(base):
            told = f"Only figures with one of these; the parameter can also be called {said}"
            default: Any = Field([], alias=name, description=told, json_schema_extra=extra)
            fields[f"of_{name.replace('-', '_')}"] = (list[str], default)
    if base is Series:
        names: list[Any] = [*SPANS, *(name for name, _ in options(cube))]
        told = "A span of time or a dimension; without it, periods as they are"
        field = Field(None, description=told, json_schema_extra={"enum": names})
        fields["by"] = (str | None, field)
    return create_model(f"{base.__name__}_{cube.short}", __base__=base, **fields)


def _read(graph: Graph, asked: Asked, base: type[Any]) -> tuple[Cube, Any, dict[str, Any]]:
    """The figures of the path, the parameters that all figures have, and the dimensions."""
    name = asked.values["at"]["figures"]
    with looked_up():
        cube = cube_named(graph.view, name)
    own = known_names(base)
    pairs: Sequence[tuple[str, str]] = [tuple(pair) for pair in asked.values["given"]]
    given = read(base, [pair for pair in pairs if joined(pair[0]) in own])
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        if joined(key) not in own:
            values.setdefault(_dimension(cube, key, base), []).append(value)
    try:
        graph.view.columns(cube.name)
    except StoreError as error:
        raise absent(error.message) from None
    return cube, given, values


def _dimension(cube: Cube, name: str, base: type[Given]) -> str:
    try:
        return cube.dimension(name, SOURCES)
    except ParameterError:
        options_of = [option for option, _ in options(cube)]
        known = [field.alias or key for key, field in base.model_fields.items()]
        raise unknown(name, [*options_of, *known]) from None


def _require_axis(cube: Cube, by: str) -> None:
    try:
        cube.dimension(by, SPANS)
    except ParameterError as error:
        raise wrong("by", error.message) from None


def _notes(found: Rows) -> dict[str, Any] | None:
    return found.notes.to_dict() if len(found) else None


def _written(
    graph: Graph,
    asked: Asked,
    given: Any,
    found: Rows,
    form: str,
    notes: Mapping[str, Any] | None,
    more: Mapping[str, Any],
) -> Reply:
    require_build(given, graph.build_id)
    part, page = tables.cut(found, given, asked, graph.build_id)
    return tables.written(asked, graph.view, part, page, form, notes, more, language=given.lang)
