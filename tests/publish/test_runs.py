"""Series on a terminal: every title once, every figure below its own."""

from __future__ import annotations

from rich.console import Console

import kg as library
from kg.publish.runs import drawn_series


def test_each_series_is_named_once_with_its_figures_below(graph: library.Graph) -> None:
    found = graph.series("population", area="KAZ")
    console = Console(width=400, color_system=None)
    with console.capture() as captured:
        console.print(drawn_series(found))
    lines = [line.strip() for line in captured.get().splitlines()]
    assert lines[0] == found.title
    for run in found:
        place = lines.index(run.title) + 1
        figures = lines[place : place + len(run.points)]
        assert [line.split()[0] for line in figures] == [point.at for point in run.points]
    assert lines[-1] == f"{len(found)} figures"
    assert any("qualifier: nearly" in line for line in lines)
