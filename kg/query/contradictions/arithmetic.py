"""Sets figures against each other by the rules of arithmetic, and tells where they cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kg.query.contradictions.checked import Rule
from kg.query.contradictions.compare import Contrast, is_number, number_of, unit_of
from kg.query.contradictions.groups import Dispute
from kg.query.contradictions.intervals import Interval, exact, half_step
from kg.query.contradictions.pieces import Pieces
from kg.query.contradictions.spans import said as days_of

if TYPE_CHECKING:
    from kg.query.contradictions.rules import Rules
    from kg.query.contradictions.said import Said, Term
    from kg.query.looking.schema import Schema
    from kg.store.view import View

Name: TypeAlias = tuple[str, str]


class Figure(NamedTuple):
    """One value of one statement, and what it leaves open."""

    said: Said
    property: str
    value: Term
    interval: Interval
    unit: tuple[str, Decimal] | None = None


class Failure(NamedTuple):
    """Figures of which a formula cannot be true: the first is the one that is checked."""

    figures: tuple[Figure, ...]
    contrast: Contrast


def disagreeing(
    view: View, rules: Rules, schema: Schema, checked: Sequence[Rule]
) -> Iterator[Dispute]:
    """What fails the rules; a figure that fits some others by a rule is not told by it.

    Raises:
        QueryError: a rule cannot be asked, or names a column or property that is not there.
    """
    rows = {rule.path: rule.rows(view) for rule in checked}
    nodes = {
        iri for found in rows.values() for row in found for some in row.values() for iri in some
    }
    pieces = Pieces(view, rules, schema, nodes)
    for rule in checked:
        if pieces.know_properties:
            yield from _of_rule(rules, pieces, rule, rows[rule.path])


def _of_rule(
    rules: Rules, pieces: Pieces, rule: Rule, rows: Iterable[Mapping[str, list[str]]]
) -> Iterator[Dispute]:
    failed: dict[tuple[str, str], list[Failure]] = defaultdict(list)
    fitting = set[tuple[str, str]]()
    for row in rows:
        for chosen in _choices(rules, pieces, rule, row):
            first = chosen[rule.formula.names[0]][0]
            try:
                failure = _failure(rule, chosen)
            except ZeroDivisionError:
                continue  # nothing follows, so it neither fits nor fails
            if failure is None:
                fitting.add((first.said.node, first.value.value))
            else:
                failed[first.said.node, first.value.value].append(failure)
    for checked, failures in sorted(failed.items()):
        if checked not in fitting:
            yield _dispute(failures)


def _choices(
    rules: Rules, pieces: Pieces, rule: Rule, row: Mapping[str, list[str]]
) -> Iterator[dict[Name, list[Figure]]]:
    """The figures that a row names; an entity may have several values, of which each is tried."""
    wanted: dict[Name, list[list[Figure]]] = {}
    for column, name in rule.formula.names:
        prop = pieces.property(rule, name)
        wanted[column, name] = [_figures(rules, pieces, node, prop) for node in row[column]]
    slots = [figures for several in wanted.values() for figures in several]
    if not all(slots):
        return
    for chosen in product(*slots):
        rest = iter(chosen)
        found = {name: [next(rest) for _ in several] for name, several in wanted.items()}
        kept = _of_one_source(found) if rule.one_source else found
        if kept is not None:
            yield kept


def _figures(rules: Rules, pieces: Pieces, node: str, prop: str) -> list[Figure]:
    return [
        Figure(said, prop, value, _interval(rules, said, prop, value), unit_of(rules, said))
        for said in pieces.said(node, prop)
        for value in sorted(said.answers.get(prop, ()), key=str)
    ]


def _interval(rules: Rules, said: Said, prop: str, value: Term) -> Interval:
    if not is_number(value):
        days = days_of(value.value)
        first, last = Decimal(days.first.toordinal()), Decimal(days.last.toordinal())
        return Interval(first, first, last, is_date=True, said=value.value)
    raw, number = Decimal(value.value), number_of(rules, said, prop, value)
    slack = half_step(raw) * (number.value / raw if raw else 1)
    low, high = number.open_to(rules)
    return Interval(low - slack, number.value, high + slack)


def _of_one_source(found: Mapping[Name, list[Figure]]) -> dict[Name, list[Figure]] | None:
    """The figures as one document has them, if there is one that has them all."""
    documents = [figure.said.documents for some in found.values() for figure in some]
    common = frozenset.intersection(*documents)
    if not common:
        return None
    return {
        name: [figure._replace(said=figure.said.within(common)) for figure in some]
        for name, some in found.items()
    }


def _in_units(chosen: Mapping[Name, list[Figure]]) -> dict[Name, list[Interval]]:
    """The numbers in the unit of the first of their quantity: kilometres, where all have them."""
    units: dict[str, Decimal] = {}
    return {
        name: [figure.interval / exact(_first(units, figure)) for figure in some]
        if not some[0].interval.is_date
        else [figure.interval for figure in some]
        for name, some in chosen.items()
    }


def _first(units: dict[str, Decimal], figure: Figure) -> Decimal:
    quantity, factor = figure.unit or ("", Decimal(1))
    return units.setdefault(quantity, factor)


def _failure(rule: Rule, chosen: Mapping[Name, list[Figure]]) -> Failure | None:
    """How a formula fails.

    Raises:
        ZeroDivisionError: something is divided by what may be nought.
    """
    values = _in_units(chosen)
    if rule.formula.holds(values):
        return None
    said, follows = rule.formula.sides(values)
    every = [figure for some in chosen.values() for figure in some]
    figures = tuple({(one.said.node, one.property, one.value): one for one in every}.values())
    first, *others = figures
    told = f"{rule.formula.told(values)} ({_summary(rule, figures)})"
    contrast = Contrast(
        rule.kind,
        first.property,
        frozenset([first.value]),
        frozenset(other.value for other in others),
        _ratio(said, follows),
        told,
    )
    return Failure(figures, contrast)


def _summary(rule: Rule, figures: Iterable[Figure]) -> str:
    """The rule in words, and whether one source fails it or several together."""
    common = frozenset.intersection(*(figure.said.documents for figure in figures))
    summary = rule.summary[:1].lower() + rule.summary[1:]
    return f"{summary}; {'one source' if common else 'across sources'}"


def _ratio(one: Interval, other: Interval) -> Decimal | None:
    if one.is_date or not one.value or not other.value:
        return None
    less, more = sorted((abs(one.value), abs(other.value)))
    return more / less


def _dispute(failures: Sequence[Failure]) -> Dispute:
    """The failures of one figure as one contradiction; the engine's order of rows tells nothing."""
    failures = sorted(failures, key=lambda one: one.contrast.told)
    contrasts = tuple(dict.fromkeys(failure.contrast for failure in failures))
    figures = (figure for failure in failures for figure in failure.figures)
    said: dict[str, Said] = {}
    for one in figures:
        known = said.setdefault(one.said.node + one.said.question, one.said)
        sources = {**known.sources, **one.said.sources}
        said[one.said.node + one.said.question] = known._replace(sources=sources)
    ratios = [contrast.ratio for contrast in contrasts if contrast.ratio]
    return Dispute(
        tuple(said.values()), contrasts, contrasts[0].property, max(ratios, default=None)
    )
