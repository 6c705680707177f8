"""Opens the graph that a command asks; the first question of a project builds it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

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
) -> Graph:
    """Open a project's current build, a foreign store or RDF files, as `kg.open` does.

    Beside a store or files, a project is of use only for its named queries.
    """
    given = {"--store": store, "--data": data, "--project": not queries and said(project)}
    sources = [option for option, value in given.items() if value]
    if sources[1:]:
        raise typer.BadParameter(f"{' and '.join(sources)} contradict each other; give one of them")
    from kg.api import open as open_

    with progress("Building") as tell:
        return open_(project, store=store, data=data or None, progress=tell)
