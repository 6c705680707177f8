"""Compares two statements of one question: whether they disagree, in what, and in which way."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.model.keys import NOT_STATED
from kg.model.vocab import REPORTER, XSD
from kg.query.contradictions import numbers, spans
from kg.query.contradictions.rules import Rules
from kg.query.contradictions.said import Said, Term

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_DATES = frozenset(XSD + name for name in ("date", "gYearMonth", "gYear"))
_NONE: frozenset[Term] = frozenset()
_REPORTER = REPORTER.strip("<>")

Pair: TypeAlias = tuple[frozenset[Term], frozenset[Term]]


class Contrast(NamedTuple):
    """One property in which two statements differ, and the kind of disagreement that this is.

    `ratio` tells how many times the lesser number the greater is, in one unit; `told` is the reason
    in words, where the values alone do not say it; `units` and `ends` are the units of the two
    numbers and the upper ends of their ranges.
    """

    kind: str
    property: str
    one: frozenset[Term]
    other: frozenset[Term]
    ratio: Decimal | None = None
    told: str = ""
    units: Pair = (_NONE, _NONE)
    ends: Pair = (_NONE, _NONE)


class IncomparableError(Exception):
    """Two statements are of different things, or of different times, after all."""


def compare(rules: Rules, one: Said, other: Said) -> list[Contrast] | None:
    """How two statements differ: nothing if they cannot be compared, an empty list if they agree.

    The first contrasts are those of the answers, then come the circumstances that explain them; an
    answer that nothing explains is a conflict, or a slip of magnitude.
    """
    try:
        around = list(_circumstances(rules, one, other))
    except IncomparableError:
        return None
    if one.denied != other.denied:
        return [Contrast("denial", prop, one.asks[prop], other.asks[prop]) for prop in one.asks][:1]
    answers = list(_answers(rules, one, other))
    if not answers:
        return _by_status(rules, one, other, around)
    main = [found for found in answers if found.kind != "date"] or answers
    dates = [found for found in answers if found.kind == "date" and found not in main]
    found = [_explained(rules, contrast, [*around, *dates]) for contrast in main]
    return found + ([*around, *dates] if _needs_reason(found) else [])


def _needs_reason(found: list[Contrast]) -> bool:
    return any(contrast.kind == "explained" for contrast in found)


def _explained(rules: Rules, contrast: Contrast, reasons: list[Contrast]) -> Contrast:
    """A conflict between answers of other circumstances is none; their kinds tell why."""
    if contrast.kind not in ("conflict", "date"):
        return contrast
    return contrast._replace(kind="explained" if reasons else "conflict")


def _by_status(
    rules: Rules, one: Said, other: Said, around: list[Contrast]
) -> list[Contrast] | None:
    """Statements without any answer differ in their status alone: planned, or done."""
    if one.answers or other.answers:
        return []
    return [contrast for contrast in around if contrast.kind == "status"]


# ---- circumstances ---------------------------------------------------------------------------


def _circumstances(rules: Rules, one: Said, other: Said) -> Iterator[Contrast]:
    for prop in sorted(one.circumstances.keys() | other.circumstances.keys()):
        mine, theirs = (_stated(said.circumstances.get(prop, _NONE)) for said in (one, other))
        if mine == theirs:
            continue
        kind = rules.circumstance(prop)
        if _differs(rules, kind, mine, theirs):
            yield Contrast(kind, prop, mine, theirs)
    yield from _reporters(rules, one, other)


def _reporters(rules: Rules, one: Said, other: Said) -> Iterator[Contrast]:
    """Whose figures two claims give, where but one of the statements tells that by itself."""
    told = [
        any(
            rules.circumstance(prop) == "reporter" and prop != _REPORTER and _stated(values)
            for prop, values in said.circumstances.items()
        )
        for said in (one, other)
    ]
    mine, theirs = one.reporters, other.reporters
    if told[0] != told[1] and mine and theirs and not mine & theirs:
        yield Contrast(rules.circumstance(_REPORTER), _REPORTER, mine, theirs)


def _stated(values: frozenset[Term]) -> frozenset[Term]:
    return frozenset(one for one in values if not _text(one).endswith(f"/{NOT_STATED}"))


def _differs(rules: Rules, kind: str, mine: frozenset[Term], theirs: frozenset[Term]) -> bool:
    """Whether two values of a circumstance tell two statements apart.

    Raises:
        IncomparableError: what is said of the one is not said of the other.
    """
    if kind == "period":
        return _other_period(rules, mine, theirs)
    if kind == "date":
        return bool(mine and theirs) and _other_date(rules, mine, theirs)
    if kind == "scope" and mine and theirs and _are_things(mine) and _are_things(theirs):
        raise IncomparableError  # one part and another part
    if kind == "unit" and _convertible(rules, mine, theirs):
        return False
    if mine and theirs:
        return not (mine | theirs <= {one for one in mine | theirs if _unmarked(rules, one)})
    stated = mine or theirs
    return kind in ("scope", "status") and not all(_unmarked(rules, one) for one in stated)


def _convertible(rules: Rules, mine: frozenset[Term], theirs: frozenset[Term]) -> bool:
    one, other = (rules.factor(map(_text, units)) for units in (mine, theirs))
    return one is not None and other is not None and one[0] == other[0]


def _unmarked(rules: Rules, value: Term) -> bool:
    return rules.is_unmarked(_text(value))


def _are_things(values: frozenset[Term]) -> bool:
    return all(isinstance(one, ox.NamedNode) and "/id/" in one.value for one in values)


def _other_period(rules: Rules, mine: frozenset[Term], theirs: frozenset[Term]) -> bool:
    if not mine or not theirs:
        raise IncomparableError
    one, other = (_days(values) for values in (mine, theirs))
    if one is None or other is None or one.common_share(other) < rules.kind("period").overlap:
        raise IncomparableError
    return one != other


def days_of(rules: Rules, said: Said) -> spans.Days | None:
    """The days of the period of which a statement is, if it states one."""
    periods = (
        _stated(values)
        for prop, values in said.circumstances.items()
        if rules.circumstance(prop) == "period"
    )
    stated = next((values for values in periods if values), None)
    return _days(stated) if stated else None


def _other_date(rules: Rules, mine: frozenset[Term], theirs: frozenset[Term]) -> bool:
    one, other = (_days(values) for values in (mine, theirs))
    if one is None or other is None:
        return True
    if one.apart(other) > rules.kind("date").days:
        raise IncomparableError
    return one.apart(other) > 0


def _days(values: frozenset[Term]) -> spans.Days | None:
    """All days that the values mean."""
    try:
        found = [spans.said(_text(one).rpartition("/period/")[2]) for one in values]
    except ValueError:
        return None
    return spans.Days(min(one.first for one in found), max(one.last for one in found))


# ---- answers ---------------------------------------------------------------------------------


def _answers(rules: Rules, one: Said, other: Said) -> Iterator[Contrast]:
    for prop in sorted(one.answers.keys() & other.answers.keys()):
        if rules.lower_end(prop) in one.answers.keys() | other.answers.keys():
            continue  # the upper end of a range is compared with the lower one
        if (found := _answer(rules, one, other, prop)) is not None:
            units = (_units(rules, one), _units(rules, other))
            yield found._replace(
                units=units, ends=(upper_ends(rules, one, prop), upper_ends(rules, other, prop))
            )


def _answer(rules: Rules, one: Said, other: Said, prop: str) -> Contrast | None:
    mine, theirs = one.answers[prop], other.answers[prop]
    if all(map(is_number, mine | theirs)) and not _of_one_unit(rules, one, other):
        return Contrast("conflict", prop, mine, theirs) if mine != theirs else None
    kind = _kind_of(rules, one, other, prop)
    return Contrast(kind, prop, mine, theirs, _ratio(rules, one, other, prop)) if kind else None


def upper_ends(rules: Rules, said: Said, prop: str) -> frozenset[Term]:
    """The upper ends of a range of which a property has the lower one."""
    ends = (up for name, up in said.answers.items() if rules.lower_end(name) == prop)
    return _NONE.union(*ends)


def _of_one_unit(rules: Rules, one: Said, other: Said) -> bool:
    """Whether the numbers of two statements are told in one unit, or in units that convert."""
    mine, theirs = (_units(rules, said) for said in (one, other))
    return not (mine and theirs) or mine == theirs or _convertible(rules, mine, theirs)


def _units(rules: Rules, said: Said) -> frozenset[Term]:
    return frozenset(
        value
        for prop, values in said.circumstances.items()
        if rules.circumstance(prop) == "unit"
        for value in _stated(values)
    )


def _ratio(rules: Rules, one: Said, other: Said, prop: str) -> Decimal | None:
    """How many times the lesser number of one property the greater is."""
    found = sorted(
        abs(number_of(rules, said, prop, value).value)
        for said in (one, other)
        for value in said.answers[prop]
        if is_number(value)
    )
    return found[-1] / found[0] if found and found[0] else None


def _kind_of(rules: Rules, one: Said, other: Said, prop: str) -> str:
    """How the answers to one property differ, or the empty string if both can be right as told."""
    pairs = [(first, second) for first in one.answers[prop] for second in other.answers[prop]]
    kinds = {_kind(rules, one, other, prop, first, second) for first, second in pairs}
    return "" if "" in kinds else min(kinds, key=lambda kind: -rules.kind(kind).rank)


def _kind(rules: Rules, one: Said, other: Said, prop: str, mine: Term, theirs: Term) -> str:
    types = {_type(value) for value in (mine, theirs)}
    if types <= _NUMBERS:
        ours, others = number_of(rules, one, prop, mine), number_of(rules, other, prop, theirs)
        as_told = mine == theirs and ours[:2] == others[:2]
        return "" if as_told else numbers.difference(rules, ours, others)
    if mine == theirs:
        return ""
    if types <= _DATES:
        return "date" if spans.said(_text(mine)).apart(spans.said(_text(theirs))) else ""
    return "conflict"


def number_of(rules: Rules, said: Said, prop: str, value: Term) -> numbers.Number:
    """A number in the reference unit of what it measures, if its unit can be converted."""
    _, factor = unit_of(rules, said) or ("", Decimal(1))
    upper = max(
        (Decimal(_text(end)) * factor for end in upper_ends(rules, said, prop)), default=None
    )
    return numbers.Number(Decimal(_text(value)) * factor, upper, said.hedges)


def unit_of(rules: Rules, said: Said) -> tuple[str, Decimal] | None:
    """What the unit of a statement measures, and how many reference units it is, if known."""
    units = (
        _text(unit)
        for name, values in said.circumstances.items()
        if rules.circumstance(name) == "unit"
        for unit in values
    )
    return rules.factor(units)


def is_number(value: Term) -> bool:
    """Whether a value is a number."""
    return _type(value) in _NUMBERS


def _type(value: Term) -> str:
    return value.datatype.value if isinstance(value, ox.Literal) else ""


def _text(value: Term) -> str:
    return value.value
