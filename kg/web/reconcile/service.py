"""The endpoint itself: the manifest, batches of queries, and data extension."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import ParameterError
from kg.query.reconciling import asked as queries
from kg.query.reconciling import extending
from kg.query.reconciling.candidates import Candidate, Reconciler
from kg.web.actions import Asked, Reply
from kg.web.fields import pairs
from kg.web.problems import Problem
from kg.web.reconcile.answers import given, said
from kg.web.reconcile.manifest import BATCH, manifest
from kg.web.sent import read_json

if TYPE_CHECKING:
    from kg.api import Graph

_MOST = 20 * BATCH
_KNOWN = ("queries", "extend", "callback")


def service(graph: Graph, asked: Asked) -> Reply:
    """Answer what is asked by `queries` or `extend`, or else say what the service is.

    Raises:
        ParameterError: what is asked is malformed; Problem: it is too much.
    """
    sent = given([*asked.values.get("given", ()), *pairs(asked.body)], _KNOWN)
    if "queries" in sent and "extend" in sent:
        raise ParameterError("ask for queries or for extend, one at a time")
    if "queries" in sent:
        return said(_batch(graph, read_json(sent["queries"], "queries")), sent)
    if "extend" in sent:
        view = graph.view
        ids, choices = extending.read(view, read_json(sent["extend"], "extend"))
        _require_few(len(ids))
        return said(extending.extended(view, ids, choices), sent)
    if asked.body:
        raise ParameterError("the form has neither queries nor extend")
    return said(manifest(graph.view, asked.text("base")), sent)


def _batch(graph: Graph, sent: Mapping[str, Any]) -> dict[str, Any]:
    _require_few(len(sent))
    reconciler = Reconciler(graph.view)
    found = {}
    for key, query in sent.items():
        try:
            candidates = reconciler.candidates(queries.read(query))
        except ParameterError as error:
            raise ParameterError(f"{key}: {error.message}") from None
        found[key] = {"result": [_written(one) for one in candidates]}
    return found


def _written(one: Candidate) -> dict[str, Any]:
    features = [{"id": "name", "value": one.name_score}]
    if one.properties is not None:
        features.append({"id": "properties", "value": round(100 * one.properties, 1)})
    return {
        "id": one.iri,
        "name": one.name,
        "description": one.description,
        "type": [{"id": kind.iri, "name": kind.name} for kind in one.types],
        "score": one.score,
        "match": one.match,
        "features": features,
    }


def _require_few(count: int) -> None:
    if count > _MOST:
        detail = f"there are {count:,}; send at most {_MOST:,} at once, better {BATCH}"
        raise Problem(413, "batch-limit", "The batch is larger than this server takes", detail)
