"""The cubes as RDF Data Cube: structures, code lists, cubes with observations, and what these name.

The file stands on its own: of what an observation leads to it has the names and identifiers, and
documents and datasets whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, TypeGuard, cast

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model import vocab as v
from kg.model.lines import in_order
from kg.model.terms import iri_text
from kg.publish.cube import (
    Again,
    Described,
    Node,
    component_properties,
    cubes,
    objects,
    observations,
    slices,
    specifications,
    stated,
    structures,
)
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.passing import Passing
from kg.publish.exports.selection import chosen
from kg.query.ask import ask
from kg.store.view import View

_FILE = "cubes.ttl"
_TURTLE = ox.RdfFormat.TURTLE
_DEFAULT = ox.DefaultGraph()
_RECENT = 100_000  # nodes that are not named anew, if they were just named


def _node(term: str) -> ox.NamedNode:
    return ox.NamedNode(iri_text(term))


_TYPE, _DERIVED, _DATASET = _node(v.TYPE), _node(v.DERIVED_FROM), _node(v.IN_DATASET)
_PUBLISHER = ox.NamedNode(f"{v.DCTERMS}publisher")
_CODE_LIST, _MEMBER = ox.NamedNode(f"{v.QB}codeList"), ox.NamedNode(f"{v.SKOS}member")
_IN_SCHEME = ox.NamedNode(f"{v.SKOS}inScheme")
_CUBE = ox.NamedNode(f"{v.QB}DataSet")
_WHOLE = {ox.NamedNode(v.DOCUMENT), ox.NamedNode(v.DATASET)}
_NAMING = {
    *map(_node, (v.TYPE, v.LABEL, v.FIRST_DAY, v.LAST_DAY)),
    *map(ox.NamedNode, (v.NAME, v.IDENTIFIER, f"{v.KG}duration")),
    *(ox.NamedNode(f"{v.SKOS}{name}") for name in ("prefLabel", "notation", "definition")),
}
_IDENTIFYING = f"""
PREFIX rdfs: <{v.RDFS}>
SELECT DISTINCT ?property WHERE {{ ?property rdfs:subPropertyOf+ <{v.IDENTIFIER}> }}
"""


def write(material: Material, target: Target) -> None:
    """Write the wanted cubes, in the order of their IRIs.

    Raises:
        FormatError: there is none.
    """
    with (
        chosen(material) as wanted,
        cubes(wanted) as found,
        Passing(target.open(_FILE), material.tell, material.size) as out,
    ):
        if next(found(), None) is None:
            raise FormatError("no observation is in a cube, so there is no cube")
        triples = _Cubes(material.view, wanted, found).triples()
        prefixes = dict(material.view.prefixes)
        ox.serialize(triples, cast(IO[bytes], out), _TURTLE, prefixes=prefixes)


class _Cubes:
    """The cubes of a view, and what the whole build knows of their structure and their values."""

    def __init__(self, view: View, wanted: View, found: Again) -> None:
        self._view = view
        self._wanted = wanted
        self._found = found
        self._described = Described(view)
        self._naming = _NAMING | {row["property"] for row in ask(view, _IDENTIFYING)}
        some = {one for cube in found() for one in structures(view, cube)}
        self._structures = sorted(some, key=str)
        self._properties = _sorted(
            one for structure in some for one in component_properties(view, structure)
        )
        self._lists = _sorted(
            one for each in self._properties for one in objects(view, each, _CODE_LIST)
        )

    def triples(self) -> Iterator[ox.Triple]:
        """Everything, part by part."""
        for structure in self._structures:
            yield from self._whole(structure, specifications(self._view, structure))
        for node in (*self._properties, *self._lists):
            yield from self._described.of(node)
        with in_order(self._codes()) as codes:
            for code in codes():
                yield from self._described.of(ox.NamedNode(code))
        for cube in self._found():
            yield from self._cube(cube)
        with in_order(self._named()) as named:
            yield from chain.from_iterable(map(self._about, named()))

    def _whole(self, node: Node, others: Iterable[Node]) -> Iterator[ox.Triple]:
        """A node with its parts, and others that belong to it, each once."""
        own = list(self._described.of(node))
        yield from own
        given = {triple.subject for triple in own}
        for other in others:
            if other not in given:
                yield from self._described.of(other)

    def _codes(self) -> Iterator[str]:
        for one in self._lists:
            for quad in self._view.quads(None, _IN_SCHEME, one, _DEFAULT):
                if isinstance(quad.subject, ox.NamedNode):
                    yield quad.subject.value
            yield from (member.value for member in objects(self._view, one, _MEMBER))

    def _cube(self, cube: str) -> Iterator[ox.Triple]:
        yield from self._whole(ox.NamedNode(cube), slices(self._view, cube))
        for _, triples in self._observations(cube):
            yield from triples

    def _observations(self, cube: str) -> Iterator[tuple[str, list[ox.Triple]]]:
        """Each observation with what stands on it, and on its places in a text."""
        with observations(self._wanted, cube) as members:
            for iri in members():
                own = stated(self._view, iri)
                inside = (one.object for one in own)
                parts = [one.value for one in inside if _is_within(one, iri)]
                yield iri, [*own, *chain.from_iterable(stated(self._view, one) for one in parts)]

    def _named(self) -> Iterator[str]:
        """What cubes and observations lead to, and their documents; some of it more than once."""
        recent: set[str] = set()
        for cube in self._found():
            for iri, triples in self._observations(cube):
                for one in triples:
                    found = one.object
                    if not isinstance(found, ox.NamedNode) or found.value in recent:
                        continue
                    if len(recent) >= _RECENT:
                        recent.clear()
                    recent.add(found.value)
                    if not _is_within(found, iri):
                        yield from self._reached(found)

    def _reached(self, node: ox.NamedNode) -> Iterator[str]:
        """A node; of a document also who publishes it, and its dataset."""
        yield node.value
        for one in objects(self._view, node, _PUBLISHER, _DATASET):
            yield one.value
            yield from (more.value for more in objects(self._view, one, _PUBLISHER))

    def _about(self, iri: str) -> Iterable[ox.Triple]:
        """What is to be known of a node; of a period also what was concluded, such as its days."""
        node = ox.NamedNode(iri)
        kinds = objects(self._view, node, _TYPE)
        if _CUBE in kinds or self._is_given(node):
            return ()
        if not _WHOLE.isdisjoint(kinds):
            return self._described.of(node)
        return (one for one in stated(self._view, iri) if one.predicate in self._naming)

    def _is_given(self, node: ox.NamedNode) -> bool:
        """Whether it is a part of what describes the cubes, and so was written already."""
        listed = objects(self._view, node, _IN_SCHEME)
        given = (*self._structures, *self._properties, *self._lists)
        return node in given or not set(listed).isdisjoint(self._lists)


def _sorted(nodes: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    return sorted(set(nodes), key=lambda one: one.value)


def _is_within(found: object, iri: str) -> TypeGuard[ox.NamedNode]:
    return isinstance(found, ox.NamedNode) and found.value.startswith(f"{iri}/")


EXPORT = Export(
    "cubes",
    _FILE,
    _TURTLE.media_type,
    "The cubes with structures, code lists and sources, as RDF Data Cube in Turtle",
    write,
)
