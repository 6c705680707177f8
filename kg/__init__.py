"""Sogdian: a knowledge graph in which every triple is a claim that somebody made in a source.

>>> import kg
>>> graph = kg.open()                                   # doctest: +SKIP
>>> for row in graph.query("signatories"):              # doctest: +SKIP
...     row.party

The names below are imported on first use, so that `import kg` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, open
    from kg.diffing import diff
    from kg.errors import KgError
    from kg.version import __version__

__all__ = ["Graph", "KgError", "__version__", "diff", "open"]

_HOMES = {
    "open": "kg.api",
    "Graph": "kg.api",
    "diff": "kg.diffing",
    "KgError": "kg.errors",
    "__version__": "kg.version",
}


def __getattr__(name: str) -> Any:
    """Import a public name from the module that holds it."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
