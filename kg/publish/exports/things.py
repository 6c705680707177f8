"""The entities and statement nodes of a build, one by one, for exports that are no RDF.

What is told of them is what claims say, each value with the claims that say it. Which classes and
properties there are, the ontology in the store tells; nothing is held for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox

from kg.model.terms import iri_text
from kg.model.vocab import (
    DERIVED_FROM,
    ENTITY,
    IDENTIFIER,
    LABEL,
    NAME,
    SKOS,
    STATEMENT_NODE,
    TYPE,
    VALID_FROM,
    VALID_TO,
    local_name,
)
from kg.query.labels import short_iri
from kg.query.looking.schema import Schema
from kg.store.view import Term, View

_DEFAULT = ox.DefaultGraph()
_TYPE, _LABEL, _DERIVED = (ox.NamedNode(iri_text(term)) for term in (TYPE, LABEL, DERIVED_FROM))
_VALID = tuple(ox.NamedNode(iri_text(term)) for term in (VALID_FROM, VALID_TO))
_NAME = ox.NamedNode(NAME)
_OTHER = ox.NamedNode(f"{SKOS}prefLabel")  # as RDF of others names things
_KEPT = 1 << 16
LANGUAGES = ("en", "ru", "zh")

Said = dict[tuple[str, Term], tuple[str, ...]]
"""A property and a value of a node, with the claims that say so."""


class Things:
    """The nodes of a part of a build; the whole of it tells of which classes they are."""

    def __init__(self, whole: View, part: View) -> None:
        self._whole = whole
        self._part = part
        self.schema = Schema(whole)
        self.codes = sorted(self.schema.below(IDENTIFIER) - {IDENTIFIER})
        self._entities = self.schema.below(ENTITY)
        self._statements = self.schema.below(STATEMENT_NODE)
        self.types = lru_cache(_KEPT)(self._types)
        self.documents = lru_cache(_KEPT)(self._documents)

    def entities(self) -> Iterator[ox.NamedNode]:
        """The entities of which something is said or that something is said with."""
        return self._members(ENTITY)

    def statements(self) -> Iterator[ox.NamedNode]:
        """The statement nodes of which something is said."""
        return self._members(STATEMENT_NODE)

    def is_entity(self, term: object) -> bool:
        """Whether a term is an entity."""
        return isinstance(term, ox.NamedNode) and not self._entities.isdisjoint(self.types(term))

    def is_statement(self, term: object) -> bool:
        """Whether a term is a statement node."""
        return isinstance(term, ox.NamedNode) and not self._statements.isdisjoint(self.types(term))

    def said(self, node: ox.NamedNode) -> Said:
        """What claims say of a node, in a lasting order."""
        found: dict[tuple[str, Term], set[str]] = {}
        for quad in self._part.quads(node):
            graph = quad.graph_name
            if quad.predicate == _TYPE or not isinstance(graph, ox.NamedNode):
                continue
            if self.documents(graph.value):
                found.setdefault((quad.predicate.value, quad.object), set()).add(graph.value)
        order = sorted(found, key=lambda pair: (pair[0], str(pair[1])))
        return {pair: tuple(sorted(found[pair])) for pair in order}

    def pointing(self, node: ox.NamedNode, prop: str) -> Iterator[ox.NamedNode]:
        """The nodes of which claims say that they have a node as a value of a property."""
        for quad in self._part.quads(None, ox.NamedNode(prop), node, _DEFAULT):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject

    def classes(self, node: ox.NamedNode) -> list[str]:
        """The lowest classes of a node, by their local names."""
        own = {cls for cls in self.types(node) if cls in self._entities | self._statements}
        return [local_name(cls) for cls in self.schema.lowest(own)]

    def names(self, node: ox.NamedNode) -> dict[str, str]:
        """One name in each language; the name as people see it stands under ""."""
        found: dict[str, str] = {}
        for prop in (_NAME, _LABEL, _OTHER):
            for quad in self._part.quads(node, prop, None, _DEFAULT):
                if isinstance(quad.object, ox.Literal):
                    tag, text = quad.object.language or "und", quad.object.value
                    found[tag] = min(text, found.get(tag, text))
            if found:
                break
        order = [*LANGUAGES, "und", *sorted(found)]
        best = next((found[tag] for tag in order if tag in found), "")
        return {"": best or short_iri(self._whole, node.value), **found}

    def identifiers(self, said: Said) -> dict[str, list[str]]:
        """The codes among what is said of a node, by the local names of their properties."""
        return {
            local_name(code): values
            for code in self.codes
            if (values := [term.value for term in values_of(said, code)])
        }

    def documents_of(self, claims: Iterable[str]) -> list[str]:
        """The documents of some claims."""
        return sorted({document for claim in claims for document in self.documents(claim)})

    def validity(self, claims: Iterable[str]) -> Said:
        """From when to when claims say that what they say holds, as if it were said of a node."""
        found: Said = {}
        for claim in claims:
            for prop in _VALID:
                for quad in self._part.quads(ox.NamedNode(claim), prop, None, _DEFAULT):
                    found[prop.value, quad.object] = (claim,)
        return found

    def _members(self, cls: str) -> Iterator[ox.NamedNode]:
        for quad in self._whole.quads(None, _TYPE, ox.NamedNode(cls), _DEFAULT):
            node = quad.subject
            if isinstance(node, ox.NamedNode) and self._is_there(node):
                yield node

    def _is_there(self, node: ox.NamedNode) -> bool:
        if self._part is self._whole:
            return True
        found = (self._part.quads(node), self._part.quads(None, None, node))
        return any(next(iter(quads), None) is not None for quads in found)

    def _types(self, node: ox.NamedNode) -> frozenset[str]:
        quads = self._whole.quads(node, _TYPE, None, _DEFAULT)
        return frozenset(
            quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)
        )

    def _documents(self, claim: str) -> tuple[str, ...]:
        quads = self._part.quads(ox.NamedNode(claim), _DERIVED, None, _DEFAULT)
        found = (quad.object for quad in quads)
        return tuple(sorted(one.value for one in found if isinstance(one, ox.NamedNode)))


def values_of(said: Mapping[tuple[str, Term], tuple[str, ...]], prop: str) -> list[ox.Literal]:
    """The literals that are said by one property."""
    return [value for name, value in said if name == prop and isinstance(value, ox.Literal)]
