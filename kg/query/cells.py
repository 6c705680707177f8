"""One term as people read it in a table: its label, else the short form of its IRI.

Two things of one name in one table are told apart by their short IRIs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.query.html import escape
from kg.query.labels import Labels, short_iri

if TYPE_CHECKING:
    from kg.store.view import Term, View

# What a terminal would obey instead of showing it.
_VISIBLE = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\ufffd")


class Cells:
    """The texts of all terms of some rows; labels are looked up once, for all of them."""

    def __init__(
        self,
        view: View | None,
        rows: Iterable[Iterable[Term | None]],
        language: str = "en",
        *,
        whole_iris: bool = False,
    ) -> None:
        self._texts: dict[str, str] = {}
        if view and not whole_iris:
            self._load(view, _iris(rows), language)

    def _load(self, view: View, iris: set[str], language: str) -> None:
        labels = Labels(view, language)
        labels.load(iris)
        named = Counter(labels.of(iri) for iri in iris)
        for iri in iris:
            text = labels.of(iri)
            self._texts[iri] = text if named[text] == 1 else f"{text} ({short_iri(view, iri)})"

    def text(self, term: Term | None) -> str:
        """The text of a cell, on one line; nothing for an unbound variable."""
        if isinstance(term, ox.NamedNode):
            return self._texts.get(term.value, term.value)
        if isinstance(term, ox.Triple):
            return " ".join(map(self.text, term))
        if isinstance(term, ox.BlankNode):
            return str(term)
        return " ".join(term.value.split()).translate(_VISIBLE) if term else ""

    def html(self, term: Term | None) -> str:
        """The text of a cell, linked if it is an IRI."""
        text = escape(self.text(term))
        return f'<a href="{escape(link)}">{text}</a>' if (link := self.link(term)) else text

    def link(self, term: Term | None) -> str:
        """Where a cell leads: an address of the web, or nothing."""
        iri = term.value if isinstance(term, ox.NamedNode) else ""
        return iri if iri.startswith(("http://", "https://")) else ""


def is_number(term: Term | None) -> bool:
    """Whether a cell holds a number, which tables set to the right."""
    return isinstance(term, ox.Literal) and term.datatype.value.endswith(
        ("#integer", "#decimal", "#double", "#float")
    )


def _iris(rows: Iterable[Iterable[Term | None]]) -> set[str]:
    return {term.value for row in rows for term in row if isinstance(term, ox.NamedNode)}
