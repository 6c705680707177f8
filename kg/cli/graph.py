"""Opens the graph that a command asks; the first question of a project builds it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kg.cli import terminal
from kg.cli.options import said
from kg.cli.progress import progress

if TYPE_CHECKING:
    from kg.api import Graph


def open_graph(
    project: Path | None = None,
    *,
    store: Path | None = None,
    data: Sequence[Path] = (),
    queries: bool = False,
    as_of: str | None = None,
    tables: bool = False,
) -> Graph:
    """Open a project's current build, a foreign store or RDF files, as `kg.open` does.

    Beside a store or files, a project is of use only for its named queries. As of a day, what was
    left out is told on standard error.
    """
    given = {"--store": store, "--data": data, "--project": not queries and said(project)}
    sources = [option for option, value in given.items() if value]
    if sources[1:]:
        raise typer.BadParameter(f"{' and '.join(sources)} contradict each other; give one of them")
    if tables and as_of is None:
        raise typer.BadParameter("--tables belongs to --as-of DATE; without it, tables are there")
    if as_of is not None and (store or data):
        raise typer.BadParameter(
            f"--as-of needs the sources of a project, which {sources[0]} does not have"
        )
    from kg.api import open as open_

    title = "Building" if as_of is None else f"Building as of {as_of}"
    with progress(title) as tell:
        graph = open_(
            project, store=store, data=data or None, as_of=as_of, tables=tables, progress=tell
        )
    if as_of is not None:
        _tell(graph)
    return graph


def _tell(graph: Graph) -> None:
    """Say of which day the answer is, and what it leaves out."""
    from datetime import date

    from kg.past import told

    as_of = graph.project.as_of
    for line in told(graph.project):
        more = " (--tables takes them in)" if line.startswith("without") and "table" in line else ""
        terminal.note(f"Note: {line}{more}.")
    if as_of and as_of.day > date.today():
        terminal.note(f"Note: {as_of.day} is yet to come; this is what is published now.")
