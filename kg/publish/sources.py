"""Where claims come from and who publishes them, as nanopublications say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyoxigraph as ox

from kg.model import vocab as v
from kg.model.terms import iri_text
from kg.publish.cube import Described, objects
from kg.publish.nanopub import Names
from kg.store.view import View

_DEFAULT = ox.DefaultGraph()
_KEPT = 1000  # documents and datasets that are remembered for the next claim


def _node(term: str) -> ox.NamedNode:
    return ox.NamedNode(iri_text(term))


_NAME, _DERIVED, _DATASET = ox.NamedNode(v.NAME), _node(v.DERIVED_FROM), _node(v.IN_DATASET)
SPEAKING = frozenset(_node(term) for term in (v.ATTRIBUTED_TO, v.QUOTED_SOURCE, v.REPORTER))
_ALTERNATE, _WITH = ox.NamedNode(f"{v.PROV}alternateOf"), ox.NamedNode(f"{v.PAV}createdWith")
_PUBLISHER, _LICENSE, _CREATOR, _CREATED = (
    ox.NamedNode(f"{v.DCTERMS}{name}") for name in ("publisher", "license", "creator", "created")
)
_DATES = (ox.NamedNode(f"{v.DCTERMS}issued"), ox.NamedNode(f"{v.KG}retrieved"))
_DATE, _DAY = ox.NamedNode(f"{v.XSD}date"), re.compile(r"\d{4}-\d\d-\d\d")
_GENERATOR = ox.NamedNode("https://w3id.org/sogdian/kg")


class Sources:
    """Writes provenance and publication info about the parts of one nanopublication."""

    def __init__(self, view: View, names: Names) -> None:
        self._view = view
        self._names = names
        self._described = Described(view)
        self._about = lru_cache(_KEPT)(self._document)
        self._published = lru_cache(_KEPT)(self._publication)

    def provenance(self, claim: ox.NamedNode) -> Iterator[ox.Triple]:
        """What is said of a claim, as said of the assertion that has its content."""
        yield from self.origin(claim)
        for triple in self._described.of(claim):
            same = triple.subject == claim
            subject = self._names.assertion if same else triple.subject
            yield ox.Triple(subject, triple.predicate, triple.object)
            if isinstance(triple.object, ox.NamedNode) and triple.predicate in SPEAKING:
                yield from self.named(triple.object)

    def origin(self, claim: ox.NamedNode) -> Iterator[ox.Triple]:
        """Of which claim or cube the assertion is a copy, and the documents it was read from."""
        yield ox.Triple(self._names.assertion, _ALTERNATE, claim)
        for document in self.documents(claim):
            yield ox.Triple(self._names.assertion, _DERIVED, document)
            yield from self._about(document)

    def documents(self, claim: ox.NamedNode) -> list[ox.NamedNode]:
        """What a claim or cube was read from."""
        return objects(self._view, claim, _DERIVED)

    def named(self, agent: ox.NamedNode) -> Iterator[ox.Triple]:
        """The names of somebody."""
        return (quad.triple for quad in self._view.quads(agent, _NAME, None, _DEFAULT))

    def _document(self, document: ox.NamedNode) -> tuple[ox.Triple, ...]:
        """A document, and who published it."""
        found = list(self._described.of(document))
        for publisher in objects(self._view, document, _PUBLISHER):
            found += self.named(publisher)
        return tuple(found)

    def pubinfo(self, claim: ox.NamedNode) -> list[ox.Triple]:
        """Who publishes the nanopublication, under which licence, and since when.

        The day is the latest on which a document or its dataset was issued or retrieved: it comes
        from the data, so that what is the same has the same Trusty URI tomorrow.
        """
        this, days, found = self._names.this, [""], set[ox.Triple]()
        for document in self.documents(claim):
            day, triples = self._published(document)
            days.append(day)
            found.update(triples)
        if day := max(days):
            found.add(ox.Triple(this, _CREATED, ox.Literal(day, datatype=_DATE)))
        found.add(ox.Triple(this, _WITH, _GENERATOR))
        return list(found)

    def _publication(self, document: ox.NamedNode) -> tuple[str, list[ox.Triple]]:
        datasets, this = objects(self._view, document, _DATASET), self._names.this
        found: list[ox.Triple] = []
        for dataset in datasets:
            licences = objects(self._view, dataset, _LICENSE)
            found += [ox.Triple(this, _LICENSE, one) for one in licences]
            for one in objects(self._view, dataset, _PUBLISHER):
                found += [ox.Triple(this, _CREATOR, one), *self.named(one)]
        return max(self._days([document, *datasets]), default=""), found

    def _days(self, nodes: Iterable[ox.NamedNode]) -> Iterator[str]:
        for node in nodes:
            for date in _DATES:
                for quad in self._view.quads(node, date, None, _DEFAULT):
                    if isinstance(quad.object, ox.Literal) and _DAY.fullmatch(quad.object.value):
                        yield quad.object.value
