"""Asks addresses of tables and RDF files once more: whether each gives what was fetched of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import KgError, Where
from kg.ingest.contents import Dataset
from kg.ingest.sources.addresses import Allowed, public
from kg.ingest.sources.fetching import fetch, is_address
from kg.ingest.sources.source import FETCHED
from kg.ingest.staging import Staged
from kg.issues import Issue


def changed(
    staged: Iterable[Staged],
    sources: Path,
    progress: Callable[[str], None],
    *,
    allowed: Allowed = public,
) -> Iterator[Issue]:
    """Each address that gives something else now, or nothing, where it is named."""
    asked: set[str] = set()
    for one in staged:
        for address, where in _named(one.dataset) if one.dataset else ():
            if not is_address(address) or address in asked:
                continue
            asked.add(address)
            progress(f"asking {address}")
            try:
                fetch(address, sources / FETCHED, again=True, allowed=allowed)
            except KgError as error:
                message = f"{error.where}: {error.message}"
                yield Issue("error", message, where, one.name, address)


def _named(dataset: Dataset) -> Iterator[tuple[str, Where]]:
    """The files that a dataset names, each at its place."""
    yield from ((one.mapping.frame.file, one.where) for one in dataset.tables)
    yield from ((one.mapping.frame.file, one.where) for one in dataset.graphs)
