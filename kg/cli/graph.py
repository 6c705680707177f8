"""Opens the graph that a command asks; the first question of a project builds it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.progress import progress

if TYPE_CHECKING:
    from kg.api import Graph


def open_graph(
    project: Path | None = None, *, store: Path | None = None, data: Sequence[Path] = ()
) -> Graph:
    """Open a project's current build, a foreign store or RDF files, as `kg.open` does."""
    from kg.api import open as open_

    with progress("Building") as tell:
        return open_(project, store=store, data=data or None, progress=tell)
