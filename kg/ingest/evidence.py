"""Where in its document a record stands, and whether the text at hand bears it out.

Offsets count Unicode code points of the normalised text (UTF-8, no byte order mark, LF, NFC), end
exclusive. They are good as far as the document records the digest and the length of that text.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import RecordError
from kg.ingest.entries import Entry
from kg.model.facts import Place
from kg.model.terms import literal_text
from kg.model.values import Body, Said


class Evidence(NamedTuple):
    """One place of a document at which a claim stands, with its locator."""

    place: Place
    locator: tuple[str, ...] = ()


def evidence(entry: Entry, document: Body) -> list[Evidence]:
    """The places of a record; the locator belongs to the first, or is a place by itself.

    Raises:
        RecordError: an offset has no text to count in, or lies beyond its end.
    """
    length = text_length(document)
    for place in entry.record.at:
        if place.fragment or place.row:
            continue
        if length is None:
            raise RecordError(
                f"offsets need the sha256 and textLength of the document {entry.document}",
                where=entry.at("at"),
            )
        if place.end > length:
            raise RecordError(
                f"the offset {place.end} is past the end of the text, which has {length} "
                "characters",
                where=entry.at("at"),
            )
    locator = tuple(entry.record.locator)
    places = entry.record.at or [Place()] * bool(locator)
    return [Evidence(place, () if n else locator) for n, place in enumerate(places)]


def text_length(document: Body) -> int | None:
    """How many characters the normalised text has, if its digest is recorded as well."""
    length = value(document, "textLength")
    return int(length) if length and value(document, "sha256") else None


def value(body: Body, name: str) -> str:
    """The first literal that a node has as a property, or the empty text."""
    found = (one for one in body.values.get(name, []) if isinstance(one, Said))
    return next((literal_text(one.term) for one in found), "")
