"""What a thing has once, said twice: two records of one document that cannot both be right.

Two sources may differ, and so may two voices in one document, or two times: that is a contradiction
for readers to see. Where all of these are the same, somebody misread or mistyped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.errors import RecordError
from kg.ingest.entries import Entry
from kg.ingest.nodes import Single
from kg.ingest.provenance import Claim
from kg.model.terms import Term, iri_text, literal_text
from kg.model.vocab import local_name


class Difference(NamedTuple):
    """The id of the record that gave another value first, and what is told of it."""

    record: str
    error: RecordError


class Singles:
    """The single values of entities, as the records of one dataset have given them so far."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Term, str]] = {}

    def differing(
        self, claim: Claim, entry: Entry, singles: Iterable[Single]
    ) -> Iterator[Difference]:
        """Values that another record of the same document and voices gives otherwise."""
        if not claim.accepted:
            return
        voices = (claim.document, claim.speaker, tuple(sorted(claim.quoted)), claim.validity)
        for one in singles:
            key = (*voices, one.subject, one.property.iri)
            value, record = self._known.setdefault(key, (one.value, entry.record.id))
            if value != one.value and not entry.record.sic:
                error = RecordError(
                    f"`{one.property.name}` is {_shown(one.value)} here and {_shown(value)} in the "
                    f"record {record} of the same document, and there is one; if somebody else "
                    "says so, or for another time, write who or when (speaker, quotedSource, "
                    "validFrom), and if the document really says both, `sic`",
                    where=entry.where(one.path),
                )
                yield Difference(record, error)


def _shown(value: Term) -> str:
    return local_name(iri_text(value)) if value.startswith("<") else literal_text(value)
