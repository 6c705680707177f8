"""Keeps on disk what was read of a store, for the exports of a release that read the same again."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from kg.publish.tables.nodes import Node, inferred_graph, ordered, read, some

if TYPE_CHECKING:
    from kg.publish.tables.sorts import Sort
    from kg.store.view import View

_AT_ONCE = 500


class Spool:
    """The nodes of classes in a file without a name, which goes when this is closed.

    >>> with Spool(Path()) as spool:
    ...     for read in ([Node("http://a", [], [])], []):
    ...         list(spool.nodes("http://class", lambda: iter(read)))
    [Node(iri='http://a', values=[], claims=[])]
    [Node(iri='http://a', values=[], claims=[])]
    """

    def __init__(self, folder: Path) -> None:
        """Begin the file in a folder."""
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 (closed with this)
        self._places: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def nodes(self, cls: str, read: Callable[[], Iterable[Node]]) -> Iterator[Node]:
        """The members of a class: as `read` gives them, and from the second time on as kept.

        Classes are read one after the other, each to its end.
        """
        if cls in self._places:
            return self._kept(*self._places[cls])
        return self._keeping(cls, read())

    def _keeping(self, cls: str, nodes: Iterable[Node]) -> Iterator[Node]:
        start = at = self._file.seek(0, 2)
        for group in some(nodes, _AT_ONCE):
            self._file.seek(at)
            marshal.dump([tuple(node) for node in group], self._file)
            at = self._file.tell()
            yield from group
        self._places[cls] = start, at

    def _kept(self, at: int, end: int) -> Iterator[Node]:
        while at < end:
            self._file.seek(at)
            group = marshal.load(self._file)
            at = self._file.tell()
            yield from map(Node._make, group)


def nodes(view: View, sort: Sort, spool: Spool | None) -> Iterator[Node]:
    """The members of a class, as `ordered` has them, with what is said of each.

    Raises:
        FormatError: something has no place in a table.
    """
    inferred = inferred_graph(view)

    def found() -> Iterator[Node]:
        return (read(view, iri, sort, inferred) for iri in ordered(view, sort))

    return spool.nodes(sort.iri, found) if spool else found()
