"""What nanopublications hold: the content of claims that are graphs, and of cubes.

A cube is asserted by its observations; what stands on these beside their values (the row, the
speaker, the status) is provenance. A cube may be larger than memory, so that its statements are
read from the store in order, twice: for the digest, and to be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import chain
from operator import attrgetter

import pyoxigraph as ox

from kg.model import vocab as v
from kg.model.lines import in_order
from kg.model.terms import iri_text
from kg.publish.cube import (
    Again,
    Described,
    component_properties,
    cubes,
    observations,
    slices,
    stated,
    structures,
)
from kg.publish.nanopub import Content, Press
from kg.publish.sources import SPEAKING, Sources
from kg.publish.trusty import Keyed
from kg.query.ask import ask
from kg.store.view import View

_DEFAULT = ox.DefaultGraph()
_TYPE, _CLAIM, _SELECTOR, _IN, _DERIVED = (
    ox.NamedNode(iri_text(term))
    for term in (v.TYPE, v.CLAIM, v.SELECTOR, v.QB_DATASET, v.DERIVED_FROM)
)
_CUBE, _KIND = ox.NamedNode(f"{v.QB}DataSet"), ox.NamedNode(f"{v.NPX}hasNanopubType")
_KEY = attrgetter("key")
_REMEMBERED = 1000  # observations; a cube of more is read from the store each time
_GRAPHS = "SELECT ?graph WHERE { GRAPH ?graph { } }"


def claim_contents(view: View, wanted: View, press: Press, sources: Sources) -> Iterator[Content]:
    """Each claim of `wanted` that is a graph, as `view` has it, in the order of the store."""
    ordered = press.normal.ordered
    kind = ox.Triple(press.draft.this, _KIND, _CLAIM)
    for (claim,) in ask(wanted, _GRAPHS):
        if next(wanted.quads(claim, _TYPE, _CLAIM, _DEFAULT), None) is not None:
            said = ordered(quad.triple for quad in view.quads(graph=claim))
            told = ordered(sources.provenance(claim))
            yield Content(said.copy, told.copy, [kind, *sources.pubinfo(claim)])


def cube_contents(view: View, wanted: View, press: Press, sources: Sources) -> Iterator[Content]:
    """Each cube of `wanted`, as `view` has it, by its IRI."""
    kind = ox.Triple(press.draft.this, _KIND, _CUBE)
    with cubes(wanted) as found:
        for iri in found():
            with observations(view, iri) as members:
                cube = _Cube(view, press, sources, iri, members)
                with in_order(cube.subjects()) as subjects:
                    yield cube.content(subjects, kind)


class _Cube:
    """One cube: its description, and its observations one after the other."""

    def __init__(
        self, view: View, press: Press, sources: Sources, iri: str, members: Again
    ) -> None:
        self._view = view
        self._ordered = press.normal.ordered
        self._sources = sources
        self._cube = ox.NamedNode(iri)
        self._members = members
        self._speakers: set[ox.NamedNode] = set()
        components = (component_properties(view, one) for one in structures(view, iri))
        self._values = {_TYPE, _IN, *chain.from_iterable(components)}
        self._stated = lru_cache(_REMEMBERED)(self._parted)  # each is asked for four times

    def subjects(self) -> Iterator[str]:
        """Observations, and the places in a text at which they stand; meanwhile note who speaks."""
        for iri in self._members():
            yield iri
            for triple in stated(self._view, iri):
                if isinstance(triple.object, ox.NamedNode):
                    if triple.predicate == _SELECTOR:
                        yield triple.object.value
                    elif triple.predicate in SPEAKING:
                        self._speakers.add(triple.object)

    def content(self, subjects: Again, kind: ox.Triple) -> Content:
        """The content, of which only the description of the cube is held."""
        cube, described = self._cube, Described(self._view)
        about = [one for one in described.of(cube) if one.predicate != _DERIVED]
        for part in slices(self._view, cube.value):
            about += described.of(part)
        said = self._ordered(about)
        told = self._ordered(
            chain(self._sources.origin(cube), *map(self._sources.named, self._speakers))
        )
        return Content(
            lambda: merge(said, self._stream(subjects, values=True), key=_KEY),
            lambda: merge(told, self._stream(subjects, values=False), key=_KEY),
            [kind, *self._sources.pubinfo(cube)],
        )

    def _stream(self, subjects: Again, *, values: bool) -> Iterator[Keyed]:
        """The statements of all observations that are their values, or those that are not."""
        for iri in subjects():
            yield from self._stated(iri)[not values]

    def _parted(self, iri: str) -> tuple[list[Keyed], list[Keyed]]:
        """What stands on an observation, or at a place in a text: values, and what is not."""
        triples = stated(self._view, iri)
        inside = any(one.predicate == _IN for one in triples)  # a selector is in no cube
        parts: tuple[list[ox.Triple], list[ox.Triple]] = [], []
        for one in triples:
            parts[not (inside and self._is_value(one))].append(one)
        return self._ordered(parts[0]), self._ordered(parts[1])

    def _is_value(self, triple: ox.Triple) -> bool:
        return triple.predicate in self._values and triple.object != _CLAIM
