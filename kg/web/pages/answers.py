"""SPARQL and named queries in a browser: forms, and the first rows of an answer as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import KgError
from kg.query.ask import ask
from kg.query.labels import Labels
from kg.query.results import Rows, Triples, Truth
from kg.query.values import literal_text
from kg.web.actions import Asked, Reply
from kg.web.api.replies import once
from kg.web.pages.known import queries_of
from kg.web.pages.page import page
from kg.web.problems import Problem, of

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.named.queries import NamedQuery
    from kg.query.results import Result
    from kg.store.view import View

MOST = 200  # rows in a page

_EXAMPLE = """SELECT ?class (COUNT(?one) AS ?members) WHERE {
  ?one a ?class
} GROUP BY ?class ORDER BY DESC(?members) LIMIT 20"""

_CODES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?code WHERE { VALUES ?list { <https://example.org/> } ?code skos:inScheme ?list }
"""
_NUMBERS = ("integer", "decimal", "double", "int", "long")


def sparql_form(graph: Graph, asked: Asked) -> Reply:
    """The form to ask in SPARQL."""
    values = {"text": _EXAMPLE, "answer": None, "error": "", "formats": ()}
    return page(graph, asked, "sparql.html", values)


def sparql_page(graph: Graph, asked: Asked) -> Reply:
    """The form with a query, and its answer."""
    text = asked.body.decode()
    answer, error, status = None, "", 200
    try:
        answer = _table(graph, graph.answer(_unnamed(text), text, limit=MOST))
    except KgError as failure:
        error, status = str(failure), of(failure).status
    formats = _formats(text) if answer else ()
    values = {"text": text, "answer": answer, "error": error, "formats": formats}
    return page(graph, asked, "sparql.html", values, status=status)


def _unnamed(text: str) -> NamedQuery:
    from kg.query.named.queries import parse_query

    return parse_query(text, "SPARQL")


def _formats(text: str) -> list[tuple[str, str]]:
    """The same query, to be answered whole in other formats."""
    from kg.query.sparql import form

    rows = {"JSON": "application/sparql-results+json", "CSV": "text/csv"}
    rows |= {"TSV": "text/tab-separated-values", "XML": "application/sparql-results+xml"}
    triples = {"Turtle": "text/turtle", "JSON-LD": "application/ld+json"}
    known = rows if form(text) in ("select", "ask") else triples
    return [
        (name, f"/sparql?{urlencode({'query': text, 'accept': media})}")
        for name, media in known.items()
    ]


def query_list(graph: Graph, asked: Asked) -> Reply:
    """Every named query, by its tags."""
    return page(graph, asked, "queries.html", {"queries": queries_of(graph)})


def query_page(graph: Graph, asked: Asked) -> Reply:
    """The form of a named query, and, where it was sent, its first rows.

    Raises:
        Problem: there is no such query.
    """
    name = asked.values["at"]["name"]
    query = next((one for one in queries_of(graph) if one.name == name), None)
    if query is None:
        raise Problem(404, "not-found", "There is no such query", "they are listed at /queries")
    given = [(key, value) for key, value in asked.values["given"] if value.strip()]
    answer, error, status = None, "", 200
    if asked.values["given"] or not query.parameters:
        try:
            answer = _table(graph, _answered(graph, query, given))
        except KgError as failure:
            error, status = str(failure), of(failure).status
    values = {
        "query": query,
        "given": dict(reversed(given)),
        "answer": answer,
        "error": error,
        "choices": _choices(graph.view, query),
        "api": f"/api/queries/{query.name}" + (f"?{urlencode(given)}" if given else ""),
    }
    return once(page(graph, asked, "query.html", values, status=status), query)


def _answered(graph: Graph, query: NamedQuery, given: list[tuple[str, str]]) -> Result:
    values: dict[str, list[str]] = {}
    for key, value in given:
        values.setdefault(key, []).append(value)
    return graph.answer(query, graph.bound(query, values), limit=MOST)


def _choices(view: View, query: NamedQuery) -> dict[str, list[tuple[str, str]]]:
    """The codes that a parameter takes, with their names."""
    lists = {
        one.name: f"{view.base}code/{one.of}" for one in query.parameters if one.kind == "codes"
    }
    found = {}
    for name, scheme in lists.items():
        codes = sorted(code.value for (code,) in ask(view, _CODES, list={scheme}))
        labels = Labels(view)
        labels.load(codes)
        found[name] = [(code.removeprefix(f"{scheme}/"), labels.of(code)) for code in codes]
    return found


def _table(graph: Graph, result: Result) -> Mapping[str, Any]:
    """An answer as columns and rows of cells that know their IRI."""
    if isinstance(result, Truth):
        return {"truth": result.value}
    columns, rows = result.solutions()
    assert isinstance(result, Rows | Triples)
    labels = Labels(graph.view)
    labels.load({one.value for row in rows for one in row if isinstance(one, ox.NamedNode)})
    cells = [[_cell(term, labels) for term in row] for row in rows]
    return {"columns": columns, "rows": cells, "cut": result.limit is not None}


def _cell(term: Any, labels: Labels) -> tuple[str, str, bool]:
    """The text of a cell, its IRI, and whether it is a number."""
    if term is None:
        return "", "", False
    if isinstance(term, ox.NamedNode):
        return labels.of(term.value), term.value, False
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        return literal_text(term), "", kind in _NUMBERS
    return str(term), "", False
