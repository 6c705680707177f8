"""What the things in a table are called, read a few thousand at a time and then forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.query.labels import Labels

if TYPE_CHECKING:
    from kg.store.view import View

_MOST = 50_000


class Naming:
    """English labels, else others, else short IRIs."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._loaded: set[str] = set()
        self._called: dict[str, str] = {}
        self._labels = Labels(view)

    def load(self, iris: Iterable[str]) -> None:
        """Look up what is not known yet; forget the others where there are too many."""
        wanted = set(iris)
        if len(self._loaded | wanted) > _MOST:
            self._loaded, self._called, self._labels = set(), {}, Labels(self._view)
        self._loaded |= wanted
        self._labels.load(wanted)

    def of(self, iri: str) -> str:
        """The label of what was loaded."""
        if iri not in self._called:
            self._called[iri] = self._labels.of(iri)
        return self._called[iri]
