"""What each source gives of each thing: for which areas, and in which years.

A structure says which of its dimensions is the area: one that is a reference area by SDMX, else the
first that is an entity. What remains, less the unit, the method, the time and whose statistics they
are, is the thing that is told of: an indicator, a flow to a partner.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kg.errors import QueryError
from kg.model.keys import NOT_STATED, spoken
from kg.model.vocab import KG, PERIOD, local_name
from kg.query.ask import ask
from kg.query.figures.selection import Asked
from kg.store.columns import Wanted

if TYPE_CHECKING:
    from kg.query.figures.cubes import Cube
    from kg.store.view import View

_AREAS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
SELECT ?property WHERE {
  VALUES ?property { <https://example.org/> } ?property rdfs:subPropertyOf+ dimension:refArea
}
"""
DOCUMENT = "document"

Thing: TypeAlias = tuple[str, ...]
Years: TypeAlias = Mapping[str, frozenset[int]]


class Roles(NamedTuple):
    """The columns of a cube by their part in a table: the area, the thing."""

    area: str
    thing: tuple[str, ...]


def roles_of(view: View, cube: Cube, among: str | None = None) -> Roles:
    """Which dimension is the area (or what stands in its place), and which are the thing.

    Raises:
        ParameterError: there is no dimension of that name.
        QueryError: no dimension is an area.
    """
    area = cube.dimension(among) if among else _area(view, cube)
    marked = {local_name(iri) for iri in cube.marked("mirrorMethod")}
    marked |= {local_name(iri) for iri in cube.marked("mirrorReporter")}
    own = (
        part.name
        for part in cube.dimensions
        if part.of != PERIOD and not part.is_unit and part.name not in marked
    )
    return Roles(area, tuple(name for name in own if name != area))


def _area(view: View, cube: Cube) -> str:
    found = _areas(view, cube)
    if not found:
        raise QueryError(f"{cube.label} has no dimension that is an area")
    return found[0]


def _areas(view: View, cube: Cube) -> list[str]:
    by_iri = {part.iri: part.name for part in cube.dimensions}
    areas = {prop.value for (prop,) in ask(view, _AREAS, property=by_iri)}
    found = [name for iri, name in by_iri.items() if iri in areas]
    found += [p.name for p in cube.dimensions if p.of and not p.codes and p.of != PERIOD]
    return found


def has_areas(view: View, cube: Cube) -> bool:
    """Whether a dimension is an area."""
    return bool(_areas(view, cube))


def tables(asked: Asked, roles: Roles) -> dict[Thing, dict[str, dict[str, frozenset[int]]]]:
    """For each thing and each document, the areas, each with its years, counted from the year 0.

    Raises:
        StoreError: the columns are damaged.
    """
    found: dict[Thing, dict[str, dict[str, frozenset[int]]]] = {}
    columns = (roles.area, DOCUMENT, *roles.thing)
    for area, document, *thing, spans in asked.columns.spans(columns, asked.wanted):
        if area and document and area != NOT_STATED:
            kept = tuple(str(one) for one in thing)
            found.setdefault(kept, {}).setdefault(document, {})[area] = frozenset(spans)
    return found


def classes_of(view: View, areas: set[str]) -> dict[str, frozenset[str]]:
    """Of which classes the entities are that the values of a column name."""
    bases = [base for base in (view.base, KG.removesuffix("ontology#")) if base]
    found: dict[str, set[str]] = {}
    for label in view.labels():
        for name in set(spoken(label.iri, bases)) & areas:
            found.setdefault(name, set()).add(label.class_name)
    return {area: frozenset(found.get(area, {""})) for area in areas}


def spans_of(wanted: Wanted) -> range:
    """The spans of time that begin on the first day that is wanted or later, and end by the last.

    >>> spans_of(Wanted(months=12, since=date(2019, 1, 2), until=date(2021, 12, 31)))
    range(2020, 2022)
    """
    first, end = 0, date.max.year * 12
    if wanted.since:
        first = wanted.since.year * 12 + wanted.since.month - (wanted.since.day == 1)
    if wanted.until:
        days = monthrange(wanted.until.year, wanted.until.month)[1]
        end = wanted.until.year * 12 + wanted.until.month - (wanted.until.day < days)
    return range(-(-first // wanted.months), end // wanted.months)
