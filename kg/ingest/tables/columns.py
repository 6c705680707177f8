"""What stands in the columns of the twin: the parts of observations as the values people use.

A column is named as the ontology names its property. A reference is the key of what it means, a
code its notation, a number an exact decimal; a period has its first and last day beside it. Beside
these stand who says it, and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kg.ingest.entities import Index
from kg.ingest.minting import SOGDIAN, Mint
from kg.model import vocab as v
from kg.model.dates import parse_date, parse_period
from kg.model.keys import NOT_STATED, spoken
from kg.model.ontology import Class, Property
from kg.model.terms import Term, iri_text, literal_text
from kg.model.vocab import local_name

FIRST, LAST, ROW, COLUMN, OBSERVATION = "firstDay", "lastDay", "row", "column", "observation"
SOURCES = (
    "document",
    "dataset",
    "edition",
    "issued",
    "publisher",
    "speaker",
    "quotedSource",
    "reporter",
    "recordId",
)
_KINDS = {
    v.XSD + "decimal": "decimal",
    v.XSD + "integer": "integer",
    v.XSD + "boolean": "boolean",
    v.XSD + "date": "day",
}
_READ: dict[str, Any] = {
    "decimal": Decimal,
    "integer": Decimal,
    "boolean": "true".__eq__,
    "day": date.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what kind of value it holds, and the property that it is of."""

    name: str
    kind: str = "text"
    iri: str = ""
    cls: str = ""
    several: bool = False


def columns_of(cls: Class) -> list[Column]:
    """The columns of a class of observations, its dimensions first, in their order.

    A source column whose name a property of the class has, too, ends in `_`.
    """
    known = {prop.iri: prop for prop in cls.properties.values()}
    found = []
    for name in cls.dimensions:
        prop = known.get(name)
        found.append(_column(prop) if prop else Column(local_name(name), iri=name))
        if prop and prop == time_of(cls):
            found += [Column(FIRST, "day"), Column(LAST, "day")]
    found += [
        _column(prop)
        for prop in sorted(known.values(), key=lambda prop: prop.order)
        if prop.iri not in cls.dimensions and not prop.inverse_of
    ]
    taken = {column.name for column in found}
    own = [Column(ROW, "count"), Column(COLUMN, "count"), *map(Column, (*SOURCES, OBSERVATION))]
    for column in own:
        name = column.name + "_" if column.name in taken else column.name
        found.append(Column(name, column.kind))
    return found


def time_of(cls: Class) -> Property | None:
    """The dimension that says when: the first that is a period or a date."""
    known = {prop.iri: prop for prop in cls.properties.values()}
    dated = (known[name] for name in cls.dimensions if name in known)
    return next((prop for prop in dated if prop.kind in ("period", "date")), None)


def _column(prop: Property) -> Column:
    kind = _KINDS.get(prop.datatype, "text") if prop.kind == "literal" else "text"
    return Column(prop.name, kind, prop.iri, prop.cls, prop.most != 1)


class Values:
    """Turns terms into the values of columns; `resolved` is what the keys that it used mean."""

    def __init__(self, mint: Mint, index: Index) -> None:
        self.resolved: dict[tuple[str, str, str], str] = {}
        self._index = index
        self._bases = tuple(dict.fromkeys((mint.base, SOGDIAN)))
        self._keys: dict[tuple[Term, str], str] = {}

    def value(self, column: Column, term: Term) -> Any:
        """The value of a term in a column."""
        if term.startswith("<"):
            key = self.key(term, column.cls)
            return None if column.kind != "text" and key == NOT_STATED else key
        return _READ.get(column.kind, str)(literal_text(term))

    def joined(self, column: Column, terms: Iterable[Term]) -> Any:
        """The value of a property that may have several."""
        found = [self.value(column, term) for term in terms]
        if len(found) < 2 or column.kind != "text":
            return found[0] if found else None
        return "; ".join(sorted(found))

    def key(self, term: Term, cls: str) -> str:
        """What an IRI is called: by its key alone, where that can mean nothing else."""
        found = self._keys.get((term, cls))
        if found is None:
            found = self._keys[term, cls] = self._key(iri_text(term), cls or v.NODE)
        return found

    def _key(self, iri: str, cls: str) -> str:
        short, whole = spoken(iri, self._bases)
        if short == whole:
            return short
        meant = self.resolved[short, cls, ""] = self._index.means(short, cls, "")
        return short if meant == iri else whole

    def days(self, term: Term) -> tuple[date | None, date | None]:
        """The first and the last day that a period or a date as said can mean."""
        text = self.key(term, "") if term.startswith("<") else literal_text(term)
        if text == NOT_STATED:
            return None, None
        if term.startswith("<"):
            period = parse_period(text)
            return period.first, period.last
        said = parse_date(text)
        return said.earliest, said.latest

    def agents(self, terms: Iterable[Term]) -> str | None:
        """Who speaks, is quoted or reports, by their keys."""
        return "; ".join(sorted(self.key(term, v.ENTITY) for term in terms)) or None


def by_property(pairs: Iterable[tuple[Term, Term]]) -> Iterator[tuple[str, list[Term]]]:
    """The terms of an observation, by the IRI of the property."""
    found: dict[str, list[Term]] = {}
    for predicate, term in pairs:
        found.setdefault(iri_text(predicate), []).append(term)
    yield from found.items()
