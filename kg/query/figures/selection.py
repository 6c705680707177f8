"""What is asked of the columns of a kind of observations, in the columns' own values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import ConflictError, ParameterError, QueryError, did_you_mean, shown
from kg.model.dates import parse_date, parse_period
from kg.model.keys import NOT_STATED, spoken
from kg.model.vocab import KG, PERIOD
from kg.query.figures.cubes import Cube, Part
from kg.store.columns import FIRST, Wanted

if TYPE_CHECKING:
    from kg.store.columns import Columns
    from kg.store.view import View

SPANS = {"year": 12, "quarter": 3, "month": 1}
SOURCES = ("document", "dataset", "edition", "publisher", "speaker", "quotedSource", "reporter")
_MOST_NAMED = 8


class Asked(NamedTuple):
    """What is asked of which columns: `given` is what the caller wrote, by column."""

    view: View
    cube: Cube
    columns: Columns
    wanted: Wanted
    given: Mapping[str, Sequence[str]]
    axis: str
    time: str


def asked_of(
    view: View,
    cube: Cube,
    values: Mapping[str, Any],
    by: str | None,
    days: tuple[str | None, str | None],
) -> Asked:
    """Resolve what a caller wrote: names of dimensions, values, dates.

    Raises:
        KgError: as for `kg.query.figures.series.series`.
    """
    columns = view.columns(cube.name)
    names = columns.names
    time = names[names.index(FIRST) - 1] if FIRST in names else ""
    axis = _axis_of(cube, by, time)
    wanted: dict[str, set[str]] = {}
    given: dict[str, list[str]] = {}
    for name, value in values.items():
        texts = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
        column = cube.dimension(name, [one for one in SOURCES if one in names])
        given.setdefault(column, []).extend(texts)
        own = wanted.setdefault(column, set())
        for text in texts:
            own |= _meant(view, cube, columns, column, text)
    since, until = (_day(text, last) for text, last in zip(days, (False, True), strict=True))
    if (since or until) and not time:
        raise ConflictError(f"{cube.label} has no dimension of time, so no first or last day")
    if since and until and since > until:
        raise ConflictError(f"no period begins on {since} or later and ends by {until}")
    span = SPANS.get(axis, 0)
    kept = {column: sorted(texts) for column, texts in wanted.items()}
    return Asked(view, cube, columns, Wanted(kept, span, since, until), given, axis, time)


def _axis_of(cube: Cube, by: str | None, time: str) -> str:
    dimensions = [part.name for part in cube.dimensions]
    if by is None:
        return time or dimensions[0]
    if by not in SPANS or by in dimensions:
        return cube.dimension(by, SPANS)
    if not time:
        raise ConflictError(f"{cube.label} has no dimension of time, so nothing by {by}")
    return by


def _day(text: str | None, last: bool) -> date | None:
    if text is None:
        return None
    try:
        said = parse_date(text)
    except ValueError as error:
        raise ParameterError(str(error)) from None
    return said.latest if last else said.earliest


def _meant(view: View, cube: Cube, columns: Columns, column: str, text: str) -> set[str]:
    """The values that a column may have for what a text means."""
    part = next((one for one in cube.dimensions if one.name == column), None)
    if part is None:
        return {_source(view, columns, column, text)}
    if text == NOT_STATED:
        return {text}
    if part.of == PERIOD:
        try:
            return {parse_period(text).path}
        except ValueError as error:
            raise ParameterError(str(error)) from None
    return set(spoken(_iri(view, part, text), _bases(view))) if part.of else {text}


def _iri(view: View, part: Part, text: str) -> str:
    from kg.query.named.arguments import term_of
    from kg.query.named.parameters import Parameter

    kind, of = ("codes", part.codes) if part.codes else ("class", part.of)
    return str(term_of(Parameter(part.name, kind, of), view, text).value)


def _bases(view: View) -> Sequence[str]:
    return [base for base in (view.base, KG.removesuffix("ontology#")) if base]


def _source(view: View, columns: Columns, column: str, text: str) -> str:
    """The value of a column that says where figures come from, whole or without its dataset."""
    known = columns.counts(column, Wanted())
    if text in known:
        return text
    from kg.query.resolve import resolve

    try:
        called = spoken(resolve(view, text), _bases(view))
    except QueryError:
        called = spoken(text, ())
    for one in called:
        if one in known:
            return one
    alone = [one for one in known if one.endswith(f"/{text}")]
    if len(alone) == 1:
        return alone[0]
    hint = did_you_mean(text, known)
    raise ParameterError(f"no {cube_word(column)} of these figures is {shown(text)}; {hint}")


def cube_word(column: str) -> str:
    """A column of sources in words.

    >>> cube_word("quotedSource")
    'quoted source'
    """
    return "".join(f" {one.lower()}" if one.isupper() else one for one in column)


def notes(asked: Asked, count: int) -> Iterator[str]:
    """What was left out, and why nothing was found."""
    wanted = asked.wanted
    if wanted.months:
        left = asked.columns.count(wanted._replace(months=0)) - count
        if left:
            figures = "1 figure" if left == 1 else f"{left:,} figures"
            yield f"left out: {figures} of periods other than a {asked.axis}"
    if count:
        return
    for column, texts in asked.given.items():
        others = {name: one for name, one in wanted.values.items() if name != column}
        known = asked.columns.counts(column, Wanted(others))
        if known and not set(wanted.values[column]) & known.keys():
            some = ", ".join(list(known)[:_MOST_NAMED])
            more = f" … ({len(known)} in all)" if len(known) > _MOST_NAMED else ""
            called = ", ".join(texts)
            yield f"with the other values, no figure has {column} {called}; there are {some}{more}"
