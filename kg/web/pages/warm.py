"""What the first page of a build would have to wait for, done before a worker takes requests."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.query.looking.schema import schema_of
from kg.web.pages.title import title_of

if TYPE_CHECKING:
    from kg.api import Graph


def warm(graph: Graph) -> None:
    """Read the schema and the title that each page needs."""
    with suppress(KgError):  # a store that cannot answer says so to whoever asks it
        schema_of(graph.view)
        title_of(graph)
