"""How many sources there really are: documents that go back to one and the same are one source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

T = TypeVar("T")

# Condenses, reprints, translates, quotes: whatever the ontology puts below `upstream`.
_UPSTREAM = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?document ?other WHERE { ?document kg:upstream ?other }
"""


class Sources(NamedTuple):
    """How many documents say something, and how many of them are independent of each other."""

    documents: int = 0
    independent: int = 0

    def __str__(self) -> str:
        """Both numbers, or one where they are the same.

        >>> print(Sources(5, 1), Sources(2, 2), Sources(1, 1), sep="; ")
        5 documents, 1 independent; 2 documents; 1 document
        """
        said = f"{self.documents:,} document{'s' * (self.documents != 1)}"
        same = self.documents == self.independent
        return said if same else f"{said}, {self.independent:,} independent"


class Origins:
    """From each document to those in which its content began, as the catalogue has them."""

    def __init__(self, view: View) -> None:
        self._upstream: dict[str, set[str]] = {}
        self._reached: dict[str, frozenset[str]] = {}
        for document, other in ask(view, _UPSTREAM):
            self._upstream.setdefault(document.value, set()).add(other.value)

    def of(self, document: str) -> frozenset[str]:
        """The first documents upstream of one, or itself; a circle is one origin, its least IRI."""
        found = ((one, self._reach(one)) for one in self._reach(document))
        return frozenset(
            min(circle) for one, circle in found if all(one in self._reach(up) for up in circle)
        )

    def _reach(self, document: str) -> frozenset[str]:
        """A document and all that is upstream of it."""
        if document not in self._reached:
            seen, level = {document}, {document}
            while level:
                level = {up for one in level for up in self._upstream.get(one, ())} - seen
                seen |= level
            self._reached[document] = frozenset(seen)
        return self._reached[document]

    def count(self, documents: Iterable[str]) -> Sources:
        """How many documents there are, and how many of them go back to different ones."""
        found = set(documents)
        return Sources(len(found), self.independent(found))

    def independent(self, documents: Iterable[str]) -> int:
        """How many groups of documents share no origin with any other."""
        return apart(self.of(document) for document in set(documents))


def apart(all_origins: Iterable[Iterable[str]]) -> int:
    """How many groups of origins share none with any other.

    >>> apart([["a"], ["a", "b"], ["c"]])
    2
    """
    return len(joined(all_origins))


def joined(sets: Iterable[Iterable[T]]) -> list[set[T]]:
    """Sets that have something in common as one, directly or through others."""
    groups: list[set[T]] = []
    for some in map(set, sets):
        apart = [group for group in groups if not group & some]
        some = some.union(*(group for group in groups if group & some))
        groups = [*apart, some]
    return groups
