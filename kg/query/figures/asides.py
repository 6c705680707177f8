"""What a mirror says beside its lines: what was left out, what holds of all, and what there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.query.figures.facing import Figure, Pair, Wish
from kg.query.figures.lines import NO_SIDE, Line
from kg.query.figures.selection import Asked
from kg.query.figures.sides import Sides, stated
from kg.query.figures.weaving import Weaver
from kg.query.labels import period_text
from kg.store.columns import Wanted

_MOST_NAMED = 8


def left_out(
    asked: Asked, weaver: Weaver, themselves: Sequence[Figure], alone: Mapping[Pair, str]
) -> Iterator[str]:
    """What stands in no line, and why."""
    if weaver.left:
        yield f"left out: {_count(weaver.left)} of periods other than a {asked.axis}"
    if themselves:
        areas = ", ".join(sorted({one.area for one in themselves}))
        yield f"left out: {_count(len(themselves))} of {areas} with itself"
    if alone:
        names = sorted(set(alone.values()))
        some = f"{', '.join(names[:_MOST_NAMED])}{' …' if len(names) > _MOST_NAMED else ''}"
        pairs = "1 pair" if len(alone) == 1 else f"{len(alone):,} pairs"
        yield f"left out: {pairs} of which one side reports nothing ({some}); --all has them"
    if weaver.passed:
        yield (
            f"{_count(weaver.passed)} of other editions or documents not taken: official ones come "
            "first, then the latest; --all has each"
        )


def of_lines(sides: Sides, lines: Sequence[Line], factor: str | None) -> Iterator[str]:
    """What holds of many lines and would be tedious in each."""
    compared = [line for line in lines if line.ratio is not None and line.own and line.other]
    for n, method in enumerate(sides.methods):
        silent = [
            line for line in compared
            if line.own and not stated(line.own.methods[n])
            and line.other and not stated(line.other.methods[n])
        ]  # fmt: skip
        if silent:
            where = "" if len(silent) == len(compared) else f" in {len(silent)} of {len(compared)}"
            yield f"{method}: stated by neither side{where}"
    for found in dict.fromkeys(line.conversion for line in lines if line.conversion):
        other = f"; others: {', '.join(found.others)}" if found.others else ""
        kinds = f"{found.source} to {found.target}"
        yield f"adjusted by the factor {found.factor} from {kinds}: {found.said}{other}"
    if factor is not None and not any(line.conversion for line in lines):
        yield f"the factor {factor} fits no line: no side states that it took values otherwise"
    apart = sum(line.status == NO_SIDE for line in lines)
    if apart:
        yield f"{_count(apart)} on no side: neither the one nor the other is stated to report it"


def _count(number: int) -> str:
    return "1 figure" if number == 1 else f"{number:,} figures"


def nothing(sides: Sides, asked: Asked, wish: Wish) -> str:
    """Say that neither side reports anything, and what there is."""
    who = " nor ".join(
        ", ".join(asked.given[one]) for one in (sides.reporter, sides.partner) if one in asked.given
    )
    said = f"neither {who} reports any of {sides.cube.label} with the other"
    if wider := _without_limits(sides, asked, wish):
        return f"{said} within what is asked; {wider}"
    there = []
    for area in sorted({*wish.reporters, *wish.partners}):
        known = asked.columns.counts(sides.partner, Wanted({sides.reporter: [area]}))
        if known:
            some = ", ".join(
                f"{name} ({count:,})" for name, count in list(known.items())[:_MOST_NAMED]
            )
            there.append(f"{area} reports with {some}{' …' if len(known) > _MOST_NAMED else ''}")
    if not there:
        known = asked.columns.counts(sides.reporter, Wanted())
        there = [f"there are reports of {', '.join(list(known)[:_MOST_NAMED])}"]
    return "; ".join((said, *there))


def _without_limits(sides: Sides, asked: Asked, wish: Wish) -> str:
    """What there is of the two areas if nothing else is asked for; nothing if there is nothing."""
    if not (wish.reporters and wish.partners):
        return ""
    areas = {*wish.reporters, *wish.partners}
    wanted = Wanted(dict.fromkeys((sides.viewpoint, sides.partner), areas))
    periods = asked.columns.counts(asked.time, wanted)
    if not periods:
        return ""
    dated = sorted(one for one in periods if stated(one))
    total = sum(periods.values())
    said = [f"there {'is' if total == 1 else 'are'} {_count(total)} of the two"]
    said += (
        [f"of periods from {period_text(dated[0])} to {period_text(dated[-1])}"] if dated else []
    )
    for name in asked.given:
        if name not in (sides.reporter, sides.partner):
            known = list(asked.columns.counts(name, wanted))[:_MOST_NAMED]
            said.append(f"of {name} {', '.join(known)}")
    return ", ".join(said)
