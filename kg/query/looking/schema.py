"""How to show things, as the ontology's triples in the store say: order, cardinality, kinship."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kg.model.vocab import ALIAS, NAME, RDF
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

_SHAPES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?class ?property ?order ?most WHERE {
  VALUES ?property { <https://example.org/> }
  ?part sh:path ?property . ?shape sh:property ?part ; sh:targetClass ?class
  OPTIONAL { ?part sh:order ?order } OPTIONAL { ?part sh:maxCount ?most }
}
"""

_SHOWN = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?property WHERE {
  VALUES ?class { <https://example.org/> }
  ?shape sh:targetClass ?class ; sh:property ?part . ?part sh:path ?property
}
"""

_ABOVE = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?one ?other WHERE {
  ?one rdfs:subClassOf|rdfs:subPropertyOf ?other FILTER(isIRI(?one) && isIRI(?other))
}
"""

_INVERSES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?one ?other WHERE { ?one owl:inverseOf ?other FILTER(isIRI(?one) && isIRI(?other)) }
"""

_ANSWERS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?property WHERE { ?property kg:answers true }
"""

_FIRST = (f"{RDF}type", NAME, ALIAS)
_LAST = 10_000.0


class Shape(NamedTuple):
    """How a class shows one property."""

    order: float
    most: int | None


class Schema:
    """The shapes, superclasses, superproperties and inverses of one view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._shapes: dict[str, dict[str, Shape]] = {}
        self._above: dict[str, list[str]] = defaultdict(list)
        self._lines: dict[str, list[str]] = {}
        for one, other in ask(view, _ABOVE):
            self._above[one.value].append(other.value)
        self.inverses: dict[str, str] = {}
        for one, other in ask(view, _INVERSES):
            self.inverses |= {one.value: other.value, other.value: one.value}
        self._answers = {prop.value for (prop,) in ask(view, _ANSWERS)}

    def load(self, props: Iterable[str]) -> None:
        """Read what the shapes say of properties: of all not known yet, in one query."""
        wanted = set(props) - self._shapes.keys()
        self._shapes |= {prop: {} for prop in wanted}
        for cls, prop, order, most in ask(self._view, _SHAPES, property=wanted):
            self._shapes[prop.value][cls.value] = Shape(
                float(order.value) if order else _LAST, int(most.value) if most else None
            )

    def _shapes_of(self, prop: str) -> dict[str, Shape]:
        if prop not in self._shapes:
            self.load({prop})
        return self._shapes[prop]

    def above(self, term: str) -> list[str]:
        """A class or property and what stands above it, nearest first."""
        if (known := self._lines.get(term)) is not None:
            return known
        found = [term]
        for current in found:
            found += [up for up in self._above.get(current, ()) if up not in found]
        self._lines[term] = found
        return found

    def below(self, term: str) -> set[str]:
        """A class or property and what stands below it."""
        return {term} | {other for other in self._above if term in self.above(other)}

    def lowest(self, classes: set[str]) -> list[str]:
        """The classes that stand above no other of them."""
        higher = {up for cls in classes for up in self.above(cls)[1:]}
        return sorted(classes - higher) or sorted(classes)

    def functional(self, prop: str, classes: Iterable[str]) -> bool:
        """Whether a shape of one of the classes gives the property at most one value.

        A history may hold several of what another class has once, such as statuses.
        """
        line = {up for cls in classes for up in self.above(cls)}
        return any(shape.most == 1 for cls, shape in self._shapes_of(prop).items() if cls in line)

    def answers(self, prop: str) -> bool:
        """Whether the property carries the answer of a statement, as against its question."""
        return bool(self._answers.intersection(self.above(prop)))

    def shown(self, cls: str) -> frozenset[str]:
        """The properties that a class's own shape has."""
        return frozenset(prop.value for (prop,) in ask(self._view, _SHOWN, **{"class": {cls}}))

    def place(self, prop: str, classes: list[str]) -> tuple[int, float, str]:
        """Where a property stands among those of a thing of the classes."""
        if prop in _FIRST:
            return (-1, float(_FIRST.index(prop)), prop)
        line = [up for cls in classes for up in self.above(cls)]
        shapes = self._shapes_of(prop).items()
        near = [(line.index(cls), shape.order) for cls, shape in shapes if cls in line]
        distance, order = min(near, default=(len(line), _LAST))
        return (distance, order, prop)


@lru_cache(maxsize=1)
def schema_of(view: View) -> Schema:
    """The schema of a view, read once for all the pages that are made of it."""
    return Schema(view)
