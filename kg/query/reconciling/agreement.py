"""Whether a thing has the values that a row gives beside its name: yes, no, or nobody says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model.names import fold, romanise
from kg.query.ask import ask
from kg.query.labels import long_iri
from kg.query.reconciling.asked import Condition
from kg.query.sparql import bind

if TYPE_CHECKING:
    from kg.store.names import Names
    from kg.store.view import Term, View

_VALUES = """
SELECT ?iri ?property ?value WHERE {
  VALUES ?iri { <https://example.org/> }
  VALUES ?property { <https://example.org/> }
  ?iri ?property ?value
}
"""
_HAVING = """
SELECT DISTINCT ?iri WHERE {
  VALUES ?property { <https://example.org/> }
  VALUES ?value { <https://example.org/> }
  ?iri ?property ?value
}
"""
_SAYING = """
SELECT DISTINCT ?iri WHERE {
  VALUES ?property { <https://example.org/> }
  VALUES ?text { "a text" }
  ?iri ?property ?value FILTER(isLiteral(?value) && LCASE(STR(?value)) = ?text)
}
"""
_COMPARED = """
SELECT ?iri ?value WHERE {
  VALUES ?property { <https://example.org/> }
  ?iri ?property ?value FILTER(isLiteral(?value))
}
"""
_NEARLY = 85.0
_DATE = re.compile(
    r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FIGURES = re.compile(r"[0-9]+")


class Fit(NamedTuple):
    """How well a thing fits the conditions: from 0 to 1, and whether one of them is not met."""

    share: float = 1.0
    contradicted: bool = False
    agreed: bool = False


class Agreement:
    """Compares things with conditions whose properties are IRIs."""

    def __init__(self, view: View, labels: Names, conditions: Sequence[Condition]) -> None:
        self._view, self._labels = view, labels
        self._conditions = conditions
        self._held: dict[tuple[str, str], list[Term]] = {}

    def load(self, iris: Iterable[str]) -> None:
        """Read the values of things, in one query."""
        props = {condition.property for condition in self._conditions}
        for iri, prop, value in ask(self._view, _VALUES, iri=set(iris), property=props):
            self._held.setdefault((iri.value, prop.value), []).append(value)

    def of(self, iri: str) -> Fit:
        """How a loaded thing fits; what nobody says of it counts half."""
        found = [self._one(iri, condition) for condition in self._conditions]
        known = [share for share in found if share is not None]
        if not found:
            return Fit()
        total = sum(0.5 if share is None else share for share in found) / len(found)
        return Fit(total, 0.0 in known, any(known))

    def _one(self, iri: str, condition: Condition) -> float | None:
        held = self._held.get((iri, condition.property))
        if held is None:
            return None
        return max(self._alike(value, wanted) for value in held for wanted in condition.values)

    def _alike(self, value: Term, wanted: str) -> float:
        if isinstance(value, ox.NamedNode):
            if long_iri(self._view, wanted) == value.value:
                return 1.0
            called = [fold(label.text) for label in self._labels.about(value.value)]
            return max((_near(name, fold(wanted)) for name in called), default=0.0)
        return same(value.value, wanted) if isinstance(value, ox.Literal) else 0.0

    def having(self) -> set[str]:
        """The things that fit at least one condition."""
        found: set[str] = set()
        for condition in self._conditions:
            for wanted in condition.values:
                found |= self._having(condition.property, wanted)
        return found

    def _having(self, prop: str, wanted: str) -> set[str]:
        iri = long_iri(self._view, wanted)
        meant = {label.iri for label in self._labels.called(fold(wanted))} | (
            {iri} if iri else set()
        )
        found = {one.value for (one,) in ask(self._view, _HAVING, property={prop}, value=meant)}
        if _number(wanted) is not None or _day(wanted):
            every = ask(self._view, _COMPARED, property={prop})
            return found | {one.value for one, value in every if same(value.value, wanted) == 1}
        text = ox.Literal(wanted.lower())
        query = bind(_SAYING, {"property": [ox.NamedNode(prop)], "text": [text]})
        return found | {one.value for (one,) in ask(self._view, query)}


def same(value: str, wanted: str) -> float:
    """How much a literal is like a text: numbers by their value, dates as far as both go.

    >>> same("2025-11-23", "2025-11"), same("23.60", "23.6"), same("Aktau", "Актау")
    (1.0, 1.0, 1.0)
    >>> same("2025-11-23", "2025-11-23T00:00:00Z"), same("2025-11-23", "2025-11-24")
    (1.0, 0.0)
    """
    one, other = _number(value), _number(wanted)
    if one is not None and other is not None:
        return float(one == other)
    day, other_day = _day(value), _day(wanted)
    if day and other_day:
        return float(f"{day}-".startswith(f"{other_day}-") or f"{other_day}-".startswith(f"{day}-"))
    return _near(fold(value), fold(wanted))


def _day(text: str) -> str:
    """The day, month or year that a text is; OpenRefine has no days without a time."""
    found = _DATE.fullmatch(text)
    return found[1] if found else ""


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if "_" not in text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _near(one: str, other: str) -> float:
    """How alike two folded texts are: letters may be mistyped, but another figure is another thing.

    >>> round(_near("tashkent region", "tashkent regoin"), 2), _near("corridor 2", "corridor 3")
    (0.93, 0.0)
    """
    if one == other:
        return float(bool(one))
    if _FIGURES.findall(one) != _FIGURES.findall(other):
        return 0.0
    from rapidfuzz import fuzz

    score = fuzz.ratio(romanise(one), romanise(other))
    return score / 100 if score >= _NEARLY else 0.0
