"""From pairs that disagree to groups: all answers to one question that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice
from typing import NamedTuple

from kg.model.names import fold
from kg.query.contradictions.compare import Contrast, compare, days_of
from kg.query.contradictions.rules import Rules
from kg.query.contradictions.said import Said
from kg.query.looking.independence import joined

EXPLAINED = "explained"


class Dispute(NamedTuple):
    """Answers to one question that disagree, in which respect, and how: the answers first.

    `spread` is how many times the least number the greatest is, where they disagree most gravely.
    """

    said: tuple[Said, ...]
    contrasts: tuple[Contrast, ...]
    respect: str
    spread: Decimal | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of disagreement that were seen."""
        return frozenset(contrast.kind for contrast in self.contrasts) - {EXPLAINED}


def _dispute(rules: Rules, said: Iterable[Said], contrasts: Iterable[Contrast]) -> Dispute:
    found = sorted(dict.fromkeys(contrasts), key=lambda one: _gravity(rules, one))
    ratios = [one.ratio for one in found if one.ratio and one.kind == found[0].kind]
    return Dispute(tuple(said), tuple(found), found[0].property, max(ratios, default=None))


def _gravity(rules: Rules, contrast: Contrast) -> tuple[bool, int]:
    """What is not explained comes first, then what an explanation is wanted for."""
    answer = contrast.ratio is not None or contrast.kind in ("conflict", EXPLAINED)
    return not answer, rules.kind(contrast.kind).rank


def disputes(rules: Rules, rivals: Sequence[Said]) -> Iterator[Dispute]:
    """The groups of statements of one question in which somebody disagrees."""
    pairs: dict[tuple[int, int], list[Contrast]] = {}
    for first, second in sorted(_meeting(rules, rivals)):
        found = contrasts(rules, rivals[first], rivals[second])
        if found is not None:
            pairs[first, second] = found
    for group in joined(pairs):
        seen = [c for pair, found in pairs.items() if set(pair) <= group for c in found]
        if seen:
            yield _dispute(rules, (rivals[place] for place in sorted(group)), seen)


def _meeting(rules: Rules, rivals: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """The pairs whose periods have days in common: of a long series not each year with each."""
    days = {place: days_of(rules, one) for place, one in enumerate(rivals)}
    yield from combinations([place for place, span in days.items() if span is None], 2)
    timed = sorted((span, place) for place, span in days.items() if span is not None)
    for number, (span, place) in enumerate(timed, 1):
        for later, other in islice(timed, number, None):
            if later.first > span.last:
                break
            yield min(place, other), max(place, other)


def contrasts(rules: Rules, one: Said, other: Said) -> list[Contrast] | None:
    """How two statements differ; nothing if they cannot be compared, or are of one voice."""
    found = compare(rules, one, other) if one.independent_of(other) else None
    return None if found is None else [_revised(contrast, one, other) for contrast in found]


def _revised(contrast: Contrast, one: Said, other: Said) -> Contrast:
    """Another value of the same publisher, in another document of it, is a revision."""
    elsewhere = one.publishers & other.publishers and one.documents != other.documents
    revised = contrast.kind == "conflict" and elsewhere
    return contrast._replace(kind="revision") if revised else contrast


def spellings(rules: Rules, rivals: Sequence[Said]) -> Iterator[Dispute]:
    """Names of one thing in one language, by different documents, that are nearly the same.

    A name with words added to it is no other spelling.
    """
    from rapidfuzz import fuzz  # 5 ms that most comparisons do not need

    least = rules.kind("spelling").likeness
    near: dict[tuple[int, int], Contrast] = {}
    for (first, one), (second, other) in combinations(enumerate(rivals), 2):
        if one.documents & other.documents:
            continue
        (prop, mine), theirs = next(iter(one.answers.items())), next(iter(other.answers.values()))
        short, long = sorted((fold(next(iter(some)).value) for some in (mine, theirs)), key=len)
        if short not in long and least <= fuzz.ratio(short, long) / 100:
            near[first, second] = Contrast("spelling", prop, mine, theirs)
    for group in joined(near):
        contrasts = [contrast for pair, contrast in near.items() if set(pair) <= group]
        yield _dispute(rules, (rivals[place] for place in sorted(group)), contrasts)
