"""A mirror as a person at a terminal sees it: both sides, the ratio, who says it, what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from kg.query.figures.trend import ratio_text
from kg.query.values import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from kg.query.figures.facing import Figure
    from kg.query.figures.lines import Line
    from kg.query.figures.mirrored import Mirror, Part


def drawn_mirror(mirror: Mirror) -> RenderableType:
    """All parts, one below the other, each with its trend and its sources."""
    parts: list[RenderableType] = [Text(mirror.title, style="dim")]
    for part in mirror.parts:
        parts += [Text(), Text(_heading(mirror, part), style="bold"), _table(part)]
        if part.trend:
            parts.append(Text(f"  {part.trend}", style="italic"))
        parts += [Text(f"  {line}", style="dim") for line in dict.fromkeys(_sources(mirror, part))]
    count = len(mirror)
    parts += [Text(), Text("1 line" if count == 1 else f"{count:,} lines", style="dim")]
    return Group(*parts)


def _heading(mirror: Mirror, part: Part) -> str:
    one, two, flow = part.pair
    same = (str(part.same[place]) for place in mirror.told.values())
    told = f"{one}: {flow} with {two} | {two}: {part.facing} with {one}"
    return ", ".join((told, *same))


def _table(part: Part) -> Table:
    one, two, _ = part.pair
    table = Table(box=None, padding=(0, 2), pad_edge=True, header_style="dim")
    table.add_column("")
    for name in (one, two, f"{one}/{two}", "adjusted", "difference"):
        table.add_column(name, justify="right")
    table.add_column("", overflow="fold", ratio=1)
    for line in part:
        table.add_row(line.at, *_cells(line), Text("; ".join(_notes(line)), style="dim"))
    return table


def _cells(line: Line) -> Iterator[str]:
    for figure in (line.own, line.other):
        yield _number(figure.value) if figure else ""
    yield from (ratio_text(line.ratio), ratio_text(line.adjusted))
    yield "" if line.difference is None else _number(line.difference)


def _notes(line: Line) -> Iterator[str]:
    if line.unplaced:
        yield _number(line.unplaced.value)
    yield from line.notes


def _sources(mirror: Mirror, part: Part) -> Iterator[str]:
    one, two, _ = part.pair
    for line in part:
        for name, figure in ((one, line.own), (two, line.other), ("neither", line.unplaced)):
            if figure:
                yield _source(mirror, name, figure)


def _source(mirror: Mirror, name: str, figure: Figure) -> str:
    said = mirror.sources[figure.edition]
    return f"{name}: {said.when} {said.who}".strip()


def _number(value: Any) -> str:
    return number_text(str(value))
