"""What a claim says, in words: a line for each entity and each statement node of its graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kg.model.vocab import (
    ASSERTION_PROPERTY,
    NEGATIVE,
    SOURCE_INDIVIDUAL,
    TARGET_INDIVIDUAL,
    TARGET_VALUE,
    TYPE,
)
from kg.query.looking.facts import Fact, facts_in
from kg.query.looking.nodes import Nodes

_TYPE, _SOURCE, _DENIED, _NEGATIVE = (
    term.strip("<>") for term in (TYPE, SOURCE_INDIVIDUAL, ASSERTION_PROPERTY, NEGATIVE)
)
_TARGETS = frozenset({TARGET_INDIVIDUAL.strip("<>"), TARGET_VALUE.strip("<>")})


def statements(
    nodes: Nodes, claims: Iterable[str], observations: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """For each claim the lines of what it says; an observation says itself."""
    wanted = list(claims)
    held: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts_in(nodes.view, wanted):
        for claim in fact.claims:
            held[claim].append(fact)
    nodes.admit(fact.subject for facts in held.values() for fact in facts)
    nodes.adopt(observations)
    every = [fact for facts in held.values() for fact in facts]
    nodes.labels.load({iri for fact in every for iri in (fact.predicate, fact.target)} - {""})
    nodes.look_ahead()
    return {claim: tuple(_lines(nodes, claim, held.get(claim, ()))) for claim in wanted}


def _lines(nodes: Nodes, claim: str, facts: Iterable[Fact]) -> list[str]:
    by_subject: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_subject[fact.subject].append(fact)
    if nodes.is_node(claim):
        return [f"{nodes.class_label(claim)}: {nodes.summary(claim)}"]
    nested = {f.target for found in by_subject.values() for f in found if f.target in by_subject}
    lines = []
    for subject, found in by_subject.items():
        if any(fact.target == _NEGATIVE for fact in found):
            lines.append(_denial(nodes, found))
        elif not nodes.is_node(subject):
            lines.append(_entity(nodes, subject, found))
        elif subject not in nested:
            lines.append(f"{nodes.class_label(subject)}: {nodes.summary(subject)}")
    return sorted(lines)


def _denial(nodes: Nodes, facts: Iterable[Fact]) -> str:
    parts = {fact.predicate: fact.value for fact in facts}
    target = next((parts[name] for name in sorted(_TARGETS) if name in parts), "")
    source, prop = nodes.text(parts[_SOURCE]), nodes.labels.of(parts[_DENIED].value)
    return f"not: {source} – {prop}: {nodes.text(target)}"


def _entity(nodes: Nodes, subject: str, facts: Iterable[Fact]) -> str:
    said: dict[str, list[str]] = defaultdict(list)
    order = [cls for fact in facts if fact.predicate == _TYPE for cls in [fact.target]]
    for fact in sorted(facts, key=lambda one: nodes.schema.place(one.predicate, order)):
        label = "is a" if fact.predicate == _TYPE else nodes.labels.of(fact.predicate)
        said[label].append(nodes.text(fact.value))
    parts = "; ".join(f"{label}: {', '.join(values)}" for label, values in said.items())
    return f"{nodes.labels.of(subject)} – {parts}"
