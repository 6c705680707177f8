"""One line of a mirror: what the one side says of a period, and what the other does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import TYPE_CHECKING, NamedTuple

from kg.query.figures.facing import Figure, Pair
from kg.query.figures.sides import Sides, stated
from kg.query.values import number_text

if TYPE_CHECKING:
    from kg.query.figures.conversions import Conversion

COMPARED, OTHER_PERIOD, MISSING, NO_SIDE = "compared", "other period", "missing", "no side"
_SIX = Context(prec=6)


class Line(NamedTuple):
    """What is said of one flow in one period; only a line that is compared has a ratio."""

    pair: Pair
    facing: str
    same: tuple[str | None, ...]
    at: str
    first: date | None
    last: date | None
    status: str
    own: Figure | None = None
    other: Figure | None = None
    unplaced: Figure | None = None
    conversion: Conversion | None = None
    adjusted: Decimal | None = None
    notes: tuple[str, ...] = ()

    @property
    def ratio(self) -> Decimal | None:
        """The reporter's figure divided by the partner's, to six digits."""
        if self.status != COMPARED or not (self.own and self.other) or not self.other.value:
            return None
        return _SIX.divide(Decimal(self.own.value), Decimal(self.other.value))

    @property
    def difference(self) -> Decimal | None:
        """The reporter's figure less the partner's."""
        if self.status != COMPARED or not (self.own and self.other):
            return None
        return Decimal(self.own.value) - Decimal(self.other.value)

    @property
    def more(self) -> str:
        """Which of the two reports more, if they are compared."""
        if self.difference is None:
            return ""
        if not self.difference:
            return "neither"
        return self.pair.reporter if self.difference > 0 else self.pair.partner


class Known(NamedTuple):
    """What the making of notes needs to know beside the figures."""

    sides: Sides
    conversions: Mapping[tuple[str, str], Conversion]


def adjusted(known: Known, line: Line) -> Line:
    """A line with the ratio of values taken in one way, where the two sides took them in two.

    The side that has more in it is divided: imports with their carriage, to stand as exports do.
    Where one side does not say how it took them, only a factor that the caller gives is used.
    """
    if line.ratio is None or not (line.own and line.other):
        return line
    for mine, theirs in zip(line.own.methods, line.other.methods, strict=True):
        for (source, target), found in known.conversions.items():
            if _meant(mine, source, theirs, target, found):
                ratio = _SIX.multiply(line.ratio, found.factor)
            elif _meant(mine, target, theirs, source, found):
                ratio = _SIX.divide(line.ratio, found.factor)
            else:
                continue
            said = (*line.notes, *_supposed(line, mine, theirs, source, target))
            return line._replace(conversion=found, adjusted=ratio, notes=said)
    return line


def _meant(one: object, kind: str, two: object, other: str, found: Conversion) -> bool:
    """Whether two sides took values in two ways, or one did and a given factor says the other."""
    if (one, two) == (kind, other):
        return True
    return found.given and ((one == kind and not stated(two)) or (two == other and not stated(one)))


def _supposed(line: Line, mine: object, theirs: object, source: str, target: str) -> Iterator[str]:
    """What was not stated and is supposed because a factor was given."""
    for name, one, two in ((line.pair[0], mine, theirs), (line.pair[1], theirs, mine)):
        if not stated(one):
            yield f"{name} is taken as {target if two == source else source}, as a factor was given"


def notes(known: Known, line: Line, kinds: Sequence[Figure]) -> Iterator[str]:
    """What keeps the two figures of a line from being the same thing."""
    who = ((line.pair.reporter, line.own), (line.pair.partner, line.other))
    both = [(name, figure) for name, figure in who if figure]
    for name, figure in both:
        yield from _of_figure(known.sides, line, name, figure)
    if line.own and line.other:
        yield from _differences(known.sides, line.pair, line.own.methods, line.other.methods)
    for figure in kinds:
        if (figure.first, figure.last) == (line.first, line.last) and line.own:
            kind = f"{figure.flow}, a kind of {line.pair.flow}"
            yield f"{line.pair.reporter} also counts {kind}: {number_text(str(figure.value))}"
    if line.own and line.other and not known.sides.is_whole(line.pair.flow):
        yield f"{line.facing} of {line.pair.partner} hold more than {line.pair.flow}"


def _of_figure(sides: Sides, line: Line, name: str, figure: Figure) -> Iterator[str]:
    if not figure.value:
        yield f"{name} reports zero"
    if figure.area != name:
        yield f"{name} tells it as {figure.flow} of {figure.area}"
    for dimension, mine, meant in zip(sides.same, figure.same, line.same, strict=True):
        if mine != meant:
            yield f"{dimension} is not stated by {name}"
    for what, value in figure.more.items():
        yield f"{name}: {what} {value}"


def _differences(
    sides: Sides, pair: Pair, own: tuple[object, ...], other: tuple[object, ...]
) -> Iterator[str]:
    """How the two sides counted, where they differ or one of them does not say."""
    one, two, _ = pair
    for method, mine, theirs in zip(sides.methods, own, other, strict=True):
        if stated(mine) and stated(theirs):
            if mine != theirs:
                yield f"{method}: {one} {mine}, {two} {theirs}"
        elif stated(mine) or stated(theirs):
            silent, says, value = (two, one, mine) if stated(mine) else (one, two, theirs)
            yield f"{method}: {says} {value}, not stated by {silent}"
