"""From pairs that disagree to groups: all answers to one question that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz

from kg.model.names import fold
from kg.query.contradictions.compare import Contrast, compare, is_number
from kg.query.contradictions.rules import Rules
from kg.query.contradictions.said import Said, Term

EXPLAINED = "explained"


class Dispute(NamedTuple):
    """Answers to one question that disagree, in which respect, and how: the answers first."""

    said: tuple[Said, ...]
    contrasts: tuple[Contrast, ...]
    respect: str

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of disagreement that were seen."""
        return frozenset(contrast.kind for contrast in self.contrasts) - {EXPLAINED}

    @property
    def spread(self) -> Decimal | None:
        """How many times the smallest number the greatest one is, in the same unit."""
        pairs = [one for one in self.contrasts if one.property == self.respect]
        numbers = [Decimal(value.value) for pair in pairs for value in _numbers(pair)]
        least = min(map(abs, numbers), default=Decimal(0))
        return max(map(abs, numbers)) / least if least else None


def _numbers(contrast: Contrast) -> Iterator[Term]:
    return (value for value in contrast.one | contrast.other if is_number(value))


def disputes(rules: Rules, rivals: Sequence[Said]) -> Iterator[Dispute]:
    """The groups of statements of one question in which somebody disagrees."""
    pairs: dict[tuple[int, int], list[Contrast]] = {}
    for (first, one), (second, other) in combinations(enumerate(rivals), 2):
        found = compare(rules, one, other) if one.independent_of(other) else None
        if found is not None:
            pairs[first, second] = [_revised(contrast, one, other) for contrast in found]
    for group in _joined(pairs):
        contrasts = [c for pair, found in pairs.items() if set(pair) <= group for c in found]
        if contrasts:
            said = tuple(rivals[place] for place in sorted(group))
            yield Dispute(said, _distinct(rules, contrasts), contrasts[0].property)


def _revised(contrast: Contrast, one: Said, other: Said) -> Contrast:
    """Another value of the same publisher, in another document of it, is a revision."""
    revised = contrast.kind == "conflict" and one.publishers & other.publishers
    return contrast._replace(kind="revision") if revised else contrast


def _joined(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """The statements that are compared with each other, directly or through others."""
    groups: list[set[int]] = []
    for pair in pairs:
        joined = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if not group & set(pair)]
        groups.append(set(pair).union(*joined))
    return groups


def _distinct(rules: Rules, contrasts: Iterable[Contrast]) -> tuple[Contrast, ...]:
    found = dict.fromkeys(contrasts)
    return tuple(sorted(found, key=lambda one: (one.kind != EXPLAINED, rules.kind(one.kind).rank)))


def spellings(rules: Rules, rivals: Sequence[Said]) -> Iterator[Dispute]:
    """Names of one thing in one language, by different documents, that are nearly the same."""
    least = rules.kind("spelling").likeness
    near: dict[tuple[int, int], Contrast] = {}
    for (first, one), (second, other) in combinations(enumerate(rivals), 2):
        if one.documents & other.documents:
            continue
        (prop, mine), theirs = next(iter(one.answers.items())), next(iter(other.answers.values()))
        names = [fold(next(iter(values)).value) for values in (mine, theirs)]
        if names[0] != names[1] and least <= fuzz.ratio(*names) / 100:
            near[first, second] = Contrast("spelling", prop, mine, theirs)
    for group in _joined(near):
        said = tuple(rivals[place] for place in sorted(group))
        contrasts = tuple(c for pair, c in near.items() if set(pair) <= group)
        yield Dispute(said, contrasts, contrasts[0].property)
