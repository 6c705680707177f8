"""Factors by which values taken in one way become values taken in another: claims with a source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import ParameterError, shown
from kg.model.vocab import KG
from kg.query.ask import ask
from kg.query.figures.sides import called
from kg.query.looking.attribution import Attribution, attribute, records

if TYPE_CHECKING:
    from kg.query.labels import Labels
    from kg.store.view import View

_CONVERSIONS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?claim ?from ?to ?factor WHERE {
  ?conversion kg:convertsFrom ?from ; kg:convertsTo ?to .
  GRAPH ?claim { ?conversion kg:factor ?factor }
}
"""


class Conversion(NamedTuple):
    """Multiply a value of the one kind to have one of the other; `others` were not taken."""

    source: str
    target: str
    factor: Decimal
    said: str
    claim: str = ""
    others: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether it is the caller's, who answers for it, and nobody's claim."""
        return not self.claim


class Ranking:
    """Which source is taken before which: official ones first, then the latest by their date.

    A document without a date counts from the day on which it was retrieved.
    """

    def __init__(self, view: View, sources: Mapping[str, Attribution]) -> None:
        documents = records(view, {one.document for one in sources.values() if one.document})
        official = KG + "official"
        self._of = {
            name: (documents[one.document].first(official) == "true", one.date)
            for name, one in sources.items()
            if one.document in documents
        }

    def of(self, name: str) -> tuple[bool, str]:
        """The rank of a source: the greater is taken first."""
        return self._of.get(name, (False, ""))


def conversions(view: View, labels: Labels, given: str | None) -> dict[tuple[str, str], Conversion]:
    """The factor to take for each pair of kinds: from the first source in rank, or as given.

    Raises:
        ParameterError: what is given is no factor.
    """
    number = None if given is None else _factor(given)
    rows = [(claim.value, *row) for claim, *row in ask(view, _CONVERSIONS)]
    sources = attribute(view, {row[0] for row in rows}, labels)
    ranking = Ranking(view, sources)
    rows.sort(key=lambda row: (ranking.of(row[0]), row[0]), reverse=True)
    found: dict[tuple[str, str], list[Conversion]] = {}
    for claim, source, target, factor in rows:
        kinds = called(view, source.value), called(view, target.value)
        said = sources[claim]
        one = Conversion(*kinds, Decimal(factor.value), f"{said.when} {said.who}".strip(), claim)
        found.setdefault(kinds, []).append(one)
    return {kinds: _taken(ones, number) for kinds, ones in found.items()}


def _taken(ones: Iterable[Conversion], number: Decimal | None) -> Conversion:
    """The first in rank, which knows the others; a number that is given takes its place."""
    first, *rest = ones
    if number is not None:
        rest, first = [first, *rest], first._replace(factor=number, said="as given", claim="")
    return first._replace(others=tuple(f"{one.factor} ({one.said})" for one in rest))


def _factor(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise ParameterError(f"{shown(text)} is no factor; write a number above 0, such as 1.06")
    return number
