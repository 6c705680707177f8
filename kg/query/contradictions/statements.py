"""Statement nodes that may disagree: those whose question another node has too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from kg.model.vocab import REPORTER, TYPE
from kg.query.ask import ask
from kg.query.contradictions.said import Said, Source, Term
from kg.query.contradictions.sources import sources_of

if TYPE_CHECKING:
    from kg.query.contradictions.rules import Rules
    from kg.query.schema import Schema
    from kg.store.view import View

_SHARED = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT %s WHERE {
  { SELECT ?question WHERE { ?one kg:question ?question }
    GROUP BY ?question HAVING (COUNT(?one) > 1) }
  ?node kg:question ?question . %s
}
"""
_OWN = "FILTER(!sameTerm(?property, rdf:type) && !sameTerm(?property, kg:question))"
_QUESTIONS = _SHARED % ("?question ?node", "")
_PROPERTIES = _SHARED % ("?node ?property ?value", f"?node ?property ?value {_OWN}")
_INFERRED = _SHARED % (
    "DISTINCT ?node",
    f"VALUES ?graph {{ <https://example.org/> }} GRAPH ?graph {{ ?node ?property ?value }} {_OWN}",
)
_INFERENCE = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?graph WHERE { GRAPH ?graph { ?node kg:question ?question } } LIMIT 1
"""
_SAID = """
SELECT ?node ?property ?value WHERE {
  VALUES ?node { <https://example.org/> }
  VALUES ?graph { <https://example.org/> }
  GRAPH ?claim { ?node ?property ?value } FILTER(!sameTerm(?claim, ?graph))
}
"""
_CLAIMS = """
SELECT ?node ?class ?claim WHERE {
  VALUES ?node { <https://example.org/> }
  VALUES ?graph { <https://example.org/> }
  GRAPH ?claim { ?node a ?class } FILTER(!sameTerm(?claim, ?graph))
}
"""
_TYPE, _REPORTER = TYPE.strip("<>"), REPORTER.strip("<>")

Held: TypeAlias = dict[str, dict[str, set[Term]]]


def rivals(view: View, rules: Rules, schema: Schema) -> Iterator[list[Said]]:
    """The statement nodes of each question that several of them answer, if they may disagree."""
    asked: dict[str, list[str]] = defaultdict(list)
    for question, node in ask(view, _QUESTIONS):
        asked[question.value].append(node.value)
    inference = {graph.value for (graph,) in ask(view, _INFERENCE)}
    held = _held(view, inference)
    several = {
        question: sorted(nodes)
        for question, nodes in asked.items()
        if not _agreed(rules, [held[node] for node in nodes])
    }
    classes, claims = _claims(view, {n for nodes in several.values() for n in nodes}, inference)
    sources, reporters = sources_of(view, {claim for found in claims.values() for claim in found})
    for question, nodes in sorted(several.items()):
        yield [
            said_of(
                rules,
                question,
                node,
                schema.lowest(classes[node]),
                held[node],
                claims[node],
                sources,
                reporters,
            )
            for node in nodes
            if claims[node]
        ]


def _held(view: View, inference: set[str]) -> Held:
    """What is said of each node; what is inferred is no part of it.

    The default graph tells it in one question, but for the nodes of which something is inferred.
    """
    held: Held = defaultdict(lambda: defaultdict(set))
    for node, prop, value in ask(view, _PROPERTIES):
        held[node.value][prop.value].add(value)
    mixed = {node.value for (node,) in ask(view, _INFERRED, graph=inference)}
    for node in mixed:
        held[node] = defaultdict(set)
    for node, prop, value in ask(view, _SAID, node=mixed, graph=inference):
        if prop.value != _TYPE:
            held[node.value][prop.value].add(value)
    return held


def _agreed(rules: Rules, held: Sequence[Mapping[str, set[Term]]]) -> bool:
    """Whether all give the same answer, which is most often so, and spares all that follows."""
    answers = [
        {prop: values for prop, values in one.items() if rules.is_answer(prop)} for one in held
    ]
    return bool(answers[0]) and all(one == answers[0] for one in answers)


def _claims(
    view: View, nodes: set[str], inference: set[str]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The classes that claims give each node, and these claims."""
    classes: dict[str, set[str]] = defaultdict(set)
    claims: dict[str, set[str]] = defaultdict(set)
    for node, cls, claim in ask(view, _CLAIMS, node=nodes, graph=inference):
        classes[node.value].add(cls.value)
        claims[node.value].add(claim.value)
    return classes, claims


def told(rules: Rules, around: Mapping[str, frozenset[Term]], prop: str) -> bool:
    """Whether a statement itself has a circumstance of the kind that a property is."""
    return any(rules.circumstance(one) == rules.circumstance(prop) for one in around)


def said_of(
    rules: Rules,
    question: str,
    node: str,
    classes: list[str],
    held: Mapping[str, set[Term]],
    claims: Collection[str],
    sources: Mapping[str, Source],
    reporters: Mapping[str, frozenset[Term]],
) -> Said:
    """A node as a statement: what it asks, in which circumstances, and what it answers."""
    asks: dict[str, frozenset[Term]] = {}
    around: dict[str, frozenset[Term]] = {}
    answers: dict[str, frozenset[Term]] = {}
    hedges: set[str] = set()
    for prop, values in held.items():
        if rules.is_answer(prop):
            answers[prop] = frozenset(values)
        elif rules.circumstance(prop):
            around[prop] = frozenset(values)
        elif rules.is_aside(prop):
            hedges |= {one.value for one in values if rules.is_hedge(one.value)}
        else:
            asks[prop] = frozenset(values)
    found = {claim: sources[claim] for claim in claims if claim in sources}
    said = Said(node, question, tuple(classes), asks, around, answers, frozenset(hedges), found)
    return reported(rules, said, claims, reporters)


def reported(
    rules: Rules, said: Said, claims: Iterable[str], reporters: Mapping[str, frozenset[Term]]
) -> Said:
    """A statement with the reporters that its claims name, where it names none itself."""
    who = frozenset[Term]().union(*(reporters.get(claim, frozenset()) for claim in claims))
    if not who or told(rules, said.circumstances, _REPORTER):
        return said
    return said._replace(circumstances={**said.circumstances, _REPORTER: who})
