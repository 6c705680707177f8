"""The forms that the engine writes itself: with claims as named graphs, and flat, without them.

What is flat is the default graph: everything that accepted claims say, who says it, the ontology
and what was concluded, each triple once.
"""

from __future__ import annotations

import re
from functools import partial
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model.vocab import local_name
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.passing import Passing
from kg.publish.exports.selection import chosen
from kg.query.ask import ask
from kg.store.view import View

_FLAT = "What is claimed, each triple once, with sources and ontology"
_DEFAULT = ox.DefaultGraph()
_LOCAL = re.compile(r"[^\W\d][\w.-]*")


def _dump(form: ox.RdfFormat, name: str, material: Material, target: Target) -> None:
    graph = None if form.supports_datasets and form != ox.RdfFormat.JSON_LD else _DEFAULT
    xml = form == ox.RdfFormat.RDF_XML
    with chosen(material) as view:
        if xml:
            _require_names(view)
        file = target.open(name)
        with Passing(file, material.tell, material.size, xml=xml) as out:
            view.dump(cast(IO[bytes], out), form, graph)


def _require_names(view: View) -> None:
    """Refuse properties that no XML element can be named after.

    Raises:
        FormatError: there is one.
    """
    for (found,) in ask(view, "SELECT DISTINCT ?property { ?s ?property ?o }"):
        if not _LOCAL.fullmatch(local_name(f"{found.value}")) or found.value[-1] in "/#":
            raise FormatError(f"{found} is no name of an XML element, so there can be no RDF/XML")


def _export(name: str, file: str, form: ox.RdfFormat, title: str) -> Export:
    return Export(name, file, form.media_type, title, partial(_dump, form, file))


NQUADS = _export(
    "nquads",
    "claims.nq",
    ox.RdfFormat.N_QUADS,
    "Every claim as a named graph, with sources and ontology, as N-Quads",
)
TRIG = _export(
    "trig",
    "claims.trig",
    ox.RdfFormat.TRIG,
    "Every claim as a named graph, with sources and ontology, as TriG",
)
TURTLE = _export("turtle", "flat.ttl", ox.RdfFormat.TURTLE, f"{_FLAT}, as Turtle")
NTRIPLES = _export("ntriples", "flat.nt", ox.RdfFormat.N_TRIPLES, f"{_FLAT}, as N-Triples")
RDFXML = _export("rdfxml", "flat.rdf", ox.RdfFormat.RDF_XML, f"{_FLAT}, as RDF/XML")
