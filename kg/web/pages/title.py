"""What the graph that is served is called, in its own words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.query.ask import ask
from kg.query.looking.attribution import Record

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import View

_HEADER = """
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?property ?text WHERE {
  VALUES ?ontology { <https://w3id.org/sogdian/ontology> }
  ?ontology ?property ?text
  FILTER(?property IN (dcterms:title, dcterms:description))
}
"""


def title_of(graph: Graph) -> str:
    """The title of the project's ontology, or what can be said instead."""
    return _header(graph.view).first("title") or _otherwise(graph.view)


def description_of(graph: Graph) -> str:
    """What the project says of itself, or the empty string."""
    return _header(graph.view).first("description")


def _otherwise(view: View) -> str:
    return view.base.removeprefix("https://").rstrip("/") or "An RDF store"


@lru_cache(maxsize=1)
def _header(view: View) -> Record:
    found = Record()
    if view.base:
        for prop, text in ask(view, _HEADER, ontology={f"{view.base}ontology"}):
            if getattr(text, "language", None) in ("en", None) and hasattr(text, "value"):
                found.add(prop.value.rpartition("/")[2], text.value)
    return found
