"""Asks the addresses of tables once more: whether each still gives what was fetched of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import KgError
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
    """Each address that gives something else now, or nothing, at the table that names it."""
    asked: set[str] = set()
    for one in staged:
        for opened in one.dataset.tables if one.dataset else ():
            address = opened.mapping.frame.file
            if not is_address(address) or address in asked:
                continue
            asked.add(address)
            progress(f"asking {address}")
            try:
                fetch(address, sources / FETCHED, again=True, allowed=allowed)
            except KgError as error:
                message = f"{error.where}: {error.message}"
                yield Issue("error", message, opened.where, one.name, address)
