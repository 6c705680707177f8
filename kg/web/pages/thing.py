"""The page of one thing: what is said of it, by whom and when, and what points at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query.ask import ask
from kg.query.looking.facts import facts_in
from kg.query.looking.nodes import Nodes
from kg.query.looking.show import show
from kg.query.looking.why import why
from kg.query.values import literal_text
from kg.web.actions import Asked, Reply
from kg.web.pages import foreign
from kg.web.pages.media import ENDINGS
from kg.web.pages.page import page
from kg.web.pages.related import SOURCE, Item, items, related
from kg.web.pages.site import site_of
from kg.web.pages.standing import Standing

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.looking.evidence import Evidence
    from kg.query.looking.shown import Shown
    from kg.store.view import View

MOST = 20  # things that point here by one property
_FIGURES = 10
_STATEMENTS = 200

_IS_CLAIM = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?iri WHERE { VALUES ?iri { <https://example.org/> } ?iri a kg:Claim }
"""


class Part(NamedTuple):
    """A subject, property or value as a page shows it."""

    text: str
    iri: str = ""


def thing_page(graph: Graph, asked: Asked, standing: Standing, *, alone: bool) -> Reply:
    """The page of whatever an IRI names; `alone` is one at /describe."""
    view, iri, site = graph.view, standing.iri, site_of(graph, asked)
    shown = _shown(view, iri)
    place = site.description if alone else site.path
    values = {
        "shown": shown,
        "claims": _claims(view, shown),
        "standing": standing,
        "evidence": _evidence(view, iri),
        "statements": list(_statements(view, iri)) if standing.is_graph else [],
        "most_statements": _STATEMENTS,
        "source": SOURCE,
        "formats": [(ending, place(iri, ending)) for ending in ENDINGS if ending != "html"],
    }
    return page(graph, asked, "thing.html", values)


def _shown(view: View, iri: str) -> Shown:
    if view.base:
        try:
            return show(view, iri, observations=_FIGURES, most=MOST)
        except QueryError:  # only a graph of its own speaks of it
            pass
    return foreign.shown(view, iri)


def _claims(view: View, shown: Shown) -> list[Item]:
    """The first claims that a document makes: its page would say nothing else of them."""
    if not any(group.property == SOURCE and group.more for group in shown.groups):
        return []
    return items(view, related(view, shown.iri, SOURCE)[:MOST], SOURCE, shown.iri)


def _evidence(view: View, iri: str) -> tuple[Evidence, ...]:
    """Who makes a claim, and where; nothing for what is none."""
    if not view.base or next(ask(view, _IS_CLAIM, iri={iri}), None) is None:
        return ()
    return why(view, iri).evidence


def _statements(view: View, iri: str) -> Iterator[tuple[Part, Part, Part]]:
    """The triples of a claim's graph, by labels."""
    facts = facts_in(view, {iri})[: _STATEMENTS + 1]
    nodes = Nodes(view)
    nodes.labels.load({term for fact in facts for term in (fact.subject, fact.predicate)})
    nodes.labels.load({fact.target for fact in facts} - {""})

    def part(term: str) -> Part:
        return Part(nodes.labels.of(term), term)

    for fact in facts:
        value = part(fact.target) if fact.target else Part(_literal(fact.value))
        yield part(fact.subject), part(fact.predicate), value


def _literal(value: object) -> str:
    language = getattr(value, "language", None)
    text = literal_text(value) if isinstance(value, ox.Literal) else str(value)
    return f"{text} @{language}" if language else text
