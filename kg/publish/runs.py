"""Series as a person at a terminal sees them: each with its name and source, its figures below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from kg.query.values import number_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kg.query.figures.runs import Series


def drawn_series(series: Series) -> RenderableType:
    """All series, one below the other, and how many figures there are."""
    parts: list[RenderableType] = [Text(series.title, style="dim")]
    for run in series.runs:
        figures = Table.grid(padding=(0, 2))
        figures.add_column()
        for _ in series.cube.measures:
            figures.add_column(justify="right")
        figures.add_column(overflow="fold")
        for point in run.points:
            more = " · ".join(f"{name}: {_text(value)}" for name, value in point.more.items())
            figures.add_row(f"  {point.at}", *map(_text, point.values), Text(more, style="dim"))
        parts += [Text(), Text(run.title or series.cube.label, style="bold"), figures]
    count = len(series)
    parts += [Text(), Text("1 figure" if count == 1 else f"{count:,} figures", style="dim")]
    return Group(*parts)


def _text(value: Any) -> str:
    return "" if value is None else number_text(str(value))
