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
from typing import NamedTuple

from kg.query.drafts import Draft
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


def disputes(
    nodes: Nodes, held: Sequence[Draft], classes: Sequence[str] = ()
) -> list[tuple[str, ...]]:
    """For each line of one property, the labels of that in which it disagrees with another.

    The classes are those of the thing that has the property.
    """
    iris = [draft.iri if nodes.is_node(draft.iri) else "" for draft in held]
    apart = nodes_that_differ(nodes, [iri for iri in iris if iri])
    nodes.labels.load({prop for props in apart.values() for prop in props})
    rivals = _rivals(nodes, held, classes)
    return [
        tuple(nodes.labels.of(prop) for prop in apart.get(iri, ()))
        or ((nodes.labels.of(draft.predicate),) if index in rivals else ())
        for index, (draft, iri) in enumerate(zip(held, iris, strict=True))
    ]


def _rivals(nodes: Nodes, held: Sequence[Draft], classes: Sequence[str]) -> set[int]:
    """The lines of which one denies the other, or which give two values where one can be."""
    single = any(
        not draft.backwards and nodes.schema.functional(draft.predicate, classes)
        for draft in held[:1]
    )
    if not single and not any(draft.denied for draft in held):
        return set()
    found = set()
    for (first, one), (second, other) in combinations(enumerate(held), 2):
        if _opposed(one, other) or (single and _apart_in_value(one, other)):
            found |= {first, second}
    return found


def _opposed(one: Draft, other: Draft) -> bool:
    """Whether one denies what the other says."""
    return one.denied != other.denied and one.value == other.value and _independent(one, other)


def _apart_in_value(one: Draft, other: Draft) -> bool:
    """Whether two give different values, in the same language if in any."""
    said = not one.denied and not other.denied and one.language == other.language
    return said and _independent(one, other) and disagree([one.text], [other.text])


def _independent(one: Draft, other: Draft) -> bool:
    return not one.claims & other.claims and not one.inferred and not other.inferred


def side_by_side(nodes: Nodes, held: Iterable[Draft]) -> list[Draft]:
    """Sort lines so that answers to one question are neighbours."""
    asked = {
        draft: question(nodes, draft.iri) if nodes.is_node(draft.iri) else (draft.text,)
        for draft in held
    }
    first: dict[object, str] = {}
    for draft, key in asked.items():
        first[key] = min(first.get(key, draft.text), draft.text)
    return sorted(asked, key=lambda one: (one.language, first[asked[one]], one.text, one.denied))


def nodes_that_differ(nodes: Nodes, iris: Sequence[str]) -> dict[str, list[str]]:
    """The answering properties in which each node disagrees with another of the same question."""
    asked: dict[object, list[str]] = defaultdict(list)
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
    schema, classes = nodes.schema, nodes.classes(iri)
    for fact in nodes.content(iri):
        if schema.answers(fact.predicate) and schema.functional(fact.predicate, classes):
            values[fact.predicate].add(getattr(fact.value, "value", str(fact.value)))
    return Answer({prop: frozenset(held) for prop, held in values.items()}, nodes.claims(iri))


def _apart(one: Answer, other: Answer) -> list[str]:
    if one.claims & other.claims:
        return []
    shared = one.values.keys() & other.values.keys()
    return sorted(prop for prop in shared if disagree(one.values[prop], other.values[prop]))
