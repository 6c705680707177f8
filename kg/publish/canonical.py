"""Turtle files as one rdflib graph that is the same every time, blank nodes and all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import FormatError, Where

_C14N = "c14n"


def canonical(files: Iterable[Path]) -> Graph:
    """Read Turtle files into a graph; blank nodes are named by content, as RDFC-1.0 names them.

    Raises:
        FormatError: a file cannot be read, or is no Turtle.
    """
    graph, data = Graph(), ox.Dataset()
    for file in files:
        try:
            parser = ox.parse(path=file, format=ox.RdfFormat.TURTLE)
            quads = {*parser}
        except (SyntaxError, OSError) as error:
            raise FormatError(f"it cannot be read: {error}", where=Where(str(file))) from None
        for quad in quads:
            data.add(quad)
        for prefix, iri in sorted(parser.prefixes.items()):
            graph.bind(prefix, iri)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    for quad in sorted(data, key=str):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):  # in the order of their numbers also when sorted as text
        return BNode(f"{_C14N}{int(term.value.removeprefix(_C14N)):06}")
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = URIRef(term.datatype.value)
    kind = None if datatype == XSD.string else datatype
    return Literal(term.value, datatype=kind, normalize=False)
