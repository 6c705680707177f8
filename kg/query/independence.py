"""How many sources there really are: documents that go back to one and the same are one source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

# Condenses, reprints, translates, quotes: whatever the ontology puts below `upstream`.
_UPSTREAM = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?document ?other WHERE { ?document kg:upstream ?other }
"""


class Origins:
    """From each document to those in which its content began, as the catalogue has them."""

    def __init__(self, view: View) -> None:
        self._upstream: dict[str, set[str]] = {}
        for document, other in ask(view, _UPSTREAM):
            self._upstream.setdefault(document.value, set()).add(other.value)

    def of(self, document: str) -> frozenset[str]:
        """The first documents upstream of one, or itself; a circle is one origin, its least IRI."""
        seen, level = {document}, {document}
        ends: set[str] = set()
        while level:
            ends |= {one for one in level if one not in self._upstream}
            level = {up for one in level for up in self._upstream.get(one, ())} - seen
            seen |= level
        return frozenset(ends or {min(seen)})

    def independent(self, documents: Iterable[str]) -> int:
        """How many groups of documents share no origin with any other."""
        groups: list[set[str]] = []
        for document in set(documents):
            origins = set(self.of(document))
            joined = [group for group in groups if group & origins]
            groups = [group for group in groups if not group & origins]
            groups.append(origins.union(*joined))
        return len(groups)
