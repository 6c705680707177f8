"""What every page of the site may list and no request changes: read once for each build."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.query.looking.documents import Dataset, datasets
from kg.query.named.queries import NamedQuery, readable

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import View


@lru_cache(maxsize=1)
def datasets_of(view: View) -> tuple[Dataset, ...]:
    """The datasets of a build; other stores have none."""
    return tuple(datasets(view)) if view.base else ()


def queries_of(graph: Graph) -> tuple[NamedQuery, ...]:
    """The named queries of the project whose build is served."""
    return _queries(graph.view, graph.project.queries) if graph.view.base else ()


@lru_cache(maxsize=1)
def _queries(_: View, folder: Path) -> tuple[NamedQuery, ...]:
    return tuple(readable(folder)[0])
