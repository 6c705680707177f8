"""The part of a build that is said of some classes or by some documents, as a view of its own.

It holds what is said and who says it; what was concluded stays out, because what was concluded from
other claims cannot be told from what follows of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeGuard

import pyoxigraph as ox

from kg.errors import QueryError
from kg.model import vocab as v
from kg.model.scratch import scratch
from kg.model.terms import iri_text
from kg.publish.exports.export import Material
from kg.query.labels import short_iri
from kg.store.embedded import part_of
from kg.store.view import View

_DEFAULT = ox.DefaultGraph()


def _node(term: str) -> ox.NamedNode:
    return ox.NamedNode(iri_text(term))


_TYPE, _CLAIM, _NAME = _node(v.TYPE), _node(v.CLAIM), ox.NamedNode(v.NAME)
_SPEAKING = {_node(term) for term in (v.ATTRIBUTED_TO, v.QUOTED_SOURCE, v.REPORTER)}
_DERIVED, _DATASET, _CUBE = _node(v.DERIVED_FROM), _node(v.IN_DATASET), _node(v.QB_DATASET)


@contextmanager
def chosen(material: Material) -> Iterator[View]:
    """The view that an export writes: all of the build, or what of it is wanted.

    Raises:
        QueryError: no claim is wanted.
    """
    if not material.classes and not material.documents:
        yield material.view
        return
    with scratch() as folder:
        yield part_of(material.view, folder / "part", _Selection(material).quads())


class _Selection:
    """What is wanted, and which documents and the like were taken along already."""

    def __init__(self, material: Material) -> None:
        self.view = material.view
        self.classes = [ox.NamedNode(iri) for iri in material.classes]
        self.documents = [ox.NamedNode(iri) for iri in material.documents]
        self._seen: set[ox.NamedNode] = set()

    def quads(self) -> Iterator[ox.Quad]:
        """Everything that belongs to the wanted claims; some of it more than once.

        Raises:
            QueryError: there is no such claim.
        """
        none = True
        for claim in self._claims():
            none = False
            yield from self._said(claim)
            yield from self._described(claim)
        if none:
            raise QueryError(f"no claim {self._wanted()}, so there is nothing to export")

    def _wanted(self) -> str:
        asked = (("is about a member of", self.classes), ("comes from", self.documents))
        return " and ".join(f"{how} {self._listed(nodes)}" for how, nodes in asked if nodes)

    def _listed(self, nodes: list[ox.NamedNode]) -> str:
        return " or ".join(short_iri(self.view, node.value) for node in nodes)

    def _claims(self) -> Iterator[ox.NamedNode]:
        if not self.documents:
            yield from self._of_members()
            return
        for document in self.documents:
            for quad in self.view.quads(None, _DERIVED, document, _DEFAULT):
                if self._is_claim(quad.subject) and self._fits(quad.subject):
                    yield quad.subject

    def _of_members(self) -> Iterator[ox.NamedNode]:
        """The claims of which a member is a subject, each once."""
        found: set[ox.NamedNode] = set()
        for cls in self.classes:
            for member in self.view.quads(None, _TYPE, cls, _DEFAULT):
                node = member.subject
                if isinstance(node, ox.Triple):
                    continue
                if self._is_claim(node):
                    yield node
                for quad in self.view.quads(node):
                    graph = quad.graph_name
                    if self._is_claim(graph) and graph not in found:
                        found.add(graph)
                        yield graph

    def _is_claim(self, node: object) -> TypeGuard[ox.NamedNode]:
        if not isinstance(node, ox.NamedNode):
            return False
        return any(True for _ in self.view.quads(node, _TYPE, _CLAIM, _DEFAULT))

    def _fits(self, claim: ox.NamedNode) -> bool:
        """Whether a claim is about a wanted class; an observation is about itself."""
        if not self.classes:
            return True
        about = {claim, *(quad.subject for quad in self.view.quads(graph=claim))}
        return any(
            any(True for _ in self.view.quads(node, _TYPE, cls, _DEFAULT))
            for node in about
            if not isinstance(node, ox.Triple)
            for cls in self.classes
        )

    def _said(self, claim: ox.NamedNode) -> Iterator[ox.Quad]:
        """The triples of a claim: in its graph, and in the default graph."""
        for quad in self.view.quads(graph=claim):
            yield quad
            yield ox.Quad(quad.subject, quad.predicate, quad.object)

    def _described(self, node: ox.NamedNode) -> Iterator[ox.Quad]:
        """What is said of a claim or document itself, of its parts, of where it comes from.

        Of who speaks or publishes, only the name.
        """
        for quad in self.view.quads(node, graph=_DEFAULT):
            yield quad
            if isinstance(quad.object, ox.NamedNode):
                yield from self._around(node, quad.predicate, quad.object)

    def _around(
        self, node: ox.NamedNode, predicate: ox.NamedNode, found: ox.NamedNode
    ) -> Iterator[ox.Quad]:
        if found in self._seen:
            return
        if found.value.startswith(f"{node.value}/"):
            yield from self._described(found)
        elif predicate in (_DERIVED, _DATASET, _CUBE):
            self._seen.add(found)
            yield from self._described(found)
        elif predicate in _SPEAKING or (node in self._seen and predicate != _TYPE):
            yield from self.view.quads(found, _NAME, None, _DEFAULT)
