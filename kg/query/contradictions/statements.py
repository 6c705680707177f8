"""Statement nodes that may disagree: those whose question another node has too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.model.vocab import REPORTER, TYPE
from kg.query.ask import ask
from kg.query.contradictions.said import Said, Source, Term

if TYPE_CHECKING:
    from kg.query.contradictions.rules import Rules
    from kg.query.schema import Schema
    from kg.store.view import View

_QUESTIONS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?question ?node WHERE { ?node kg:question ?question }
"""
_NODES = """
SELECT ?node ?property ?value ?claim WHERE {
  VALUES ?node { <https://example.org/> }
  GRAPH ?claim { ?node ?property ?value }
}
"""
_SOURCES = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?claim ?document ?publisher WHERE {
  VALUES ?claim { <https://example.org/> }
  ?claim prov:wasDerivedFrom ?document
  OPTIONAL { ?document dcterms:publisher ?publisher }
}
"""
_VOICES = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?claim ?role ?voice WHERE {
  VALUES ?claim { <https://example.org/> }
  ?claim ?role ?voice
  FILTER(?role IN (prov:wasAttributedTo, kg:quotedSource, kg:reporter))
}
"""
_TYPE, _REPORTER = TYPE.strip("<>"), REPORTER.strip("<>")
_INFERRED = "/graph/inferred"


def rivals(view: View, rules: Rules, schema: Schema) -> Iterator[list[Said]]:
    """The statement nodes of each question that several of them answer."""
    asked: dict[str, list[str]] = defaultdict(list)
    for question, node in ask(view, _QUESTIONS):
        asked[question.value].append(node.value)
    several = {question: sorted(nodes) for question, nodes in asked.items() if nodes[1:]}
    yield from answering(view, rules, schema, several)


def answering(
    view: View, rules: Rules, schema: Schema, several: Mapping[str, list[str]]
) -> Iterator[list[Said]]:
    """The nodes of each of these questions, as claims have them."""
    held, claims = _held(view, {node for nodes in several.values() for node in nodes})
    sources, reporters = sources_of(view, {claim for found in claims.values() for claim in found})
    for question, nodes in sorted(several.items()):
        yield [
            _said(rules, schema, question, node, held[node], claims[node], sources, reporters)
            for node in nodes
            if claims[node]
        ]


def _held(
    view: View, nodes: set[str]
) -> tuple[dict[str, dict[str, set[Term]]], dict[str, set[str]]]:
    """What claims say of each node, and which do; what is inferred is no part of it."""
    held: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    claims: dict[str, set[str]] = defaultdict(set)
    for node, prop, value, claim in ask(view, _NODES, node=nodes):
        if not claim.value.endswith(_INFERRED):
            held[node.value][prop.value].add(value)
            claims[node.value].add(claim.value)
    return held, claims


def sources_of(
    view: View, claims: Iterable[str]
) -> tuple[dict[str, Source], dict[str, frozenset[Term]]]:
    """Who makes each claim, and whose figures it gives."""
    claims = set(claims)
    voices: dict[str, set[str]] = defaultdict(set)
    reporters: dict[str, set[Term]] = defaultdict(set)
    for claim, role, voice in ask(view, _VOICES, claim=claims):
        voices[claim.value].add(voice.value)
        if role.value == _REPORTER:
            reporters[claim.value].add(voice)
    found: dict[str, Source] = {}
    for claim, document, publisher in ask(view, _SOURCES, claim=claims):
        known = found.get(claim.value)
        of = {publisher.value} if publisher else set()
        found[claim.value] = Source(
            document.value,
            frozenset(of | (known.publishers if known else frozenset())),
            frozenset(voices[claim.value]),
        )
    return found, {claim: frozenset(who) for claim, who in reporters.items()}


def told(rules: Rules, around: Mapping[str, frozenset[Term]], prop: str) -> bool:
    """Whether a statement itself has a circumstance of the kind that a property is."""
    return any(rules.circumstance(one) == rules.circumstance(prop) for one in around)


def _said(
    rules: Rules,
    schema: Schema,
    question: str,
    node: str,
    held: Mapping[str, set[Term]],
    claims: set[str],
    sources: Mapping[str, Source],
    reporters: Mapping[str, frozenset[Term]],
) -> Said:
    asks: dict[str, frozenset[Term]] = {}
    around: dict[str, frozenset[Term]] = {}
    answers: dict[str, frozenset[Term]] = {}
    hedges: set[str] = set()
    for prop, values in held.items():
        if prop == _TYPE:
            continue
        if rules.is_answer(prop):
            answers[prop] = frozenset(values)
        elif rules.circumstance(prop):
            around[prop] = frozenset(values)
        elif rules.is_aside(prop):
            hedges |= {one.value for one in values if rules.is_hedge(one.value)}
        else:
            asks[prop] = frozenset(values)
    reporting = frozenset[Term]().union(*(reporters.get(claim, frozenset()) for claim in claims))
    if reporting and not told(rules, around, _REPORTER):
        around[_REPORTER] = reporting
    classes = schema.lowest({one.value for one in held[_TYPE]})
    return Said(
        node,
        question,
        tuple(classes),
        asks,
        around,
        answers,
        frozenset(hedges),
        {claim: sources[claim] for claim in claims if claim in sources},
    )
