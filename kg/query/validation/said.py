"""Who says what breaks a constraint: the claims of a finding, each with its document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model.terms import iri_text
from kg.model.vocab import DERIVED_FROM, RECORD_ID
from kg.query.validation.finding import Finding

if TYPE_CHECKING:
    from kg.store.view import View

_DERIVED, _RECORD = (ox.NamedNode(iri_text(term)) for term in (DERIVED_FROM, RECORD_ID))
_DEFAULT = ox.DefaultGraph()


def said(view: View, finding: Finding) -> Iterator[Finding]:
    """The finding once for each claim that says so, or as it is if none does.

    Those are the claims that give the node the value, else those that describe the node; what a
    table or a text says in figures is its own claim.
    """
    if finding.claim or finding.focus.startswith("_:"):
        yield finding
        return
    node = ox.NamedNode(finding.focus)
    found = sorted(_about(view, node, finding), key=lambda one: one[::-1])
    for claim, document in found:
        yield finding._replace(claim=claim, document=document)
    if not found:
        yield finding


def _about(view: View, node: ox.NamedNode, finding: Finding) -> set[tuple[str, str]]:
    if _is(view, node):
        return set(_with_documents(view, node))
    path = ox.NamedNode(finding.path) if finding.path else None
    exact = None if finding.value is None else view.quads(node, path, finding.value)
    for quads in (exact, view.quads(node)):
        graphs = {quad.graph_name for quad in quads or ()}
        found = {
            pair
            for graph in graphs
            if isinstance(graph, ox.NamedNode)
            for pair in _with_documents(view, graph)
        }
        if found:
            return found
    return set()


def _is(view: View, node: ox.NamedNode) -> bool:
    """Whether a node is a claim itself."""
    return next(iter(view.quads(node, _RECORD, None, _DEFAULT)), None) is not None


def _with_documents(view: View, claim: ox.NamedNode) -> Iterator[tuple[str, str]]:
    for quad in view.quads(claim, _DERIVED, None, _DEFAULT):
        if isinstance(quad.object, ox.NamedNode):
            yield claim.value, quad.object.value
