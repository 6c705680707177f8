"""A view of a little TriG, for the tests of what asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from kg.store.columns import Columns, open_columns
from kg.store.foreign import asking
from kg.store.view import Answer, Dataset, Graph, Label, Term

PREFIXES = {
    "ex": "http://example.org/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "geo": "http://www.opengis.net/ont/geosparql#",
}
PROLOGUE = "".join(f"@prefix {name}: <{iri}> . " for name, iri in PREFIXES.items())


class MemoryView:
    """What `kg.store.view.View` asks for, over TriG text in which the prefixes above are known."""

    base = "http://example.org/"

    def __init__(self, trig: str = "", labels: Iterable[Label] = ()) -> None:
        self.prefixes: Mapping[str, str] = PREFIXES
        self._labels = list(labels)
        self._store = ox.Store()
        self._store.load(PROLOGUE + trig, ox.RdfFormat.TRIG)

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        with asking(sparql):
            return self._store.query(sparql, prefixes=PREFIXES)

    def dump(self, output: IO[bytes], form: ox.RdfFormat, graph: Graph | None = None) -> None:
        self._store.dump(output, form, from_graph=graph, prefixes=dict(self.prefixes))

    def quads(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(subject, predicate, object, graph)

    def columns(self, cube: str) -> Columns:
        return open_columns(None, cube)

    def kept(self, name: str) -> bytes | None:
        return None

    def labels(self) -> Iterator[Label]:
        return iter(self._labels)
