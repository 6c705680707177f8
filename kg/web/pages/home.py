"""The first page: what this is, what is in it, and the ways to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.model.vocab import ENTITY
from kg.query.labels import Labels
from kg.query.looking.schema import schema_of
from kg.web.actions import Asked, Reply
from kg.web.pages.counts import Count, counted
from kg.web.pages.known import datasets_of, queries_of
from kg.web.pages.page import page
from kg.web.pages.title import description_of

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import View

_CLASSES = 40
_COUNTED = ("entities", "claims", "observations", "documents", "datasets")


def home(graph: Graph, asked: Asked) -> Reply:
    """The first page."""
    view = graph.view
    classes = _kinds(view)[:_CLASSES]
    labels = Labels(view)
    labels.load(one.iri for one in classes)
    values = {
        "description": description_of(graph),
        "counts": counts_of(view),
        "classes": [(one, labels.of(one.iri)) for one in classes],
        "datasets": datasets_of(view),
        "queries": queries_of(graph),
    }
    return page(graph, asked, "home.html", values)


def counts_of(view: View) -> Mapping[str, int]:
    """What the build counted, if it is one."""
    manifest: dict[str, Any] = json.loads(view.kept("manifest.json") or b"{}")
    counts = manifest.get("counts", {})
    return {name: counts[name] for name in _COUNTED if name in counts}


def _kinds(view: View) -> list[Count]:
    """The classes of entities; in a store of others, all that have members."""
    found = counted(view)
    if not view.base:
        return list(found)
    schema = schema_of(view)
    return [one for one in found if ENTITY in schema.above(one.iri)[1:]]
