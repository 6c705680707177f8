"""What an answer rests on: the claims and documents that its rows name, or that speak of them.

1. Claims and observations that a row names, or that the question read and did not show.
2. Documents that a row names, else those of its claims.
3. If no row has either: the claims whose subject is a thing that a row names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import Term, View

MOST_THINGS = 500
NAMED, ABOUT, NONE = "named", "about", "none"

_DOCUMENTS = """
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?document WHERE {
  VALUES ?claim { <https://example.org/> }
  ?claim prov:wasDerivedFrom ?document
}
"""
_ABOUT = """
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?thing ?claim ?document WHERE {
  VALUES ?thing { <https://example.org/> }
  GRAPH ?claim { ?thing ?property ?value }
  ?claim prov:wasDerivedFrom ?document
}
"""
_KINDS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?thing ?kind WHERE {
  VALUES ?thing { <https://example.org/> }
  VALUES ?kind { kg:Claim kg:Document }
  ?thing a ?kind
}
"""


class Grounds(NamedTuple):
    """The claims of each row, the documents of all, and how they were found.

    `passed_over` counts the things that were not looked up because there are too many.
    """

    claims: tuple[frozenset[str], ...] = ()
    documents: frozenset[str] = frozenset()
    how: str = NONE
    passed_over: int = 0


def grounds_of(
    view: View, rows: Sequence[Iterable[Term | None]], hidden: Sequence[frozenset[str]] | None
) -> Grounds:
    """Find what the rows rest on; `hidden` has the claims of each that it does not show."""
    named = [set(_iris(row)) for row in rows]
    kind = _Kinds(view, named)
    documents = [set(filter(kind.document, iris)) for iris in named]
    claims = [{kind.whole(iri) for iri in iris if kind.claim(iri)} for iris in named]
    for mine, more in zip(claims, hidden or (), strict=False):
        mine.update(filter(kind.claim, more))
    undocumented = {
        claim
        for mine, known in zip(claims, documents, strict=True)
        for claim in (mine if not known else ())
    }
    found = set[str]().union(*documents)
    found |= {document.value for (document,) in ask(view, _DOCUMENTS, claim=undocumented)}
    if found:
        return Grounds(tuple(map(frozenset, claims)), frozenset(found), NAMED)
    return _about(view, named, kind)


def _about(view: View, named: Sequence[set[str]], kind: _Kinds) -> Grounds:
    """The claims about the things that rows name."""
    things = sorted({iri for iris in named for iri in iris if kind.thing(iri)})
    claims: dict[str, set[str]] = {}
    documents = set()
    for thing, claim, document in ask(view, _ABOUT, thing=things[:MOST_THINGS]):
        claims.setdefault(thing.value, set()).add(claim.value)
        documents.add(document.value)
    each = (frozenset[str]().union(*(claims.get(iri, ()) for iri in iris)) for iris in named)
    passed_over = max(0, len(things) - MOST_THINGS)
    return Grounds(tuple(each), frozenset(documents), ABOUT if documents else NONE, passed_over)


class _Kinds:
    """Which IRIs are documents and claims: by their form, or in a foreign store by their class."""

    def __init__(self, view: View, named: Iterable[set[str]]) -> None:
        self._base = view.base
        self._classes: dict[str, str] = {}
        if not self._base:
            iris = {iri for some in named for iri in some}
            self._classes = {
                thing.value: kind.value.rpartition("#")[2]
                for thing, kind in ask(view, _KINDS, thing=iris)
            }

    def document(self, iri: str) -> bool:
        if not self._base:
            return self._classes.get(iri) == "Document"
        return iri.startswith(f"{self._base}document/")

    def claim(self, iri: str) -> bool:
        if not self._base:
            return self._classes.get(iri) == "Claim"
        return iri.startswith((f"{self._base}claim/", f"{self._base}observation/"))

    def thing(self, iri: str) -> bool:
        return not self._base or iri.startswith(f"{self._base}id/")

    def whole(self, iri: str) -> str:
        """The claim to which a place in it belongs."""
        return iri.partition("/at/")[0]


def _iris(row: Iterable[Term | None]) -> Iterator[str]:
    for term in row:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Triple):
            yield from _iris(term)
