"""What kinds of observations a build holds, and by which names their parts are asked for.

All of it stands in the graph: structures and their dimensions, code lists, labels in any language,
and the marks by which a structure says what one of its dimensions is for. No name of the domain
stands here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import ParameterError, QueryError, did_you_mean, shown
from kg.model.names import fold
from kg.model.vocab import local_name
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

_PARTS = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?class ?structure ?role ?property ?order WHERE {
  ?structure kg:observationClass ?class ; qb:component ?component . ?component ?role ?property
  FILTER(?role IN (qb:dimension, qb:measure, qb:attribute))
  OPTIONAL { ?component qb:order ?order }
}
"""
_LABELS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?iri ?text WHERE {
  VALUES ?iri { <https://example.org/> } ?iri rdfs:label|skos:altLabel ?text
}
"""
_MARKS = """
SELECT ?structure ?mark ?property WHERE {
  VALUES ?structure { <https://example.org/> } ?structure ?mark ?property FILTER(isIRI(?property))
}
"""
_RANGES = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?property ?shaped ?of ?list WHERE {
  VALUES ?property { <https://example.org/> }
  OPTIONAL { ?shape sh:property ?part ; sh:targetClass ?shaped .
             ?part sh:path ?property ; sh:class ?of }
  OPTIONAL { ?property qb:codeList ?list }
}
"""
_UNITS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>
SELECT ?property WHERE {
  ?property rdfs:subPropertyOf|skos:exactMatch|skos:closeMatch attribute:unitMeasure
}
"""
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Part(NamedTuple):
    """A dimension, measure or attribute of a cube, and what it may be called.

    `words` are its labels and what the structure marks it as, `names` all of its names, folded.
    """

    name: str
    iri: str
    role: str
    of: str = ""
    codes: str = ""
    words: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    is_unit: bool = False

    @property
    def option(self) -> str:
        """The name as an option of the command line: `reporting-area`."""
        return _WORD.sub("-", self.name).lower()


class Cube(NamedTuple):
    """A class of observations with its structure; `short` is what tells it from the others.

    `marks` are what the structure says of its dimensions: the name of the mark, and an IRI.
    """

    name: str
    iri: str
    label: str
    short: str
    parts: tuple[Part, ...]
    names: frozenset[str]
    marks: tuple[tuple[str, str], ...] = ()

    def marked(self, mark: str) -> list[str]:
        """The IRIs of what the structure marks so, by the local name of the mark."""
        return sorted(iri for name, iri in self.marks if name == mark)

    @property
    def dimensions(self) -> list[Part]:
        """The dimensions, in the order of the structure."""
        return [part for part in self.parts if part.role == "dimension"]

    @property
    def measures(self) -> list[Part]:
        """What is observed."""
        return [part for part in self.parts if part.role == "measure"]

    def dimension(self, name: str, more: Iterable[str] = ()) -> str:
        """The column that a name means: of a dimension, else one of `more`.

        A dimension is named by its property, by a label, by what the structure marks it as, or by
        a word that no other dimension has in its name.

        Raises:
            ParameterError: there is none, or there are several.
        """
        wanted, more = fold(_WORD.sub(" ", name)), list(more)
        exact = [part.name for part in self.dimensions if wanted in part.names]
        if not exact:
            exact = [one for one in more if wanted == fold(_WORD.sub(" ", one))]
        if not exact:
            words = set(wanted.split())
            exact = [
                part.name
                for part in self.dimensions
                if any(words <= set(called.split()) for called in part.names)
            ]
        if len(exact) == 1:
            return exact[0]
        options = {part.name: part.option for part in self.dimensions}
        known = [options.get(one, one) for one in exact] or list(options.values())
        if exact:
            raise ParameterError(f"--{name} can mean {', '.join(f'--{one}' for one in known)}")
        near = {one.replace(" ", "-") for part in self.dimensions for one in part.words}
        hint = did_you_mean(name, {*known, *near, *more})
        hint = hint if hint.startswith("did") else did_you_mean(name, known)
        raise ParameterError(f"{self.label} has no dimension {shown(name)}; {hint}")


def cubes(view: View) -> list[Cube]:
    """Every class of observations that has a structure, by its short name."""
    rows = [tuple(row) for row in ask(view, _PARTS)]
    structures = {row[0].value: row[1].value for row in rows}
    labels = _labels(view, {one.value for row in rows for one in (row[0], row[1], row[3])})
    ranges = _ranges(view, {row[3].value for row in rows})
    marks = _marks(view, set(structures.values()))
    units = {prop.value for (prop,) in ask(view, _UNITS)}
    common = _common([labels.get(cls, [local_name(cls)])[0] for cls in structures])
    found = []
    for cls, structure in structures.items():
        own = [row for row in rows if row[0].value == cls]
        own.sort(key=lambda row: float(row[4].value) if row[4] else 0)
        called = labels.get(cls, [local_name(cls)])
        parts = tuple(
            _part(row[3].value, local_name(row[2].value), cls, labels, ranges, marks[structure])
            for row in own
        )
        parts = tuple(part._replace(is_unit=part.iri in units) for part in parts)
        short = "-".join(word for word in fold(called[0]).split() if word not in common)
        names = {fold(one) for one in (*called, *labels.get(structure, ()))}
        names |= {fold(local_name(cls)), fold(_WORD.sub(" ", local_name(cls)))}
        told = tuple(marks[structure])
        found.append(Cube(local_name(cls), cls, called[0], short, parts, frozenset(names), told))
    return sorted(found, key=lambda cube: cube.short)


def cube_named(view: View, name: str) -> Cube:
    """The class of observations that a name means: its own, a label, or some words of one.

    Raises:
        QueryError: there is none, or there are several.
    """
    known, wanted = cubes(view), fold(_WORD.sub(" ", name))
    found = [one for one in known if wanted in one.names or fold(name) in one.names]
    found = found or [one for one in known if wanted == fold(one.short)]
    words = set(wanted.split())
    found = found or [
        one for one in known if words and any(words <= set(called.split()) for called in one.names)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        many = ", ".join(f"{one.short} ({one.label})" for one in found)
        raise QueryError(f"{shown(name)} can mean {many}; name one of them")
    choices = {one.short for one in known} | {one.name for one in known}
    hint = did_you_mean(name, choices) if known else "the ontology has no structure of any"
    raise QueryError(f"there are no observations called {shown(name)}; {hint}")


def _part(
    iri: str,
    role: str,
    cls: str,
    labels: dict[str, list[str]],
    ranges: dict[str, list[tuple[str, str, str]]],
    marks: list[tuple[str, str]],
) -> Part:
    name = local_name(iri)
    marked = (_WORD.split(mark)[-1].lower() for mark, prop in marks if prop == iri)
    words = (*marked, *labels.get(iri, ()))
    names = {name, _WORD.sub(" ", name), *words}
    ways = ranges.get(iri, [])
    of = next((way[1] for way in ways if way[0] == cls), ways[0][1] if ways else "")
    codes = ways[0][2] if ways else ""
    return Part(name, iri, role, of, codes, words, frozenset(map(fold, names)))


def _labels(view: View, iris: set[str]) -> dict[str, list[str]]:
    """The labels of some terms, the English first."""
    found: dict[str, list[tuple[bool, str]]] = {}
    for iri, text in ask(view, _LABELS, iri=iris):
        found.setdefault(iri.value, []).append((text.language not in ("en", None), text.value))
    return {iri: [text for _, text in sorted(texts)] for iri, texts in found.items()}


def _ranges(view: View, iris: set[str]) -> dict[str, list[tuple[str, str, str]]]:
    """For each property: a class whose shape has it, of which class it is there, its codes."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for prop, *rest in ask(view, _RANGES, property=iris):
        shaped, of, codes = (term.value if term else "" for term in rest)
        found.setdefault(prop.value, []).append((shaped, of, codes))
    return found


def _marks(view: View, structures: set[str]) -> dict[str, list[tuple[str, str]]]:
    """What each structure marks its dimensions as, by the name of the mark."""
    found: dict[str, list[tuple[str, str]]] = {one: [] for one in structures}
    for structure, mark, prop in ask(view, _MARKS, structure=structures):
        found[structure.value].append((local_name(mark.value), prop.value))
    return found


def _common(labels: Iterable[str]) -> frozenset[str]:
    """The words that every label has, and which so tell none from another."""
    labels = list(labels)
    words = Counter(word for label in labels for word in set(fold(label).split()))
    return frozenset(word for word, count in words.items() if 1 < len(labels) == count)


def options(cube: Cube) -> Iterator[tuple[str, str]]:
    """Each dimension as an option, with the other words for it."""
    for part in cube.dimensions:
        yield part.option, ", ".join(part.words)
