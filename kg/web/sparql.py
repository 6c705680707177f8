"""A query, answered whole in the format that was negotiated, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kg.query.sparql import form
from kg.store.foreign import asking
from kg.store.view import Dataset
from kg.web.actions import Asked, Reply
from kg.web.negotiate import best
from kg.web.sink import Sink

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import Answer

Serialisation: TypeAlias = ox.QueryResultsFormat | ox.RdfFormat

_JSON, _XML = ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML
RESULTS: dict[str, Serialisation] = {
    "application/sparql-results+json": _JSON,
    "application/sparql-results+xml": _XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": _JSON,
    "application/xml": _XML,
    "text/xml": _XML,
}
RDF: dict[str, Serialisation] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "text/n3": ox.RdfFormat.N3,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/xml": ox.RdfFormat.RDF_XML,
    "application/json": ox.RdfFormat.JSON_LD,
}
_OFFERED = {"select": tuple(RESULTS), "ask": tuple(RESULTS)}
_OFFERED |= {"construct": tuple(RDF), "describe": tuple(RDF)}
# what a program that reads one of the general types is told it got
_TOLD = {"application/json": "application/json", "text/plain": "text/plain; charset=utf-8"}
_TOLD |= {"text/csv": "text/csv; charset=utf-8"}


def answered(graph: Graph, asked: Asked) -> Reply:
    """Answer a query; `accept` negotiates, `default` and `named` are the dataset of the request.

    Raises:
        QueryError: it does not parse, or cannot be answered; LimitError: its answer is too large.
        Problem: there is no format that the caller accepts.
    """
    text = asked.body.decode()
    media = best(asked.text("accept"), _OFFERED.get(form(text), tuple(RESULTS)))
    with asking(text):
        return written(graph.view.query(text, dataset_of(asked)), media, asked)


def dataset_of(asked: Asked) -> Dataset | None:
    """The dataset that a request names beside its query, if it does."""
    default, named = asked.values.get("default", ()), asked.values.get("named", ())
    return Dataset(tuple(default), tuple(named)) if default or named else None


def written(answer: Answer, media: str, asked: Asked) -> Reply:
    """Write an answer in a format.

    Raises:
        LimitError: it is too large.
    """
    sink = Sink(asked.limits.result)
    known = RDF if isinstance(answer, ox.QueryTriples) else RESULTS
    try:
        answer.serialize(sink, known[media])  # type: ignore[arg-type]
        body, file = sink.taken()
    except BaseException:
        sink.close()
        raise
    return Reply(body, _TOLD.get(media, media), file=file)
