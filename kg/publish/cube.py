"""Data cubes as they stand in a store: structures, code lists, observations in order.

A cube is one edition of a table, or what one article says in figures. Its observations are read in
the order of their IRIs, which is that of their dimensions, and never all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TypeGuard

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model import vocab as v
from kg.model.lines import in_order
from kg.model.terms import iri_text
from kg.store.view import View

_DEFAULT = ox.DefaultGraph()
_TYPE, _IN = ox.NamedNode(iri_text(v.TYPE)), ox.NamedNode(iri_text(v.QB_DATASET))
_CUBE, _STRUCTURE = ox.NamedNode(f"{v.QB}DataSet"), ox.NamedNode(iri_text(v.QB_STRUCTURE))
_COMPONENT, _SLICE_KEY = ox.NamedNode(f"{v.QB}component"), ox.NamedNode(f"{v.QB}sliceKey")
_SLICE = ox.NamedNode(f"{v.QB}slice")
_PROPERTY = tuple(
    ox.NamedNode(f"{v.QB}{name}")
    for name in ("dimension", "measure", "attribute", "measureDimension", "componentProperty")
)

Node = ox.NamedNode | ox.BlankNode
Again = Callable[[], Iterator[str]]


class Described:
    """What is said of nodes outside of claims, without what was concluded of them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._inferred = ox.NamedNode(f"{view.base}graph/inferred")

    def of(self, node: Node) -> Iterator[ox.Triple]:
        """The triples of a node, then those of its parts.

        A part has an IRI that begins with its own, or none.
        """
        left: list[Node] = [node]
        seen = set(left)
        for one in left:
            for quad in self._view.quads(one, graph=_DEFAULT):
                part = quad.object
                if self._concluded(quad):
                    continue
                yield quad.triple
                if _is_part(part, node) and part not in seen:
                    seen.add(part)
                    left.append(part)

    def _concluded(self, quad: ox.Quad) -> bool:
        subject = quad.subject
        assert not isinstance(subject, ox.Triple)
        same = self._view.quads(subject, quad.predicate, quad.object, self._inferred)
        return next(same, None) is not None


def _is_part(found: object, node: Node) -> TypeGuard[Node]:
    if isinstance(found, ox.NamedNode):
        return isinstance(node, ox.NamedNode) and found.value.startswith(f"{node.value}/")
    return isinstance(found, ox.BlankNode)


def nodes(view: View, node: Node, *predicates: ox.NamedNode) -> list[Node]:
    """The nodes to which one leads, sorted."""
    found = {
        quad.object
        for predicate in predicates
        for quad in view.quads(node, predicate, None, _DEFAULT)
        if isinstance(quad.object, ox.NamedNode | ox.BlankNode)
    }
    return sorted(found, key=str)


def objects(view: View, node: Node, *predicates: ox.NamedNode) -> list[ox.NamedNode]:
    """The nodes with an IRI to which one leads, sorted."""
    found = nodes(view, node, *predicates)
    return [one for one in found if isinstance(one, ox.NamedNode)]


def cubes(view: View) -> AbstractContextManager[Again]:
    """The IRIs of all cubes that have observations, sorted."""

    def found() -> Iterator[str]:
        for quad in view.quads(None, _TYPE, _CUBE, _DEFAULT):
            cube = quad.subject
            if next(view.quads(None, _IN, cube, _DEFAULT), None) is not None:
                yield _iri(cube)

    return in_order(found())


def observations(view: View, cube: str) -> AbstractContextManager[Again]:
    """The IRIs of the observations of a cube, sorted."""
    quads = view.quads(None, _IN, ox.NamedNode(cube), _DEFAULT)
    return in_order(_iri(quad.subject) for quad in quads)


def stated(view: View, iri: str) -> list[ox.Triple]:
    """What stands on an observation, or on a place in a text; nothing is concluded of these."""
    return [quad.triple for quad in view.quads(ox.NamedNode(iri), graph=_DEFAULT)]


def _iri(node: object) -> str:
    """The IRI of a node.

    Raises:
        FormatError: it has none, so that it cannot be told from others.
    """
    if not isinstance(node, ox.NamedNode):
        raise FormatError(f"a cube and its observations have IRIs; {node} is none")
    return node.value


def structures(view: View, cube: str) -> list[Node]:
    """The structure of a cube."""
    return nodes(view, ox.NamedNode(cube), _STRUCTURE)


def slices(view: View, cube: str) -> list[Node]:
    """The slices of a cube."""
    return nodes(view, ox.NamedNode(cube), _SLICE)


def specifications(view: View, structure: Node) -> list[Node]:
    """What a structure is made of: its components, and the keys of its slices."""
    return nodes(view, structure, _COMPONENT, _SLICE_KEY)


def component_properties(view: View, structure: Node) -> list[ox.NamedNode]:
    """The dimensions, measures and attributes of a structure."""
    found = {
        one for part in specifications(view, structure) for one in objects(view, part, *_PROPERTY)
    }
    return sorted(found, key=lambda one: one.value)
