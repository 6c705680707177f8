"""Completion as people type: of things, types and properties; and the properties of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import ParameterError
from kg.query.looking.schema import Schema
from kg.query.reconciling.asked import MOST
from kg.query.reconciling.suggesting import THINGS, suggested
from kg.query.reconciling.terms import PROPERTIES, TYPES, properties_of, term, terms, types_of
from kg.web.actions import Asked, Reply
from kg.web.problems import not_found
from kg.web.reconcile.answers import given, said

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.reconciling.terms import Term
    from kg.store.view import View

_KINDS = {"entity": THINGS, "type": TYPES, "property": PROPERTIES}
_USUAL = 20


def suggest(graph: Graph, asked: Asked) -> Reply:
    """Complete a `prefix`; `cursor` is how many suggestions are known already.

    Raises:
        ParameterError: a parameter is wrong; Problem: there is no such service.
    """
    what = asked.values["at"]["what"]
    if what not in _KINDS:
        raise not_found(asked.text("path"))
    sent = given(asked.values["given"], ("prefix", "cursor", "limit", "callback"))
    first, most = _number(sent, "cursor", 0), _number(sent, "limit", _USUAL) or _USUAL
    found = suggested(graph.view, sent.get("prefix", ""), _KINDS[what], first, min(most, MOST))
    notable = _notable(graph.view, found) if what == "entity" else {}
    return said({"result": [{**_written(one), **notable.get(one.iri, {})} for one in found]}, sent)


def properties(graph: Graph, asked: Asked) -> Reply:
    """Propose properties that things of a `type` have.

    Raises:
        ParameterError: there is no such type, or the limit is no number.
    """
    sent = given(asked.values["given"], ("type", "limit", "callback"))
    limit = _number(sent, "limit", 0)
    kind = sent.get("type", "")
    found = properties_of(graph.view, term(graph.view, kind, "type"), limit or None) if kind else []
    answer: dict[str, Any] = {"type": kind, "properties": [_written(one) for one in found]}
    return said(answer | ({"limit": limit} if limit else {}), sent)


def flyout(graph: Graph, asked: Asked) -> Reply:
    """A few words on a thing, type or property, as a piece of HTML.

    Raises:
        ParameterError: no id is given; Problem: nothing is known of it.
    """
    from kg.web.reconcile.preview import words

    sent = given(asked.values["given"], ("id", "callback"))
    if not sent.get("id"):
        raise ParameterError("name the id of a thing, a type or a property")
    return said({"id": sent["id"], "html": words(graph.view, sent["id"])}, sent)


def _notable(view: View, found: list[Term]) -> dict[str, dict[str, Any]]:
    """The types of things that are suggested."""
    schema = Schema(view)
    known = types_of(view, (one.iri for one in found))
    lowest = {iri: schema.lowest(classes) for iri, classes in known.items()}
    names = {
        one.iri: one.name for one in terms(view, {c for some in lowest.values() for c in some})
    }
    return {
        iri: {"notable": [{"id": cls, "name": names[cls]} for cls in classes]}
        for iri, classes in lowest.items()
    }


def _written(one: Term) -> dict[str, str]:
    return {"id": one.iri, "name": one.name} | (
        {"description": one.description} if one.description else {}
    )


def _number(sent: dict[str, str], name: str, usual: int) -> int:
    text = sent.get(name) or str(usual)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ParameterError(f'"{name}" must be a whole number')
    return int(text)
