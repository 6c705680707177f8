"""Series as an answer has them: each with its source and its figures, in the order of the axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.model.datatypes import decimal_text
from kg.model.vocab import XSD
from kg.query.figures.cubes import Cube
from kg.query.figures.selection import SPANS
from kg.query.looking.attribution import Attribution
from kg.query.results import Rows
from kg.store.columns import FIRST, LAST

if TYPE_CHECKING:
    from kg.store.view import Term

OBSERVATION = "observation"


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
                *map(as_term, point.values),
                *(as_term(point.more.get(name)) for name in more),
            ]
            for run in self.runs
            for point in run.points
        ]
        return Rows(("series", self.axis, *measures, *more), terms)

    def rows(self) -> Rows:
        """Every figure with all its columns and the IRI of its observation, for machines."""
        names, lines = self._table
        columns = ("series", *([self.axis] if self.axis in SPANS else ()), *names)
        own = names.index(OBSERVATION) if OBSERVATION in names else -1
        terms = [
            [ox.Literal(title), *_axis(self.axis, names, row), *_terms(row, own)]
            for title, row in lines
        ]
        return Rows(columns, terms)

    @property
    def documents(self) -> set[str]:
        """The documents that the figures are from."""
        return {run.source.document for run in self.runs} - {""}

    def observations(self) -> Iterator[str]:
        """The IRI of each figure."""
        names, lines = self._table
        if OBSERVATION in names:
            yield from (row[names.index(OBSERVATION)] for _, row in lines)

    def spans(self) -> Iterator[tuple[date | None, date | None]]:
        """The first and the last day of each figure, where these have periods."""
        names, lines = self._table
        if FIRST in names:
            first, last = names.index(FIRST), names.index(LAST)
            yield from ((row[first], row[last]) for _, row in lines)

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
        yield ox.NamedNode(value) if place == observation else as_term(value)


def as_term(value: Any) -> Term | None:
    """A value of a column as RDF has it."""
    if isinstance(value, Decimal):
        kind = "decimal" if value.as_tuple().exponent else "integer"  # integers have no scale
        return ox.Literal(decimal_text(value), datatype=ox.NamedNode(XSD + kind))
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    return None if value is None else ox.Literal(value)
