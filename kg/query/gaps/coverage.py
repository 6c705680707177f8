"""What a source lacks that it or another gives: an area, or years of an area, of one thing.

What is expected of a source is made of what is there: every area of which any source tells the
same thing, in every year of which this source tells it of some area. An area of another class than
those that the source tells of (a town, among states) is not expected of it, and a source that
tells of one area alone is no table that lacks the others, unless it is asked for by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import KgError, ParameterError, QueryError, StoreError, shown
from kg.model.keys import NOT_STATED
from kg.model.vocab import KG
from kg.query.figures.cubes import Cube, cube_named, cubes
from kg.query.figures.selection import Asked, asked_of
from kg.query.gaps.figures import asked_for, last, ranges, term, with_columns
from kg.query.gaps.tables import DOCUMENT, Thing, Years, classes_of, roles_of, spans_of, tables
from kg.query.results import Rows
from kg.store.columns import Wanted

if TYPE_CHECKING:
    from kg.query.gaps.tables import Roles
    from kg.store.view import View

COVERAGE = "coverage"
_COLUMNS = ("figures", "area", "what", DOCUMENT, "areas", "gives", "lacks", "missing")
_COUNTS = ("figures", "sources", "areas", "expected", "missing", "alone")
_LEAST = 2


class Lack(NamedTuple):
    """Years that one source lacks of one thing and area; `areas` is of how many it tells at all."""

    area: str
    thing: Thing
    document: str
    areas: int
    gives: int
    years: list[int]


class _Wish(NamedTuple):
    """What is listed, after all sources were read: which areas, documents and spans of time."""

    areas: Collection[str]
    documents: Collection[str] | None
    least: int
    spans: range


def answered(view: View, figures: str | None, asked: Mapping[str, Any]) -> Rows:
    """What is lacking, or where nothing in particular is asked, how much of each kind of figures.

    Raises:
        KgError: as for `lacking`.
    """
    return overview(view) if figures is None and not asked else lacking(view, figures, asked)


def lacking(view: View, figures: str | None, asked: Mapping[str, Any]) -> Rows:
    """What each source lacks: a line for each source, thing and area.

    Args:
        view: the build.
        figures: what was observed; without it, all figures that have the dimensions asked for.
        asked: `area`, `since`, `until`, `by` (a span of time), `among` (another dimension in the
            area's place), `least` (of how many areas a source must tell: 2, and 1 where sources
            are named), columns of sources, and dimensions.

    Raises:
        KgError: as for `kg.query.figures.series.series`.
    """
    chosen = [cube_named(view, figures)] if figures else cubes(view)
    lines: list[list[Any]] = []
    errors: list[KgError] = []
    for cube in chosen:
        try:
            by, found, _ = _found(view, cube, asked)
        except (ParameterError, QueryError, StoreError) as error:
            errors.append(error)  # without such a dimension, or without figures
            continue
        lines += [_line(view, cube, one, by) for one in found]
    if len(errors) == len(chosen) > 0:
        raise min(errors, key=lambda error: isinstance(error, StoreError))
    return Rows(_COLUMNS, lines, view)


def overview(view: View) -> Rows:
    """For each kind of figures: how many sources, areas, combinations expected and missing."""
    return Rows(_COUNTS, [list(map(term, row)) for row in _overview(view)], view)


def lacking_of(view: View) -> int:
    """How many combinations of area, thing, year and source are missing in all figures."""
    return sum(row[4] for row in _overview(view))


def _overview(view: View) -> Iterator[tuple[str, int, int, int, int, int]]:
    for cube in cubes(view):
        try:
            _, found, read = _found(view, cube, {})
        except (ParameterError, QueryError, StoreError):
            continue  # a class without areas or time, or one that nobody has observed yet
        told = [(document, areas) for one in read.values() for document, areas in one.items()]
        sources = {document for document, areas in told if len(areas) >= _LEAST}
        every = {area for _, areas in told for area in areas}
        missing = sum(len(one.years) for one in found)
        given = sum(len(y) for _, areas in told if len(areas) >= _LEAST for y in areas.values())
        alone = {document for document, _ in told} - sources
        yield cube.short, len(sources), len(every), given + missing, missing, len(alone)


def _found(
    view: View, cube: Cube, asked: Mapping[str, Any]
) -> tuple[str, list[Lack], Mapping[Thing, Mapping[str, Years]]]:
    """By which spans of time, what is lacking, and what is there."""
    view = with_columns(view, cube.name)
    by, since, until, values = asked_for(asked)
    least, among = _least(values.pop("least", None)), last(values.pop("among", None))
    area = values.pop("area", None)
    roles = roles_of(view, cube, among)
    if area is not None:
        values[roles.area] = area
    chosen = asked_of(view, cube, values, by, (since, until))
    wish, wanted = _split(chosen, roles, least)
    read = tables(chosen._replace(wanted=wanted), roles)
    return by, list(_lacks(view, read, wish)), read


def _least(value: Any) -> int | None:
    text = str(last(value))
    if value is not None and (not text.isdecimal() or not int(text)):
        raise ParameterError(f"least is {shown(text)}; a number of areas is wanted, from 1")
    return None if value is None else int(text)


def _split(chosen: Asked, roles: Roles, least: int | None) -> tuple[_Wish, Wanted]:
    """What chooses among the gaps, and what among the figures, all sources of which are read."""
    own = {part.name for part in chosen.cube.dimensions} - {roles.area}
    values = chosen.wanted.values
    kept = {name: some for name, some in values.items() if name in own}
    sources = {n: some for n, some in values.items() if n not in own and n != roles.area}
    documents = chosen.columns.counts(DOCUMENT, Wanted(sources)) if sources else None
    least = least or (1 if sources else _LEAST)
    wish = _Wish(values.get(roles.area, ()), documents, least, spans_of(chosen.wanted))
    return wish, Wanted(kept, chosen.wanted.months, moments=True)


def _lacks(view: View, read: Mapping[Thing, Mapping[str, Years]], wish: _Wish) -> Iterator[Lack]:
    known = {area for told in read.values() for areas in told.values() for area in areas}
    named = _named(wish.areas, known)
    classes = classes_of(view, known | named)
    for thing, told in sorted(read.items()):
        every = frozenset[str]().union(*told.values())
        wanted = named or every
        for document, areas in sorted(told.items()):
            asked = wish.documents is None or document in wish.documents
            areas = {area: own for area, own in areas.items() if own.intersection(wish.spans)}
            if asked and len(areas) >= wish.least:
                expected = _like(wanted, areas, classes)
                yield from _of_source(thing, document, areas, expected, wish.spans)


def _named(areas: Collection[str], known: Collection[str]) -> set[str]:
    """Areas by the one of their two names that the figures have, else by the shorter."""
    short = {area.rpartition("/")[2] for area in areas}
    return short - {area.rpartition("/")[2] for area in set(areas) & set(known)} | (
        set(areas) & set(known)
    )


def _like(
    wanted: Iterable[str], areas: Collection[str], classes: Mapping[str, frozenset[str]]
) -> list[str]:
    """The areas of all classes that those of the source share, or where these share none, of one.

    A table of states is so not expected to tell of a region of the world, which is no state.
    """
    told = [classes[area] for area in areas]
    shared = frozenset.intersection(*told)
    every = frozenset[str]().union(*told)
    return sorted(
        area for area in wanted if (shared <= classes[area] if shared else classes[area] & every)
    )


def _of_source(
    thing: Thing, document: str, areas: Years, expected: Iterable[str], spans: range
) -> Iterator[Lack]:
    years = frozenset[int]().union(*areas.values()).intersection(spans)
    for area in expected:
        own = areas.get(area, frozenset[int]()) & years
        if len(own) < len(years) and area not in thing:
            yield Lack(area, thing, document, len(areas), len(own), sorted(years - own))


def _line(view: View, cube: Cube, lack: Lack, by: str) -> list[Any]:
    thing = ", ".join(one for one in lack.thing if one != NOT_STATED)
    texts = (cube.short, lack.area, thing)
    lacks = ", ".join(ranges(lack.years, by))
    numbers = map(term, (lack.areas, lack.gives, lacks, len(lack.years)))
    return [*map(ox.Literal, texts), _document(view, lack.document), *numbers]


def _document(view: View, name: str) -> ox.NamedNode:
    """The document that a column names by its dataset and its own name, or by its IRI."""
    base = view.base or KG.removesuffix("ontology#")
    return ox.NamedNode(name if ":" in name else f"{base}document/{name}")
