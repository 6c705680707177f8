"""The claims of rows, which are written as they come; only what others must agree with is kept.

All that a row says of its claim only adds to what another row, or a facts file, says of the same:
so a million rows need not wait in memory for the last one.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import Where
from kg.ingest.provenance import Claim, Validity
from kg.model.terms import Term


class First(NamedTuple):
    """The first row that made a claim: its id, and for when it says so."""

    record: str
    validity: Validity


class Named(NamedTuple):
    """A row with an id of its own: its claim, and where the id stands."""

    claim: Term
    where: Where


class RowClaims:
    """What is kept of the claims of rows; `records` counts the rows' records."""

    def __init__(self) -> None:
        self.records = 0
        self.named: dict[tuple[str, str], Named] = {}
        self._first: dict[Term, First] = {}

    def __len__(self) -> int:
        return len(self._first)

    def add(self, claim: Claim) -> None:
        """Keep that a row made a claim."""
        self._first.setdefault(claim.iri, First(claim.records[0].id, claim.validity))

    def differing(self, claim: Claim) -> tuple[str, str]:
        """In what a claim differs from that of a row with its IRI, and which; else empty texts."""
        first = self._first.get(claim.iri)
        if first is None:
            return "", ""
        if not claim.accepted:
            return "statement with another status", first.record
        if first.validity != claim.validity:
            return "statement with another validity", first.record
        return "", ""
