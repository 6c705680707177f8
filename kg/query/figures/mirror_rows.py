"""The lines of a mirror as machines read them: every figure with its source and its observation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.query.figures.facing import Figure
from kg.query.figures.lines import Line
from kg.query.figures.runs import OBSERVATION, as_term
from kg.query.figures.sides import Sides
from kg.query.looking.attribution import Attribution

if TYPE_CHECKING:
    from kg.store.view import Term

_FIGURES = ("reporter", "partner", "unplaced")  # how the columns of a line's figures begin


class Maker:
    """Makes RDF of lines."""

    def __init__(self, sides: Sides, sources: Mapping[str, Attribution]) -> None:
        self._sides = sides
        self._sources = sources
        self._made: dict[str, list[Term | None]] = {}
        self._texts: dict[str, ox.Literal] = {}

    def columns(self) -> Iterator[str]:
        """The names of the columns."""
        yield from ("status", "reporter", "partner", self._sides.flow, "facing", *self._sides.same)
        yield from ("period", "reporterValue", "partnerValue", "ratio", "difference")
        yield from ("reportsMore", "factor", "factorSource", "adjustedRatio", "unplacedValue")
        for side in _FIGURES:
            names = ("period", "told", *self._sides.methods, "document", "title", "publisher")
            for name in (*names, "dated", "edition", OBSERVATION):
                yield side + name[0].upper() + name[1:]
        yield from ("notes",)

    def terms(self, line: Line) -> Iterator[Term | None]:
        """The values of a line, in the order of the columns."""
        yield from self._line(line)
        yield from self._figures(line)

    def _line(self, line: Line) -> Iterator[Term | None]:
        yield from map(self._term, (line.status, *line.pair, line.facing, *line.same, line.at))
        yield from (as_term(one.value if one else None) for one in (line.own, line.other))
        yield from map(self._term, (line.ratio, line.difference, line.more or None))
        found = line.conversion
        yield from map(self._term, (found and found.factor, found and found.said, line.adjusted))
        yield as_term(line.unplaced.value if line.unplaced else None)

    def _figures(self, line: Line) -> Iterator[Term | None]:
        for figure in (line.own, line.other, line.unplaced):
            yield from self._figure(figure)
        yield self._term("; ".join(line.notes) or None)

    def _figure(self, figure: Figure | None) -> list[Term | None]:
        if figure is None:
            return [None] * (8 + len(self._sides.methods))
        told = (figure.period, f"{figure.flow} of {figure.area}", *figure.methods)
        source = self._source(figure.edition)
        return [*map(self._term, told), *source, ox.NamedNode(figure.observation)]

    def _source(self, edition: str) -> list[Term | None]:
        if edition not in self._made:
            one = self._sources[edition]
            document = ox.NamedNode(one.document) if one.document else None
            said = (one.title or None, one.publisher or None, one.when or None, edition)
            self._made[edition] = [document, *map(as_term, said)]
        return self._made[edition]

    def _term(self, value: Any) -> Term | None:
        """A value as RDF; what stands in thousands of lines is made once."""
        if not isinstance(value, str):
            return as_term(value)
        if value not in self._texts:
            self._texts[value] = ox.Literal(value)
        return self._texts[value]
