"""What a model can read before it asks: the classes and properties, and the named queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.query.ask import ask
from kg.query.labels import short_iri
from kg.query.looking.schema import Schema
from kg.query.reconciling.terms import terms
from kg.web.actions import Asked, Reply
from kg.web.problems import Problem

if TYPE_CHECKING:
    from kg.api import Graph

ONTOLOGY, QUERIES = "kg://ontology", "kg://queries"
_MARKDOWN = "text/markdown"

_CLASSES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?class WHERE { ?class a owl:Class FILTER(isIRI(?class)) }
"""


def resource(graph: Graph, asked: Asked) -> Reply:
    """Read a resource by its IRI.

    Raises:
        QueryError: there is no such query; Problem: there is no such resource.
    """
    iri = asked.text("iri")
    if iri == ONTOLOGY:
        return Reply(_ontology(graph).encode(), _MARKDOWN)
    if iri == QUERIES:
        listed = "\n".join(f"- `{one.name}`: {one.summary}" for one in graph.queries())
        return Reply(listed.encode(), _MARKDOWN)
    root, _, name = iri.rpartition("/")
    if root == QUERIES and name and not name.endswith(".rq"):
        return Reply(graph.named(name).text.encode(), "application/sparql-query")
    raise Problem(404, "not-found", "There is no such resource", iri[:200])


def _ontology(graph: Graph) -> str:
    """Each class with what it means and the properties of its shape."""
    view = graph.view
    schema = Schema(view)
    found = []
    for one in terms(view, sorted(cls.value for (cls,) in ask(view, _CLASSES))):
        props = sorted(schema.shown(one.iri), key=lambda prop: schema.place(prop, [one.iri]))
        above = [short_iri(view, up) for up in schema.above(one.iri)[1:]]
        found.append(f"## {short_iri(view, one.iri)} ({one.name})\n\n{one.description}\n")
        found.append(f"below: {', '.join(above)}\n" if above else "")
        found += [f"properties: {', '.join(short_iri(view, prop) for prop in props)}\n"]
    return "\n".join(part for part in found if part)
