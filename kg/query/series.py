"""Series of figures: the observations of one kind, each source a series of its own.

Nothing is merged and nothing is summed. Observations belong to one series if one edition of one
document says them of the same things in the same unit; what they are listed by (a year, a partner)
is all in which they differ. The answer names each series with who says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import ParameterError, did_you_mean, shown
from kg.model.datatypes import decimal_text
from kg.model.dates import parse_date, parse_period
from kg.model.keys import NOT_STATED, spoken
from kg.model.vocab import KG, PERIOD, XSD
from kg.query.attribution import Attribution, attribute
from kg.query.cubes import Cube, Part, cube_named
from kg.query.labels import Labels, period_text
from kg.query.results import Rows
from kg.store.columns import FIRST, LAST, Wanted

if TYPE_CHECKING:
    from kg.store.columns import Columns
    from kg.store.view import Term, View

SPANS = {"year": 12, "quarter": 3, "month": 1}
_OBSERVATION = "observation"
_IDENTITY = ("edition", "reporter")
_SOURCES = ("document", "dataset", "edition", "publisher", "speaker", "quotedSource", "reporter")
_MOST_NAMED = 8


class Point(NamedTuple):
    """One figure of a series: where it stands on the axis, and what was observed there."""

    at: str
    first: date | None
    values: tuple[Any, ...]
    more: Mapping[str, Any]
    observation: str


class Run(NamedTuple):
    """One series: what tells it from the others of the answer, who says it, and its figures."""

    name: str
    source: Attribution
    unit: str
    points: tuple[Point, ...]

    @property
    def title(self) -> str:
        """The series with its source, in one line."""
        said = f"{self.source.when} {self.source.who}".strip()
        reporter = self.source.reporter
        reporter = f", figures of {reporter}" if reporter not in ("", self.source.publisher) else ""
        return " – ".join(part for part in (self.name, said + reporter) if part)


class Series:
    """The answer: some series, what they have in common, and what was left out."""

    def __init__(
        self,
        cube: Cube,
        axis: str,
        time: str,
        runs: Sequence[Run],
        table: tuple[Sequence[str], list[tuple[str, tuple[Any, ...]]]],
        same: Mapping[str, str],
        notes: Sequence[str],
    ) -> None:
        self.cube = cube
        self.axis = axis
        self._time = time
        self.runs = tuple(runs)
        self.same = same
        self.notes = tuple(notes)
        self._table = table

    @property
    def in_time(self) -> bool:
        """Whether the figures follow each other in time."""
        return all(point.first for run in self.runs for point in run.points) and (
            self.axis in SPANS or self.axis == self._time
        )

    @property
    def title(self) -> str:
        """What all series have in common, in one line."""
        same = ", ".join(f"{name} {value}" for name, value in self.same.items())
        return ": ".join(part for part in (self.cube.label, same) if part)

    def shown(self) -> Rows:
        """Every figure with what people read of it: its series, its place, its values."""
        measures = [part.name for part in self.cube.measures]
        more = {name: None for run in self.runs for point in run.points for name in point.more}
        terms = [
            [
                ox.Literal(run.title),
                ox.Literal(point.at),
                *map(_term, point.values),
                *(_term(point.more.get(name)) for name in more),
            ]
            for run in self.runs
            for point in run.points
        ]
        return Rows(("series", self.axis, *measures, *more), terms)

    def rows(self) -> Rows:
        """Every figure with all its columns and the IRI of its observation, for machines."""
        names, lines = self._table
        columns = ("series", *([self.axis] if self.axis in SPANS else ()), *names)
        own = names.index(_OBSERVATION) if _OBSERVATION in names else -1
        terms = [
            [ox.Literal(title), *_axis(self.axis, names, row), *_terms(row, own)]
            for title, row in lines
        ]
        return Rows(columns, terms)

    def __len__(self) -> int:
        return len(self._table[1])

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def to_pandas(self) -> Any:
        """A pandas DataFrame with a row for each figure."""
        return self.rows().to_pandas()

    def to_arrow(self) -> Any:
        """A pyarrow Table with a row for each figure."""
        return self.rows().to_arrow()

    def __repr__(self) -> str:
        return f"<Series: {len(self)} figures in {len(self.runs)} series of {self.title}>"

    def _repr_html_(self) -> str:
        return self.rows()._repr_html_()


class Asked(NamedTuple):
    """What is asked of which columns: `given` is what the caller wrote, by column."""

    view: View
    cube: Cube
    columns: Columns
    wanted: Wanted
    given: Mapping[str, Sequence[str]]
    axis: str
    time: str


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
    asked = _asked(view, found, values, by, (since, until))
    names = asked.columns.names
    rows = asked.columns.rows(names, asked.wanted)
    runs, lines, same = _runs(asked, names, rows, language)
    notes = list(_notes(asked, len(rows)))
    return Series(found, asked.axis, asked.time, runs, (names, lines), same, notes)


# ---- what is asked -------------------------------------------------------------------------------


def _asked(
    view: View,
    cube: Cube,
    values: Mapping[str, Any],
    by: str | None,
    days: tuple[str | None, str | None],
) -> Asked:
    columns = view.columns(cube.name)
    names = columns.names
    time = names[names.index(FIRST) - 1] if FIRST in names else ""
    axis = _axis_of(cube, by, time)
    wanted: dict[str, set[str]] = {}
    given: dict[str, list[str]] = {}
    for name, value in values.items():
        texts = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
        column = cube.dimension(name, [one for one in _SOURCES if one in names])
        given.setdefault(column, []).extend(texts)
        own = wanted.setdefault(column, set())
        for text in texts:
            own |= _meant(view, cube, columns, column, text)
    since, until = (_day(text, last) for text, last in zip(days, (False, True), strict=True))
    if (since or until) and not time:
        raise ParameterError(f"{cube.label} has no dimension of time, so no first or last day")
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
        raise ParameterError(f"{cube.label} has no dimension of time, so nothing by {by}")
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
    from kg.query.arguments import term_of
    from kg.query.parameters import Parameter

    kind, of = ("codes", part.codes) if part.codes else ("class", part.of)
    return str(term_of(Parameter(part.name, kind, of), view, text).value)


def _bases(view: View) -> Sequence[str]:
    return [base for base in (view.base, KG.removesuffix("ontology#")) if base]


def _source(view: View, columns: Columns, column: str, text: str) -> str:
    """The value of a column that says where figures come from."""
    known = columns.counts(column, Wanted())
    if text in known:
        return text
    from kg.errors import QueryError
    from kg.query.resolve import resolve

    try:
        called = spoken(resolve(view, text), _bases(view))
    except QueryError:
        called = spoken(text, ())
    for one in called:
        if one in known:
            return one
    hint = did_you_mean(text, known)
    raise ParameterError(f"no {cube_word(column)} of these figures is {shown(text)}; {hint}")


def cube_word(column: str) -> str:
    """A column of sources in words.

    >>> cube_word("quotedSource")
    'quoted source'
    """
    return "".join(f" {one.lower()}" if one.isupper() else one for one in column)


# ---- the answer ----------------------------------------------------------------------------------


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
        key = tuple(row[at[name]] for name in (*own, *_IDENTITY))
        groups.setdefault(key, []).append(row)
    told = [n for n, name in enumerate(own) if len({key[n] for key in groups}) > 1]
    same = {name: key[n] for key in groups for n, name in enumerate(own) if n not in told}
    firsts = {key: group[0][at[_OBSERVATION]] for key, group in groups.items()}
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
        row[at[_OBSERVATION]],
    )


def _at(axis: str, time: str, at: Mapping[str, int], row: tuple[Any, ...]) -> str:
    if axis in SPANS:
        return span_text(axis, row[at[FIRST]])
    value = row[at[axis]]
    return period_text(value) if axis == time else str(value)


def span_text(span: str, first: date) -> str:
    """A year, quarter or month by its first day.

    >>> [span_text(span, date(2022, 4, 1)) for span in SPANS]
    ['2022', '2022-Q2', '2022-04']
    """
    if span == "year":
        return f"{first.year:04}"
    if span == "quarter":
        return f"{first.year:04}-Q{(first.month + 2) // 3}"
    return first.isoformat()[:7]


def _axis(axis: str, names: Sequence[str], row: tuple[Any, ...]) -> list[Term | None]:
    return [ox.Literal(span_text(axis, row[names.index(FIRST)]))] if axis in SPANS else []


def _terms(row: tuple[Any, ...], observation: int) -> Iterator[Term | None]:
    for place, value in enumerate(row):
        yield ox.NamedNode(value) if place == observation else _term(value)


def _term(value: Any) -> Term | None:
    if isinstance(value, Decimal):
        kind = "decimal" if value.as_tuple().exponent else "integer"  # integers have no scale
        return ox.Literal(decimal_text(value), datatype=ox.NamedNode(XSD + kind))
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    return None if value is None else ox.Literal(value)


def _notes(asked: Asked, count: int) -> Iterator[str]:
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
