"""What statement nodes that share a question say, and who claims it: asked of any store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kg.model.vocab import TYPE
from kg.query.ask import ask
from kg.query.contradictions.said import Term
from kg.query.contradictions.sources import records_of
from kg.query.looking.attribution import Record

if TYPE_CHECKING:
    from kg.query.contradictions.rules import Rules
    from kg.query.looking.schema import Schema
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
_TYPE, _NO_GRAPH = TYPE.strip("<>"), "urn:kg:none"

Held: TypeAlias = Mapping[str, Mapping[str, Iterable[Term]]]


class Gathered(NamedTuple):
    """Nodes by their questions, and what is known of each node, and of each of its claims."""

    questions: Mapping[str, Sequence[str]]
    classes: Mapping[str, Sequence[str]]
    held: Held
    claims: Mapping[str, Iterable[str]]
    records: Mapping[str, Record]


def gather(view: View, rules: Rules, schema: Schema) -> Gathered:
    """Ask for the nodes of each question that several of them answer, if they may disagree."""
    asked: dict[str, list[str]] = defaultdict(list)
    for question, node in ask(view, _QUESTIONS):
        asked[question.value].append(node.value)
    inference = {graph.value for (graph,) in ask(view, _INFERENCE)}
    held = _held(view, inference)
    several = {
        question: sorted(nodes)
        for question, nodes in sorted(asked.items())
        if not _agreed(rules, [held[node] for node in nodes])
    }
    wanted = {node for nodes in several.values() for node in nodes}
    classes, claims = _claims(view, wanted, inference)
    return Gathered(
        several,
        {node: schema.lowest(classes[node]) for node in wanted},
        {node: held[node] for node in wanted},
        {node: claims[node] for node in wanted},
        records_of(view, {claim for found in claims.values() for claim in found}),
    )


def gathered(view: View, schema: Schema, questions: Mapping[str, Sequence[str]]) -> Gathered:
    """Ask for the nodes of some questions, each as claims state it."""
    nodes = {node for some in questions.values() for node in some}
    inference = {graph.value for (graph,) in ask(view, _INFERENCE)} or {_NO_GRAPH}
    held: dict[str, dict[str, set[Term]]] = {node: defaultdict(set) for node in nodes}
    for node, prop, value in ask(view, _SAID, node=nodes, graph=inference):
        if prop.value != _TYPE:
            held[node.value][prop.value].add(value)
    classes, claims = _claims(view, nodes, inference)
    return Gathered(
        questions,
        {node: schema.lowest(classes[node]) for node in nodes},
        held,
        {node: claims[node] for node in nodes},
        records_of(view, {claim for found in claims.values() for claim in found}),
    )


def _held(view: View, inference: set[str]) -> dict[str, dict[str, set[Term]]]:
    """What is said of each node; what is inferred is no part of it.

    The default graph tells it in one question, but for the nodes of which something is inferred.
    """
    held: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
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
    """Whether all give the same answer in one unit, which most do, and spares all that follows."""
    first, *others = (
        {
            prop: values
            for prop, values in one.items()
            if rules.is_answer(prop) or _is_unit(rules, prop)
        }
        for one in held
    )
    return any(map(rules.is_answer, first)) and all(one == first for one in others)


def _is_unit(rules: Rules, prop: str) -> bool:
    return rules.circumstance(prop) == "unit"


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
