"""Asking the shipped graph in a test: short names for its IRIs, and rows as the answer."""

from __future__ import annotations

import kg
from kg.query.results import Rows

BASE = "https://w3id.org/sogdian/"
_NAMES = {
    "state": "id/State/",
    "territory": "id/Territory/",
    "place": "id/Place/",
    "agent": "id/Agent/",
    "agreement": "id/Agreement/",
    "project": "id/Project/",
    "event": "id/Event/",
    "corridor": "id/Corridor/",
    "service": "id/TransportService/",
    "document": "document/",
}
PREFIXES = "".join(f"PREFIX {name}: <{BASE}{path}>\n" for name, path in _NAMES.items())


def rows(graph: kg.Graph, query: str) -> Rows:
    """The answer to a SELECT in which the prefixes of `_NAMES` need no declaration."""
    result = graph.sparql(PREFIXES + query)
    assert isinstance(result, Rows)
    return result
