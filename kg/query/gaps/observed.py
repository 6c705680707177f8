"""Observations read from the graph, in the form of columns, for a store that keeps none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.model.dates import parse_period
from kg.model.keys import spoken
from kg.model.vocab import DERIVED_FROM, KG, PERIOD, REPORTER
from kg.query.ask import ask
from kg.query.figures.cubes import cube_named
from kg.query.figures.matching import is_span
from kg.query.figures.runs import OBSERVATION
from kg.store.columns import FIRST, LAST, Columns, Wanted

if TYPE_CHECKING:
    from kg.query.figures.cubes import Cube
    from kg.store.view import Answer, Dataset, Label, View

_VALUES = """
SELECT ?observation ?property ?value WHERE {
  VALUES ?class { <https://example.org/> }
  VALUES ?property { <https://example.org/> }
  ?observation a ?class ; ?property ?value
}
"""
_DATA_SET = "http://purl.org/linked-data/cube#dataSet"
_SOURCES = {"document": DERIVED_FROM, "edition": _DATA_SET, "reporter": REPORTER}


class Observing:
    """A view whose columns are read from its graph; everything else is the view's own."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._read: dict[str, Observed] = {}

    @property
    def base(self) -> str:
        """The base of the view."""
        return self._view.base

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes of the view."""
        return self._view.prefixes

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """Ask the view."""
        return self._view.query(sparql, dataset)

    def labels(self) -> Iterable[Label]:
        """The labels of the view."""
        return self._view.labels()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def columns(self, cube: str) -> Columns:
        """The observations of a class as columns.

        Raises:
            StoreError: there are none.
        """
        if cube not in self._read:
            self._read[cube] = Observed(self._view, cube_named(self._view, cube))
        return self._read[cube]


class Observed(Columns):
    """Columns in memory, with the questions that files of columns answer."""

    def __init__(self, view: View, cube: Cube) -> None:
        bases = [base for base in (view.base, KG.removesuffix("ontology#")) if base]
        time = next((part.name for part in cube.dimensions if part.of == PERIOD), "")
        self._time = time
        self._held = list(_held(view, cube, bases, time))
        if not self._held:
            raise StoreError(f"there are no observations of the class {cube.name}")
        names: list[str] = []
        for part in cube.parts:
            names += [part.name, *((FIRST, LAST) if part.name == time else ())]
        self.names = (*names, *_SOURCES, OBSERVATION)

    def rows(self, select: Sequence[str], wanted: Wanted) -> list[tuple[Any, ...]]:
        """Values of some columns, of the observations that are wanted."""
        chosen = (held for held in self._held if _fits(held, wanted))
        return [tuple(held.get(name) for name in select) for held in chosen]

    def count(self, wanted: Wanted) -> int:
        """How many are wanted."""
        return sum(_fits(held, wanted) for held in self._held)

    def counts(self, name: str, wanted: Wanted) -> dict[str, int]:
        """How many have each value of a column, the most first."""
        found = Counter(held.get(name) for held in self._held if _fits(held, wanted))
        return {value: count for value, count in found.most_common() if value is not None}

    def spans(self, select: Sequence[str], wanted: Wanted) -> list[tuple[Any, ...]]:
        """For all values that some columns have together: in which spans of time."""
        found: dict[tuple[Any, ...], set[int]] = {}
        for *values, first in self.rows((*select, FIRST), wanted):
            span = (first.year * 12 + first.month - 1) // wanted.months
            found.setdefault(tuple(values), set()).add(span)
        return [(*values, sorted(spans)) for values, spans in found.items()]


def _held(view: View, cube: Cube, bases: list[str], time: str) -> Iterator[dict[str, Any]]:
    """Each observation as a mapping from column to value."""
    named = {part.iri: part.name for part in cube.parts}
    named |= {iri.strip("<>"): name for name, iri in _SOURCES.items()}
    found: dict[str, dict[str, Any]] = {}
    for observation, prop, value in ask(view, _VALUES, **{"class": {cube.iri}, "property": named}):
        held = found.setdefault(observation.value, {OBSERVATION: observation.value})
        name = named[prop.value]
        held[name] = value.value if name in _SOURCES else spoken(value.value, bases).short
    for held in found.values():
        if time in held and "/P" in held[time]:
            period = parse_period(held[time])
            held |= {FIRST: period.first, LAST: period.last}
        yield held


def _fits(held: Mapping[str, Any], wanted: Wanted) -> bool:
    first, last = held.get(FIRST), held.get(LAST)
    return (
        all(held.get(name) in values for name, values in wanted.values.items())
        and (
            not wanted.months
            or is_span(wanted.months, first, last)
            or (wanted.moments and first is not None and first == last)
        )
        and (wanted.since is None or (first is not None and first >= wanted.since))
        and (wanted.until is None or (last is not None and last <= wanted.until))
    )
