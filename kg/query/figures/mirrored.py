"""A mirror as an answer: its lines with their sources, for people, for machines and for charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.query.figures.cubes import Cube
from kg.query.figures.lines import Line
from kg.query.figures.mirror_rows import Maker
from kg.query.figures.mirror_runs import runs_of
from kg.query.figures.runs import Series, as_term
from kg.query.figures.sides import Sides
from kg.query.figures.trend import ratio_text, trend
from kg.query.looking.attribution import Attribution
from kg.query.results import Rows
from kg.query.values import number_text

if TYPE_CHECKING:
    from kg.query.figures.facing import Pair
    from kg.store.view import Term


class Part(tuple[Line, ...]):
    """The lines of one flow between two areas that speak of the same thing, in time."""

    __slots__ = ()

    @property
    def pair(self) -> Pair:
        """The two areas, and the flow as the reporter of the two counts it."""
        return self[0].pair

    @property
    def facing(self) -> str:
        """The flow as the partner counts it."""
        return self[0].facing

    @property
    def same(self) -> tuple[str | None, ...]:
        """What all figures speak of, in the order of the sides' dimensions."""
        return self[0].same

    @property
    def trend(self) -> str:
        """Whether the gap grows, in one sentence; empty where nothing is compared."""
        return trend(self)

    @property
    def has_trend(self) -> bool:
        """Whether more than one period is compared."""
        return len({line.first for line in self if line.ratio}) > 1


class Mirror:
    """What two sides report of the same, line by line, and what keeps it from being the same."""

    def __init__(
        self,
        sides: Sides,
        time: tuple[str, str],
        lines: Sequence[Line],
        sources: Mapping[str, Attribution],
        notes: Sequence[str],
    ) -> None:
        self.sides = sides
        self.axis, self._time = time
        self.lines = tuple(lines)
        self.sources = sources
        self.notes = tuple(notes)
        self.parts = tuple(
            Part(found) for _, found in groupby(self.lines, lambda line: (line.pair, line.same))
        )

    @property
    def cube(self) -> Cube:
        """What is observed."""
        return self.sides.cube

    @property
    def title(self) -> str:
        """What all lines have in common."""
        told = self.told
        same = [
            f"{name} {value}"
            for n, name in enumerate(self.sides.same)
            for value in {line.same[n] for line in self.lines}
            if name not in told
        ]
        return ": ".join(part for part in (self.cube.label, ", ".join(same)) if part)

    @cached_property
    def told(self) -> dict[str, int]:
        """The dimensions in which lines differ, with their places."""
        found = enumerate(self.sides.same)
        return {name: n for n, name in found if len({line.same[n] for line in self.lines}) > 1}

    def shown(self) -> Rows:
        """Every line as people read it."""
        told = self.told
        columns = ("reporter", "partner", self.sides.flow, *told, "period", "reporterValue")
        columns += ("partnerValue", "ratio", "adjusted", "reportsMore", "notes")
        return Rows(columns, [list(self._shown(line, told)) for line in self.lines])

    def _shown(self, line: Line, told: Mapping[str, int]) -> Iterator[Term | None]:
        yield from map(as_term, (*line.pair, *(line.same[n] for n in told.values()), line.at))
        yield from (as_term(figure.value if figure else None) for figure in (line.own, line.other))
        for text in (ratio_text(line.ratio), ratio_text(line.adjusted), line.more):
            yield as_term(text or None)
        apart = [number_text(str(line.unplaced.value))] if line.unplaced else []
        yield as_term("; ".join((*apart, *line.notes)) or None)

    def rows(self) -> Rows:
        """Every line with all that is known of its figures, for machines."""
        made = Maker(self.sides, self.sources)
        terms = []
        for part in self.parts:
            said = as_term(part.trend or None)
            terms += [[*made.terms(line), said] for line in part]
        return Rows((*made.columns(), "trend"), terms)

    @property
    def documents(self) -> set[str]:
        """The documents whose figures stand in the lines."""
        figures = (one for line in self.lines for one in (line.own, line.other, line.unplaced))
        editions = {figure.edition for figure in figures if figure}
        return {self.sources[edition].document for edition in editions} - {""}

    def series(self) -> Series:
        """Both sides and their ratio as series, which charts draw."""
        runs = [run for part in self.parts for run in runs_of(self.sides, part)]
        return Series(self.cube, self.axis, self._time, runs, ((), []), {}, self.notes)

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def to_pandas(self) -> Any:
        """A pandas DataFrame with a row for each line."""
        return self.rows().to_pandas()

    def to_arrow(self) -> Any:
        """A pyarrow Table with a row for each line."""
        return self.rows().to_arrow()

    def __repr__(self) -> str:
        return f"<Mirror: {len(self)} lines of {self.title}>"

    def _repr_html_(self) -> str:
        return self.shown()._repr_html_()
