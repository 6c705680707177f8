"""An entity's page on a terminal: a table in which each property is named once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich import box
from rich.style import Style
from rich.table import Table
from rich.text import Text

from kg.cli import terminal
from kg.publish.sheets import Linked, remark, value_cell

if TYPE_CHECKING:
    from kg.query.looking.attribution import Attribution
    from kg.query.looking.shown import Line, Shown

_SHORT = 40  # characters up to which values may share a row
_STYLES = {"denied": "bold red", "disputed": "bold yellow", "differs": "dim", "inferred": "dim"}


def draw(shown: Shown, *, iris: bool = False) -> None:
    """Draw everything that is said of an entity, with the date and the source of each line."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False, show_edge=False)
    table.add_column(overflow="fold", style="bold", ratio=2)
    table.add_column(overflow="fold", ratio=4)
    table.add_column(overflow="fold", ratio=5)
    for group in shown.groups:
        label = group.property if iris else group.label
        for lines in gathered(group.lines):
            values = Text(", ").join(_value(line, iris) for line in lines)
            table.add_row(Text(label), values, _sources(lines[0].claims))
            label = ""
        if group.more:
            table.add_row(Text(label), Text(f"{group.more:,} more"), Text())
    console = terminal.console()
    console.print(Text(" · ".join((shown.label, *shown.classes, shown.short)), style="bold"))
    console.print(table)
    for one in shown.also:
        console.print(Text(f"also: {one.short} ({one.label}, {one.class_name})"))


def gathered(lines: Iterable[Line]) -> list[list[Line]]:
    """Put short values of the same claims together, such as a name in fourteen languages."""
    found: list[list[Line]] = []
    together: dict[object, list[Line]] = {}
    for line in lines:
        alone = line.denied or line.differs or line.reconciled or len(line.text) > _SHORT
        key = object() if alone else (line.claims, line.inferred)
        if key not in together:
            together[key] = []
            found.append(together[key])
        together[key].append(line)
    return found


def cell(text: str) -> Text:
    """A cell that leads where its text leads."""
    url = text.url if isinstance(text, Linked) else ""
    return Text(text, style=Style(link=url) if url else "")


def _value(line: Line, iris: bool) -> Text:
    shown, note = cell(value_cell(line, iris=iris)), remark(line)
    if note:
        kind = note.partition(":")[0].partition(",")[0]
        shown = Text.assemble(shown, " ", (f"({note})", _STYLES[kind]))
    return shown


def _sources(claims: Iterable[Attribution]) -> Text:
    """One line for each claim: its date, and who says it."""
    parts = [
        Text.assemble((f"{claim.when}  ", "dim"), cell(Linked(claim.who, claim.url)))
        for claim in claims
    ]
    return Text("\n").join(parts)
