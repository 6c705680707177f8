"""Figures by HTTP: series, and both sides of a mirror.

What figures there are, and by which dimensions they can be asked for, the graph says; so a request
for them is read by a model of its own for each kind of figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from kg.errors import ParameterError, StoreError
from kg.query.citing.reported import of_mirror, of_series
from kg.query.figures.cubes import Cube, cube_named, cubes, options
from kg.query.figures.selection import SOURCES, SPANS, cube_word
from kg.query.figures.sides import can_be_mirrored
from kg.query.named.queries import joined
from kg.store.columns import Wanted
from kg.web.actions import Asked, Reply
from kg.web.api import replies, tables
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
    cube, given, values = read_figures(graph, asked, Series)
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
    return written(graph, asked, given, found.rows(), form, notes.to_dict(), more)


def mirror(graph: Graph, asked: Asked) -> Reply:
    """What two sides report of the same."""
    cube, given, values = read_figures(graph, asked, Mirror)
    form = replies.format_of(asked, given.format, tables.TABLE)
    factor = None if given.factor is None else str(given.factor)
    with looked_up():
        found = graph.mirror(
            cube.name, values, by=given.by, since=given.since, until=given.until, factor=factor,
            every=given.every, language=given.lang,
        )  # fmt: skip
    notes = of_mirror(graph.view, found)
    more = {"title": found.title, "remarks": found.notes}
    return written(graph, asked, given, found.rows(), form, notes.to_dict(), more)


def model_of(cube: Cube, base: type[Spanning], view: View) -> type[Spanning]:
    """The model of a request for some figures, as the document shows it."""
    from pydantic import create_model

    extra: dict[str, Any] = {"items": {"type": "string", "minLength": 1}, "minItems": 1}
    fields: dict[str, Any] = {}
    for name, said in options(cube):
        if joined(name) not in known_names(base):
            told = f"Only figures with one of these; the parameter can also be called {said}"
            default: Any = Field([], alias=name, description=told, json_schema_extra=extra)
            fields[f"of_{name.replace('-', '_')}"] = (list[str], default)
    for name in sources_of(cube, view):
        told = f"Only figures of one of these, by {cube_word(name)}"
        default = Field([], alias=name, description=told, json_schema_extra=extra)
        fields[f"of_{name}"] = (list[str], default)
    if base is Series:
        names: list[Any] = [*SPANS, *(name for name, _ in options(cube))]
        told = "A span of time or a dimension; without it, periods as they are"
        field = Field(None, description=told, json_schema_extra={"enum": names})
        fields["by"] = (str | None, field)
    return create_model(f"{base.__name__}_{cube.short}", __base__=base, **fields)


def sources_of(cube: Cube, view: View) -> list[str]:
    """The columns that say where figures are from, less those that are dimensions, too."""
    dimensions = {part.name for part in cube.dimensions}
    known = set(view.columns(cube.name).names) - dimensions
    return [name for name in SOURCES if name in known]


def read_figures(graph: Graph, asked: Asked, base: type[Any]) -> tuple[Cube, Any, dict[str, Any]]:
    """The figures of the path, the parameters that all figures have, and the dimensions.

    Raises:
        Problem: there are no such figures, or a parameter is unknown or wrong.
    """
    name = asked.values["at"]["figures"]
    with looked_up():
        cube = cube_named(graph.view, name)
    try:
        sources = sources_of(cube, graph.view)
    except StoreError as error:
        raise absent(error.message) from None
    own = known_names(base)
    pairs: Sequence[tuple[str, str]] = [tuple(pair) for pair in asked.values["given"]]
    given = read(base, [pair for pair in pairs if joined(pair[0]) in own])
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        if joined(key) not in own:
            if not value:
                raise wrong(key, f"{key}: the value is empty; leave it out, or give it one")
            values.setdefault(_dimension(cube, key, base, sources), []).append(value)
    return cube, given, values


def _dimension(cube: Cube, name: str, base: type[Given], sources: Sequence[str]) -> str:
    try:
        return cube.dimension(name, sources)
    except ParameterError:
        options_of = [option for option, _ in options(cube)]
        known = [field.alias or key for key, field in base.model_fields.items()]
        raise unknown(name, [*options_of, *sources, *known]) from None


def _require_axis(cube: Cube, by: str) -> None:
    try:
        cube.dimension(by, SPANS)
    except ParameterError as error:
        raise wrong("by", error.message) from None


def written(
    graph: Graph,
    asked: Asked,
    given: Any,
    found: Rows,
    form: str,
    notes: Mapping[str, Any] | None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Reply:
    """A page of the rows of figures.

    Raises:
        Problem: another build is served; FormatError: the format cannot hold the rows.
    """
    require_build(given, graph.build_id)
    part, page = tables.cut(found, given, asked, graph.build_id)
    return tables.written(asked, graph.view, part, page, form, notes, more, language=given.lang)
