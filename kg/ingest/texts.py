"""Holds documents and records against the texts that they were read from, where these are at hand.

The texts are not redistributed; who has them finds here every digest and offset that does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.errors import shown
from kg.ingest.contents import Dataset
from kg.ingest.entries import Entry
from kg.ingest.evidence import value
from kg.issues import Issue
from kg.model.facts import Place

TextOf = Callable[[str], str | None]
_FIRST_IDEOGRAPH = "\u2e80"  # from here on words are not told apart by spaces


def compare(dataset: Dataset, text_of: TextOf) -> Iterator[Issue]:
    """What does not fit in a dataset; `text_of` gives the text of a digest, if it is at hand."""
    texts: dict[str, str] = {}
    for key, body in dataset.documents.items():
        digest = value(body, "sha256")
        text = text_of(digest) if digest else None
        where = dataset.where((*body.path, "sha256"))
        if digest and text is None:
            message = f"no text of the archive has the digest of {key}"
            yield Issue("warning", message, where, dataset.name, digest)
        elif text is not None:
            texts[key] = text
            yield from _length(dataset, key, len(text))
    for entry in dataset.records():
        if entry.document in texts:
            yield from _entry(dataset.name, entry, texts[entry.document])


def _length(dataset: Dataset, key: str, found: int) -> Iterator[Issue]:
    body = dataset.documents[key]
    length = value(body, "textLength")
    if length and int(length) != found:
        message = f"the text of {key} has {found} characters, not {length}"
        where = dataset.where((*body.path, "textLength"))
        yield Issue("error", message, where, dataset.name, length)


def _entry(dataset: str, entry: Entry, text: str) -> Iterator[Issue]:
    places = [place for place in entry.record.at if not place.fragment]
    for place in places:
        if message := _misplaced(place, text):
            yield Issue("warning", message, entry.at("at"), dataset)
    locator = entry.record.locator
    if locator and entry.record.at[:1] == places[:1] != []:
        words = " ".join(text[places[0].start : places[0].end].split())
        if not words.startswith(locator[0]):
            yield _elsewhere(dataset, entry, "begins", words[: len(locator[0]) + 8], locator[0])
        if len(locator) > 1 and not words.endswith(locator[1]):
            yield _elsewhere(dataset, entry, "ends", words[-len(locator[1]) - 8 :], locator[1])


def _elsewhere(dataset: str, entry: Entry, verb: str, found: str, wanted: str) -> Issue:
    message = f"the place {verb} with {shown(found)}, not with {shown(wanted)}"
    return Issue("error", message, entry.at("locator"), dataset, wanted)


def _misplaced(place: Place, text: str) -> str:
    """Why a place is probably shifted; the empty text if it looks right."""
    said = text[place.start : place.end]
    if said != said.strip():
        return f"the place {shown(said)} begins or ends with white space"
    for offset in (place.start, place.end):
        around = text[max(0, offset - 1) : offset + 1]
        if len(around) == 2 and around.isalnum() and max(around) < _FIRST_IDEOGRAPH:
            near = text[max(0, offset - 8) : offset + 8]
            return f"the offset {offset} cuts a word, at {shown(near)}"
    return ""
