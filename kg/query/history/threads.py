"""Threads: the answers to one question in the same circumstances, by whomever and whenever.

Another scope, period, unit, definition or side of a trade is another thread; another date or
status is a change in the same one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model.keys import NOT_STATED
from kg.model.vocab import KG, LOCAL_ID, RDF, REPORTER
from kg.query.ask import ask
from kg.query.contradictions import figures, statements
from kg.query.contradictions.said import Said, Term
from kg.query.contradictions.sources import sources_of
from kg.query.contradictions.things import claimed

if TYPE_CHECKING:
    from kg.query.contradictions.rules import Rules
    from kg.query.looking.nodes import Nodes
    from kg.query.looking.schema import Schema
    from kg.store.view import View

_QUESTIONS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?question WHERE { VALUES ?node { <https://example.org/> } ?node kg:question ?question }
"""
_ANSWERS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?question ?node WHERE {
  VALUES ?question { <https://example.org/> }
  ?node kg:question ?question
}
"""
_OWN = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?thing ?property ?value ?claim WHERE {
  VALUES ?thing { <https://example.org/> }
  GRAPH ?claim { ?thing ?property ?value }
  ?claim a kg:Claim
}
"""
_DENIALS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?thing ?property ?value ?claim WHERE {
  VALUES ?end { <https://example.org/> }
  ?denial owl:sourceIndividual|owl:targetIndividual ?end .
  GRAPH ?claim {
    ?denial a owl:NegativePropertyAssertion ; owl:sourceIndividual ?thing ;
      owl:assertionProperty ?property ; owl:targetIndividual|owl:targetValue ?value
  }
  ?claim a kg:Claim
}
"""
_CLASSES = "SELECT ?thing ?class WHERE { VALUES ?thing { <https://example.org/> } ?thing a ?class }"
_APART = frozenset({f"{RDF}type", f"{KG}slug", LOCAL_ID.strip("<>")})
_PASSING = frozenset({"date", "status"})  # what may change while the thread goes on

_REPORTER = REPORTER.strip("<>")

Row = tuple[str, str, Term]


def threads(nodes: Nodes, rules: Rules, things: Iterable[str]) -> Iterator[list[Said]]:
    """Everything that is said of some things, and what they are named in, by threads."""
    wanted = set(things)
    for iri in wanted:
        nodes.grow(iri)
    claims: set[str] = set()
    for rivals in _statements(nodes, rules, nodes.belonging - wanted):
        claims |= {claim for one in rivals for claim in one.sources}
        yield from _split(rules, rivals)
    for rivals in figures.of(nodes.view, rules, wanted):
        yield from (thread for thread in _split(rules, rivals) if thread[1:])
    yield from _own(nodes.view, nodes.schema, wanted, claims)


def _statements(nodes: Nodes, rules: Rules, near: set[str]) -> Iterator[list[Said]]:
    asked: dict[str, set[str]] = defaultdict(set)
    questions = {question.value for (question,) in ask(nodes.view, _QUESTIONS, node=near)}
    for question, node in ask(nodes.view, _ANSWERS, question=questions):
        asked[question.value].add(node.value)
    return statements.answers_to(nodes.view, rules, nodes.schema, asked)


def _split(rules: Rules, rivals: Iterable[Said]) -> Iterator[list[Said]]:
    found: dict[object, list[Said]] = defaultdict(list)
    for one in rivals:
        found[_circumstances(rules, one)].append(one)
    yield from found.values()


def _circumstances(rules: Rules, said: Said) -> frozenset[tuple[str, str]]:
    """What tells a thread from another of one question; what is not stated tells nothing."""
    return frozenset(
        (prop, value.value)
        for prop, values in said.circumstances.items()
        if prop != _REPORTER and rules.circumstance(prop) not in _PASSING
        for value in values
        if not rules.is_unmarked(value.value) and not value.value.endswith(f"/{NOT_STATED}")
    )


def _own(view: View, schema: Schema, things: set[str], told: set[str]) -> Iterator[list[Said]]:
    """What claims say of the things themselves, and what is denied of them.

    The short way of a statement (an agreement's signatory) is left out where the statement is told.
    """
    denied = _by_row(ask(view, _DENIALS, end=things))
    said = _by_row(ask(view, _OWN, thing=things | {thing for thing, _, _ in denied}))
    kept = {
        row: claims
        for row, claims in said.items()
        if row[1] not in _APART
        and (row in denied or (row[0] in things and not _is_short(row, claims, told)))
    }
    sources, _ = sources_of(
        view, {c for some in (kept, denied) for cs in some.values() for c in cs}
    )
    classes: dict[str, set[str]] = defaultdict(set)
    for thing, cls in ask(view, _CLASSES, thing={row[0] for row in (*kept, *denied)}):
        classes[thing.value].add(cls.value)
    found: dict[object, list[Said]] = defaultdict(list)
    for rows, is_denied in ((kept, False), (denied, True)):
        for row, claims in sorted(rows.items(), key=str):
            thing, prop, value = row
            once = schema.functional(prop, classes[thing])
            language = getattr(value, "language", None) or ""
            key = (thing, prop, language) if once else row
            found[key].append(claimed(*row, claims, sources)._replace(denied=is_denied))
    yield from found.values()


def _by_row(found: Iterable[tuple[ox.NamedNode, ox.NamedNode, Term, ox.NamedNode]]) -> _Rows:
    rows: _Rows = defaultdict(set)
    for thing, prop, value, claim in found:
        rows[thing.value, prop.value, value].add(claim.value)
    return rows


_Rows = dict[Row, set[str]]


def _is_short(row: Row, claims: set[str], told: set[str]) -> bool:
    return isinstance(row[2], ox.NamedNode) and claims <= told
