"""Holds documents and records against the texts that they were read from, where these are at hand.

The texts are not redistributed; who has them finds here every digest and offset that does not fit,
and which documents could not be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from kg.errors import Where, shown
from kg.ingest.contents import Dataset
from kg.ingest.entries import Entry
from kg.ingest.evidence import value
from kg.issues import Issue
from kg.model.facts import Place

_FIRST_IDEOGRAPH = "\u2e80"  # from here on words are not told apart by spaces
_LOOKED_FOR = 5  # locators by which a changed text is known again


class Texts(Protocol):
    """The texts that somebody has."""

    def text(self, digest: str) -> str | None:
        """The text of a digest, if it is at hand."""

    def others(self, digests: Iterable[str]) -> Mapping[str, str]:
        """The texts that have none of these digests, by their files."""


class Other(NamedTuple):
    """A text that is probably that of a document, and is no longer what was read."""

    file: str
    text: str


class Audit:
    """Compares datasets with the texts at hand, and counts what was seen of all of them.

    `documents` counts those that were seen, that have changed, that were not seen, and that record
    no digest; `claims` those that stand where they say, that do not, of which it cannot be told,
    whose text was not seen, and that name no place in a text.
    """

    def __init__(self, texts: Texts, datasets: Iterable[Dataset]) -> None:
        """Take the texts, and all datasets whose documents may have one of them."""
        self._texts = texts
        self._datasets = list(datasets)
        bodies = (body for one in self._datasets for body in one.documents.values())
        self._others = dict(texts.others(value(body, "sha256") for body in bodies))
        self.documents = Counter[str](
            dict.fromkeys(("seen", "changed", "not seen", "undigested"), 0)
        )
        self.claims = Counter[str](
            dict.fromkeys(("in place", "misplaced", "doubtful", "not seen", "placeless"), 0)
        )

    def to_dict(self) -> dict[str, dict[str, int]]:
        """What was counted, for JSON."""
        return {"documents": dict(self.documents), "claims": dict(self.claims)}

    def issues(self, progress: Callable[[str, int, int], None]) -> Iterator[Issue]:
        """What does not fit, dataset by dataset."""
        for done, one in enumerate(self._datasets):
            progress(f"reading the texts of {one.name}", done, len(self._datasets))
            yield from self._dataset(one)

    def _dataset(self, dataset: Dataset) -> Iterator[Issue]:
        entries: dict[str, list[Entry]] = {key: [] for key in dataset.documents}
        for entry in dataset.records():
            if _places(entry):
                entries.setdefault(entry.document, []).append(entry)
            elif entry.document in dataset.documents:  # such as rows, too many to be kept
                self.claims["placeless"] += 1
        for key in dataset.documents:
            yield from self._document(dataset, key, entries[key])

    def _document(self, dataset: Dataset, key: str, placed: list[Entry]) -> Iterator[Issue]:
        body = dataset.documents[key]
        digest = value(body, "sha256")
        text = self._texts.text(digest) if digest else None
        if text is not None:
            self.documents["seen"] += 1
            yield from _length(dataset, key, len(text))
            yield from self._entries(dataset.name, placed, text)
        elif not digest:
            self.documents["undigested"] += 1
            self.claims["not seen"] += len(placed)
        elif (other := self._other(key, placed)) is not None:
            self.documents["changed"] += 1
            yield from self._changed(dataset, key, placed, other)
        else:
            self.documents["not seen"] += 1
            self.claims["not seen"] += len(placed)
            message = f"no text of the archive has the digest of {key}"
            yield Issue("warning", message, _digest_at(dataset, key), dataset.name, digest)

    def _entries(
        self, dataset: str, entries: Iterable[Entry], text: str, *, changed: bool = False
    ) -> Iterator[Issue]:
        for entry in entries:
            found = list(_entry(dataset, entry, text))
            if changed and not found and not entry.record.locator:
                found = [_untold(dataset, entry, text)]
            wrong = any(issue.severity == "error" for issue in found)
            self.claims["misplaced" if wrong else "doubtful" if found else "in place"] += 1
            yield from found

    def _changed(
        self, dataset: Dataset, key: str, entries: list[Entry], other: Other
    ) -> Iterator[Issue]:
        """A text that is another one now, and the claims that no longer stand where they say."""
        found = list(self._entries(dataset.name, entries, other.text, changed=True))
        concerned = len({issue.where.record for issue in found})
        message = (
            f"the text of {key} has changed: {other.file} has another digest;"
            f" of {len(entries)} claims {concerned} may not stand where they say"
        )
        digest = value(dataset.documents[key], "sha256")
        yield Issue("error", message, _digest_at(dataset, key), dataset.name, digest)
        yield from found

    def _other(self, key: str, entries: Iterable[Entry]) -> Other | None:
        """The text that is called as the document, or has the words of its locators."""
        name = key.rpartition("/")[2]
        for file in sorted(self._others, key=lambda one: not one.endswith(f"{key}.txt")):
            if file.endswith((f"/{name}.txt", f"{key}.txt")) or file == f"{name}.txt":
                return Other(file, self._others.pop(file))
        words = [word for entry in entries for word in entry.record.locator][:_LOOKED_FOR]
        for file, text in self._others.items():
            plain = " ".join(text.split())
            if 2 * sum(word in plain for word in words) > len(words):
                return Other(file, self._others.pop(file))
        return None


def _digest_at(dataset: Dataset, key: str) -> Where:
    return dataset.where((*dataset.documents[key].path, "sha256"))


def _places(entry: Entry) -> list[Place]:
    """The places of a record in a text, as against pages and rows."""
    return [place for place in entry.record.at if not place.fragment and not place.row]


def _length(dataset: Dataset, key: str, found: int) -> Iterator[Issue]:
    body = dataset.documents[key]
    length = value(body, "textLength")
    if length and int(length) != found:
        message = f"the text of {key} has {found} characters, not {length}"
        where = dataset.where((*body.path, "textLength"))
        yield Issue("error", message, where, dataset.name, length)


def _entry(dataset: str, entry: Entry, text: str) -> Iterator[Issue]:
    places = _places(entry)
    for place in places:
        if place.end > len(text):
            message = f"the offset {place.end} is past the end of the text at {len(text)}"
            yield Issue("error", message, entry.at("at"), dataset)
        elif message := _misplaced(place, text):
            yield Issue("warning", message, entry.at("at"), dataset)
    locator = entry.record.locator
    if locator and entry.record.at[:1] == places[:1] != []:
        words = " ".join(text[places[0].start : places[0].end].split())
        if not words.startswith(locator[0]):
            yield _elsewhere(dataset, entry, "begins", words[: len(locator[0]) + 8], locator[0])
        if len(locator) > 1 and not words.endswith(locator[1]):
            yield _elsewhere(dataset, entry, "ends", words[-len(locator[1]) - 8 :], locator[1])


def _untold(dataset: str, entry: Entry, text: str) -> Issue:
    place = _places(entry)[0]
    now = shown(text[place.start : place.end])
    message = f"without a locator it cannot be told whether this still is the place: {now}"
    return Issue("warning", message, entry.at("at"), dataset)


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
