"""An IRI that names a graph and nothing else: the graph, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.query.ask import ask
from kg.store.view import Dataset
from kg.web.actions import Asked, Reply
from kg.web.pages.page import page
from kg.web.sparql import written

if TYPE_CHECKING:
    from kg.api import Graph

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_MOST = 200_000

_COUNT = """
SELECT (COUNT(*) AS ?count) WHERE {
  SELECT ?subject WHERE {
    VALUES ?graph { <https://example.org/> }
    GRAPH ?graph { ?subject ?property ?value }
  } LIMIT 200000
}
"""


def whole(graph: Graph, asked: Asked, iri: str, media: str) -> Reply:
    """The triples of a graph."""
    return written(graph.view.query(_ALL, Dataset((iri,), (iri,))), media, asked)


def whole_page(graph: Graph, asked: Asked, iri: str) -> Reply:
    """Say what it is, and lead to its triples."""
    count = next(int(count.value) for (count,) in ask(graph.view, _COUNT, graph={iri}))
    read = f"/rdf-graph-store?graph={quote(iri, safe='')}"
    values = {"iri": iri, "count": count, "more": count == _MOST, "read": read}
    return page(graph, asked, "graph.html", values)
