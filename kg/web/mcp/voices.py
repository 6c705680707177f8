"""The claims and sources of one answer: each document once, with a number to refer to it by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.query.citing.sources import sources
from kg.query.labels import Labels, short_iri
from kg.query.looking.attribution import Attribution, attribute

if TYPE_CHECKING:
    from kg.store.view import View

_SHOWN = 3  # claims that a line of text names; the data names all
_ROLES = ("speaker", "quoted_source", "reporter", "status")


class Voices:
    """Gathers who says what of an answer."""

    def __init__(self, view: View, language: str) -> None:
        self._view, self._language = view, language
        self._known: dict[str, Attribution] = {}
        self._numbers: dict[str, int] = {}

    def load(self, claims: Iterable[str]) -> None:
        """Look up who makes claims, all in a few queries."""
        wanted = set(claims) - self._known.keys()
        self._known |= attribute(self._view, wanted, Labels(self._view, self._language))

    def add(self, found: Iterable[Attribution]) -> list[str]:
        """Take attributions that are known already; give their claims."""
        claims = []
        for one in found:
            self._known.setdefault(one.claim, one)
            claims.append(one.claim)
        return claims

    def documents(self, iris: Iterable[str]) -> None:
        """Take documents that an answer rests on."""
        for iri in sorted(iris):
            self._number(iri)

    def data(self, claims: Iterable[str]) -> list[dict[str, str]]:
        """Loaded claims, each with its document and what of it is not the document's own."""
        found = []
        for claim in claims:
            one = self._known[claim]
            self._number(one.document)
            roles = {role: getattr(one, role) for role in _ROLES if getattr(one, role)}
            found.append({"claim": claim, "document": one.document, **roles})
        return found

    def text(self, claims: Iterable[str]) -> str:
        """Loaded claims in short: their short IRIs and the numbers of their documents."""
        every = list(claims)
        parts = [
            f"{short_iri(self._view, claim)} [{self._number(self._known[claim].document)}]"
            for claim in every[:_SHOWN]
        ]
        more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
        return ", ".join(parts) + more

    def _number(self, document: str) -> int:
        return self._numbers.setdefault(document, len(self._numbers) + 1) if document else 0

    def sources(self) -> list[dict[str, Any]]:
        """Every document named so far, in the order of its number."""
        known = sources(self._view, self._numbers, language=self._language)
        by_number = sorted(known, key=lambda one: self._numbers[one.iri])
        return [{"number": self._numbers[one.iri], **one.to_dict()} for one in by_number]


def lines(sources: Iterable[dict[str, Any]]) -> list[str]:
    """Sources as people read them."""
    found = []
    for one in sources:
        when = one.get("issued") or f"retrieved {one.get('retrieved', 'on an unknown day')}"
        by = f"{one['publisher']}: " if one.get("publisher") else ""
        found.append(f"[{one['number']}] {by}{one['title']}, {when} {one.get('url', '')}".rstrip())
    return ["Sources:", *found] if found else []
