"""Statement nodes that may disagree: those whose question another node has too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.model.vocab import REPORTER
from kg.query.contradictions.gathered import Gathered, gather, gathered
from kg.query.contradictions.kept import kept
from kg.query.contradictions.said import Said, Source, Term
from kg.query.contradictions.sources import sources_of

if TYPE_CHECKING:
    from kg.query.contradictions.rules import Rules
    from kg.query.looking.schema import Schema
    from kg.store.view import View

_REPORTER = REPORTER.strip("<>")


def rivals(
    view: View, rules: Rules, schema: Schema, known: Gathered | None = None
) -> Iterator[list[Said]]:
    """The statement nodes of each question that several of them answer, if they may disagree.

    A build keeps them; any other store is asked, unless they are known.
    """
    yield from _answers(view, rules, known or kept(view) or gather(view, rules, schema))


def answers_to(
    view: View, rules: Rules, schema: Schema, asked: Mapping[str, Iterable[str]]
) -> Iterator[list[Said]]:
    """The statement nodes of each question, as they are said."""
    several = {question: sorted(nodes) for question, nodes in sorted(asked.items())}
    yield from _answers(view, rules, gathered(view, schema, several))


def nodes_said(view: View, rules: Rules, schema: Schema, nodes: Iterable[str]) -> Iterator[Said]:
    """Statement nodes as they are said, each once."""
    for answers in _answers(view, rules, gathered(view, schema, {"": sorted(set(nodes))})):
        yield from answers


def _answers(view: View, rules: Rules, found: Gathered) -> Iterator[list[Said]]:
    sources, reporters = sources_of(view, (), found.records)
    for question, nodes in found.questions.items():
        yield [
            said_of(
                rules,
                question,
                node,
                found.classes[node],
                found.held[node],
                found.claims[node],
                sources,
                reporters,
            )
            for node in nodes
            if found.claims[node]
        ]


def told(rules: Rules, around: Mapping[str, frozenset[Term]], prop: str) -> bool:
    """Whether a statement itself has a circumstance of the kind that a property is."""
    return any(rules.circumstance(one) == rules.circumstance(prop) for one in around)


def said_of(
    rules: Rules,
    question: str,
    node: str,
    classes: Iterable[str],
    held: Mapping[str, Iterable[Term]],
    claims: Iterable[str],
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
    said = said._replace(reporters=who)
    if not who or told(rules, said.circumstances, _REPORTER):
        return said
    return said._replace(circumstances={**said.circumstances, _REPORTER: who})
