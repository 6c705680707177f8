"""Reading by the Graph Store Protocol: one graph, whole, in the format that was negotiated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.store.view import Dataset
from kg.web.actions import Asked, Reply
from kg.web.negotiate import best
from kg.web.problems import Problem
from kg.web.sparql import RDF, written

if TYPE_CHECKING:
    from kg.api import Graph

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def graph(graph: Graph, asked: Asked) -> Reply:
    """The triples of the graph named `iri`, or of the default graph.

    Raises:
        Problem: there is no such graph, or no format that the caller accepts.
    """
    media = best(asked.text("accept"), tuple(RDF))
    iri = asked.text("iri")
    if not iri:
        return written(graph.view.query(_ALL), media, asked)
    dataset = Dataset((iri,), (iri,))
    found = graph.view.query("ASK { GRAPH ?g { ?s ?p ?o } }", dataset)
    if isinstance(found, ox.QueryBoolean) and not found:
        raise Problem(404, "no-such-graph", "There is no such graph", f"no graph is named <{iri}>")
    return written(graph.view.query(_ALL, dataset), media, asked)
