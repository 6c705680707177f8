"""The rules of comparison, as the ontology's triples in the store say (`disagreements.ttl`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.vocab import local_name
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.query.looking.schema import Schema
    from kg.store.view import View

_KINDS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?kind ?rule ?value WHERE {
  ?kind kg:rank ?rank ; ?rule ?value
  VALUES ?rule { kg:rank kg:reconciles kg:tolerance kg:leastOverlap kg:withinDays kg:likeness }
}
"""
_MARKS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?term ?mark ?value WHERE {
  VALUES ?mark {
    kg:differsBy kg:aside kg:unmarked kg:upperEndOf kg:mayBeBelow kg:mayBeAbove
  }
  ?term ?mark ?value
}
"""
_FACTORS = """
PREFIX qudt: <http://qudt.org/schema/qudt/>
SELECT ?unit ?quantity ?factor WHERE {
  ?unit qudt:hasQuantityKind ?quantity ; qudt:conversionMultiplier ?factor
}
"""


class Kind(NamedTuple):
    """A kind of disagreement and its measures; `rank` tells which goes first."""

    iri: str
    rank: int = 99
    reconciles: bool = False
    tolerance: Decimal = Decimal(0)
    overlap: float = 0.5
    days: int = 366
    likeness: float = 0.8

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return local_name(self.iri)


class Rules:
    """What each property is for in a comparison, and what each kind of disagreement asks."""

    def __init__(self, view: View, schema: Schema) -> None:
        self._schema = schema
        self.kinds = {kind.name: kind for kind in _kinds(view)}
        self._marks: dict[str, dict[str, str]] = {}
        for term, mark, value in ask(view, _MARKS):
            self._marks.setdefault(local_name(mark.value), {})[term.value] = value.value
        self._circumstances: dict[str, str] = {}
        self._answers: dict[str, bool] = {}
        self._factors = {
            unit.value: (quantity.value, Decimal(factor.value))
            for unit, quantity, factor in ask(view, _FACTORS)
        }

    def kind(self, name: str) -> Kind:
        """A kind by its name; one that the ontology does not describe has no measures."""
        return self.kinds.get(name) or Kind(name)

    def circumstance(self, prop: str) -> str:
        """The kind of disagreement that a difference in a property is, or the empty string."""
        if prop not in self._circumstances:
            known = self._marks.get("differsBy", {})
            found = (known[up] for up in self._schema.above(prop) if up in known)
            self._circumstances[prop] = local_name(next(found, ""))
        return self._circumstances[prop]

    def is_aside(self, prop: str) -> bool:
        """Whether a property is no part of the comparison."""
        marked = self._marks.get("aside", {})
        return any(marked.get(up) == "true" for up in self._schema.above(prop))

    def is_answer(self, prop: str) -> bool:
        """Whether two statements of one question are compared by a property."""
        if prop not in self._answers:
            self._answers[prop] = self._schema.answers(prop) and not self.is_aside(prop)
        return self._answers[prop]

    def is_unmarked(self, value: str) -> bool:
        """Whether a value is what is meant where nothing is stated."""
        return value in self._marks.get("unmarked", {})

    def lower_end(self, prop: str) -> str:
        """The property of which this one is the upper end, or the empty string."""
        return self._marks.get("upperEndOf", {}).get(prop, "")

    def factor(self, units: Iterable[str]) -> tuple[str, Decimal] | None:
        """The quantity that a unit measures, and how many of its reference unit it is, if known."""
        return next((self._factors[one] for one in units if one in self._factors), None)

    def hedge(self, value: str) -> tuple[Decimal, Decimal]:
        """By which shares the true number may lie below and above one that is hedged so."""
        below, above = (self._marks.get(name, {}).get(value, "0") for name in _HEDGES)
        return Decimal(below), Decimal(above)

    def is_hedge(self, value: str) -> bool:
        """Whether a value hedges a number."""
        return any(value in self._marks.get(name, {}) for name in _HEDGES)


_HEDGES = ("mayBeBelow", "mayBeAbove")
_FIELDS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "rank": ("rank", int),
    "reconciles": ("reconciles", lambda text: text == "true"),
    "tolerance": ("tolerance", Decimal),
    "leastOverlap": ("overlap", float),
    "withinDays": ("days", int),
    "likeness": ("likeness", float),
}


def _kinds(view: View) -> Iterator[Kind]:
    found: dict[str, dict[str, Any]] = {}
    for kind, rule, value in ask(view, _KINDS):
        name, read = _FIELDS[local_name(rule.value)]
        found.setdefault(kind.value, {})[name] = read(value.value)
    for iri, fields in found.items():
        yield Kind(iri, **fields)
