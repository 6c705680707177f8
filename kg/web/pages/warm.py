"""What the first page would have to wait for, done before a worker takes requests.

A worker whose request takes too long is put aside for slow ones. Were it the loading of templates
that takes long, every worker would be put aside as soon as it has them.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.api import Graph

_MODULES = ("answers", "catalogue", "home", "resource", "search")
_SEARCHING = ("rapidfuzz.fuzz", "rapidfuzz.process")


def warm(graph: Graph) -> None:
    """Load the code of pages, their templates, and the schema that each of them needs."""
    from kg.query.schema import schema_of
    from kg.web.pages.page import templates
    from kg.web.pages.title import title_of

    for name in _MODULES:
        import_module(f"kg.web.pages.{name}")
    for name in _SEARCHING:
        import_module(name)
    with suppress(KgError):  # a store that cannot answer says so to whoever asks it
        templates()
        schema_of(graph.view)
        title_of(graph)
