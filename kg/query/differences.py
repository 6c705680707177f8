"""Who disagrees: the same question with different answers, from different claims.

A property of which a shape allows one value has a question of its own: what is it? A statement
node's question is all that its answering properties (`kg:answers`) leave: of what, which quantity,
which unit, which period. Different periods are a series, different dates of one action a dispute.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from kg.query.nodes import Nodes

_SPAN = re.compile(r"\d{4}(-\d\d)?")


class Answer(NamedTuple):
    """What one node answers, by property, and the claims that give the answer."""

    values: dict[str, frozenset[str]]
    claims: frozenset[str]


def disagree(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two sets of values cannot both be right; a year and a day in it can.

    >>> disagree(["2025"], ["2025-11-20"]), disagree(["2025-11"], ["2025-12"]), disagree(["1"], [])
    (False, True, False)
    """
    pairs = [(first, second) for first in one for second in other]
    return bool(pairs) and not any(_compatible(first, second) for first, second in pairs)


def _compatible(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (bool(_SPAN.fullmatch(short)) and long.startswith(f"{short}-"))


def nodes_that_differ(nodes: Nodes, iris: Sequence[str]) -> dict[str, list[str]]:
    """The answering properties in which each node disagrees with another of the same question."""
    asked: dict[Any, list[str]] = defaultdict(list)
    for iri in iris:
        asked[question(nodes, iri)].append(iri)
    differing: dict[str, list[str]] = defaultdict(list)
    for group in asked.values():
        answers = {iri: _answer(nodes, iri) for iri in group}
        for one, other in combinations(group, 2):
            for prop in _apart(answers[one], answers[other]):
                differing[one] += [prop] if prop not in differing[one] else []
                differing[other] += [prop] if prop not in differing[other] else []
    return dict(differing)


def question(nodes: Nodes, iri: str) -> tuple[object, ...]:
    """What a node speaks of: its class and all values of properties that do not answer."""
    asked = {
        (fact.predicate, str(fact.value))
        for fact in nodes.content(iri)
        if not nodes.schema.answers(fact.predicate)
    }
    return (*nodes.classes(iri), *sorted(asked))


def _answer(nodes: Nodes, iri: str) -> Answer:
    values: dict[str, set[str]] = defaultdict(set)
    for fact in nodes.content(iri):
        if nodes.schema.answers(fact.predicate) and nodes.schema.functional(fact.predicate):
            values[fact.predicate].add(getattr(fact.value, "value", str(fact.value)))
    return Answer({prop: frozenset(held) for prop, held in values.items()}, nodes.claims(iri))


def _apart(one: Answer, other: Answer) -> list[str]:
    if one.claims & other.claims:
        return []
    shared = one.values.keys() & other.values.keys()
    return sorted(prop for prop in shared if disagree(one.values[prop], other.values[prop]))
