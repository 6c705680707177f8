"""What there can be a table of: the classes of a build's own ontology, with their properties.

They are read from the store, so a table has the columns of the ontology that its build was made
with, whatever has become of the files since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from kg.model import vocab as v
from kg.query.ask import ask
from kg.query.figures.cubes import Part, cubes
from kg.query.looking.schema import Schema, schema_of

if TYPE_CHECKING:
    from kg.store.view import View

Kind = Literal["entity", "statement", "cube", "catalogue"]

_SHAPES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?class ?path ?datatype ?of ?kind ?most ?order WHERE {
  ?shape sh:targetClass ?class ; sh:property ?part . ?part sh:path ?path
  OPTIONAL { ?part sh:datatype ?datatype } OPTIONAL { ?part sh:class ?of }
  OPTIONAL { ?part sh:nodeKind ?kind } OPTIONAL { ?part sh:maxCount ?most }
  OPTIONAL { ?part sh:order ?order }
  FILTER(isIRI(?class) && isIRI(?path))
}
"""
_CLASSES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?class WHERE { ?class a owl:Class FILTER(isIRI(?class)) }
"""
_LAST = 1000.0


def _bare(term: str) -> str:
    return term.strip("<>")


CLAIM, DOCUMENT_OF, DATASET_OF = map(_bare, (v.CLAIM, v.DERIVED_FROM, v.IN_DATASET))
EDITION = _bare(v.QB_DATASET)
_NO_TABLE = {v.NODE, v.ENTITY, v.STATEMENT_NODE, v.OBSERVATION}
_DENIED_ENDS = (v.SOURCE_INDIVIDUAL, v.ASSERTION_PROPERTY, v.TARGET_INDIVIDUAL)


class Property(NamedTuple):
    """A property as a class has it; `most` are the values that one claim may give it.

    `of` is the class that it refers to, `refers` whether it refers to anything.
    """

    iri: str
    refers: bool = False
    of: str = ""
    datatype: str = ""
    dated: bool = False
    most: int | None = None
    role: str = ""
    """In a cube: dimension, measure or attribute."""


class Sort(NamedTuple):
    """A class that there can be a table of, with those below it, whose members are its own."""

    iri: str
    kind: Kind
    classes: frozenset[str]
    properties: tuple[Property, ...]


def sorts(view: View) -> list[Sort]:
    """Every class that there can be a table of, by its local name.

    Raises:
        QueryError: the store cannot be asked.
    """
    schema, shapes = schema_of(view), _shapes(view)
    found = [_cube(cube.iri, cube.parts, schema, shapes) for cube in cubes(view)]
    taken = {sort.iri for sort in found} | _NO_TABLE
    for (cls,) in ask(view, _CLASSES):
        kind = _kind(schema.above(cls.value))
        if kind and cls.value not in taken:
            found.append(_sort(cls.value, kind, schema, shapes))
    if found:
        found.append(_denials())
    return sorted(found, key=lambda sort: (v.local_name(sort.iri), sort.iri))


def _kind(line: list[str]) -> Kind | None:
    """The kind of a class with those above it; nothing for what no claim is about."""
    if v.OBSERVATION in line:
        return "cube"
    if v.STATEMENT_NODE in line:
        return "statement"
    if v.ENTITY in line:
        return "entity"
    known = {CLAIM, v.DOCUMENT, v.DATASET, v.PERIOD}
    return "catalogue" if known & set(line) else None


Shapes = dict[str, list[tuple[float, Property]]]


def _shapes(view: View) -> Shapes:
    """The properties of each class that has a shape, with their order."""
    schema = schema_of(view)
    found: Shapes = {}
    for cls, path, datatype, of, kind, most, order in ask(view, _SHAPES):
        prop = Property(
            path.value,
            of is not None or (kind is not None and kind.value == f"{v.SH}IRI"),
            of.value if of else "",
            datatype.value if datatype else "",
            v.PARTIAL_DATE in schema.above(path.value),
            int(most.value) if most else None,
        )
        place = float(order.value) if order else _LAST
        found.setdefault(cls.value, []).append((place, prop))
    return found


def _properties(cls: str, schema: Schema, shapes: Shapes) -> list[Property]:
    """The properties of a class and of those above it, in the order of the shapes."""
    known: dict[str, tuple[float, Property]] = {}
    for above in reversed(schema.above(cls)):
        known |= {prop.iri: (order, prop) for order, prop in sorted(shapes.get(above, ()))}
    return [prop for _, prop in sorted(known.values(), key=lambda one: (one[0], one[1].iri))]


def _sort(cls: str, kind: Kind, schema: Schema, shapes: Shapes) -> Sort:
    known = _properties(cls, schema, shapes)
    if v.DOCUMENT in schema.above(cls):
        known.append(Property(DATASET_OF, True, v.DATASET))
    if kind == "catalogue":  # its shapes are of claims that have many of nothing
        known = [prop._replace(most=1) for prop in known]
    return Sort(cls, kind, frozenset(schema.below(cls)), tuple(known))


def _cube(cls: str, parts: Iterable[Part], schema: Schema, shapes: Shapes) -> Sort:
    """A class of observations: its parts in the order of the structure, then who says it."""
    known = {prop.iri: prop for prop in _properties(cls, schema, shapes)}
    chosen = dict(_parts(parts, known))
    chosen |= {iri: prop for iri, prop in known.items() if iri not in chosen}
    sources = (Property(DOCUMENT_OF, True, v.DOCUMENT), Property(EDITION, True))
    of_claims = _properties(CLAIM, schema, shapes)
    for prop in (*sources, *of_claims):
        chosen.setdefault(prop.iri, prop._replace(most=1, role="source"))
    return Sort(cls, "cube", frozenset({cls}), tuple(chosen.values()))


def _parts(parts: Iterable[Part], known: dict[str, Property]) -> Iterator[tuple[str, Property]]:
    ranks = ("dimension", "measure", "attribute")
    for part in sorted(parts, key=lambda part: ranks.index(part.role)):
        prop = known.get(part.iri) or Property(part.iri, bool(part.of or part.codes), part.of)
        yield part.iri, prop._replace(role=part.role, most=1)


def _denials() -> Sort:
    """What is denied: of whom, by which property, and whom or what."""
    ends = [Property(_bare(term), True, v.NODE, most=1) for term in _DENIED_ENDS]
    value = Property(_bare(v.TARGET_VALUE), most=1)
    denied = _bare(v.NEGATIVE)
    return Sort(denied, "entity", frozenset({denied}), (*ends, value))
