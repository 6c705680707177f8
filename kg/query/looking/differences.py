"""In what the lines of one page differ: what is disputed, and what can be right side by side.

The comparison and its rules are those of `kg contradictions`. A property of which a shape allows
one value has a question of its own: what is it? A statement node or observation asks by all that
the ontology does not mark as its answer or its circumstances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import pyoxigraph as ox

from kg.model.vocab import QB_DATASET, RDF
from kg.query.contradictions.compare import Contrast
from kg.query.contradictions.groups import EXPLAINED, contrasts
from kg.query.contradictions.rules import Rules
from kg.query.contradictions.said import Said, Source, Term
from kg.query.contradictions.sources import sources_of
from kg.query.contradictions.statements import reported, said_of
from kg.query.looking.drafts import Draft
from kg.query.looking.nodes import Nodes

_TYPE, _CUBE = f"{RDF}type", QB_DATASET.strip("<>")
_UNSAID: Mapping[str, Source] = {}

Pair = tuple[Draft, Said]


class Differs(NamedTuple):
    """In which properties a line is disputed, and by which kinds it differs without a dispute."""

    disputed: tuple[str, ...] = ()
    reconciled: tuple[str, ...] = ()


class Differences:
    """What is said on one page, as statements that can be compared."""

    def __init__(
        self, nodes: Nodes, iri: str, drafts: Iterable[Draft], classes: Sequence[str]
    ) -> None:
        """Compare the lines about an entity, which has these classes."""
        self._nodes = nodes
        self._rules = Rules(nodes.view, nodes.schema)
        self._questions: dict[Draft, object] = {}
        self._found: dict[Draft, list[Contrast]] = defaultdict(list)
        groups: dict[object, list[Pair]] = defaultdict(list)
        for draft in drafts:
            for question, said in self._asked(draft, iri, classes):
                self._questions.setdefault(draft, question)
                groups[question].append((draft, said))
        self._compare([group for group in groups.values() if group[1:]])

    def of(self, draft: Draft) -> Differs:
        """In what a line differs from others, by labels: what is disputed comes before the rest."""
        found = [one for one in self._found.get(draft, ()) if one.kind != EXPLAINED]
        kinds = {one: self._rules.kind(one.kind) for one in found}
        disputed = {one.property for one, kind in kinds.items() if not kind.reconciles}
        reconciled = sorted({(kind.rank, kind.iri) for kind in kinds.values() if kind.reconciles})
        labels = self._nodes.labels
        labels.load({*disputed, *(iri for _, iri in reconciled)})
        return Differs(
            tuple(labels.of(prop) for prop in sorted(disputed)),
            () if disputed else tuple(labels.of(iri) for _, iri in reconciled),
        )

    def side_by_side(self, held: Iterable[Draft]) -> list[Draft]:
        """Sort lines so that answers to one question are neighbours."""
        asked = {draft: self._questions.get(draft, draft.text) for draft in held}
        first: dict[object, str] = {}
        for draft, key in asked.items():
            first[key] = min(first.get(key, draft.text), draft.text)
        return sorted(
            asked, key=lambda one: (one.language, first[asked[one]], one.text, one.denied)
        )

    def _asked(
        self, draft: Draft, iri: str, classes: Sequence[str]
    ) -> Iterator[tuple[object, Said]]:
        """The questions that a line answers: that of its node, or of its property."""
        if not draft.claims or draft.inferred:
            return
        if self._nodes.is_node(draft.iri) and not draft.denied:
            said = self._statement(draft)
            asks = frozenset((prop, values) for prop, values in said.asks.items())
            yield (said.classes, asks), said
        elif self._once(draft, classes):
            yield (draft.predicate, draft.language), _value(draft, iri)
        key = (draft.predicate, draft.cls, draft.value)
        yield key, _value(draft, iri)._replace(denied=draft.denied)

    def _once(self, draft: Draft, classes: Sequence[str]) -> bool:
        """Whether the entity has one value of the property, and a line gives one."""
        given = not draft.denied and not draft.backwards
        return given and self._nodes.schema.functional(draft.predicate, classes)

    def _statement(self, draft: Draft) -> Said:
        facts = [fact for fact in self._nodes.facts[draft.iri] if fact.said]
        if any(fact.predicate == _CUBE for fact in facts):
            facts = self._nodes.content(draft.iri)
        held: dict[str, set[Term]] = defaultdict(set)
        for fact in facts:
            if fact.predicate != _TYPE:
                held[fact.predicate].add(fact.value)
        classes = self._nodes.classes(draft.iri)
        return said_of(self._rules, "", draft.iri, classes, held, draft.claims, _UNSAID, {})

    def _compare(self, groups: Sequence[Sequence[Pair]]) -> None:
        differing = [group for group in groups if not _agree([said for _, said in group])]
        claims = {claim for group in differing for draft, _ in group for claim in draft.claims}
        sources, reporters = sources_of(self._nodes.view, claims)
        for group in differing:
            known = [
                (
                    draft,
                    reported(self._rules, said, draft.claims, reporters)._replace(
                        sources={one: sources[one] for one in draft.claims if one in sources}
                    ),
                )
                for draft, said in group
            ]
            for (first, one), (second, other) in combinations(known, 2):
                for contrast in contrasts(self._rules, one, other) or ():
                    self._found[first].append(contrast)
                    self._found[second].append(contrast)


def _agree(said: Sequence[Said]) -> bool:
    answers, denied = said[0].answers, said[0].denied
    return bool(answers) and all(one.answers == answers and one.denied is denied for one in said)


def _value(draft: Draft, iri: str) -> Said:
    """A value that is claimed of an entity, as a statement of its own."""
    asks = {draft.predicate: frozenset[Term]([ox.NamedNode(iri)])}
    answers = {draft.predicate: frozenset[Term]([draft.value])}
    return Said(iri, draft.predicate, (), asks, {}, answers, frozenset(), {})
