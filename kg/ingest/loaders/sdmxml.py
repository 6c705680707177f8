"""Observations of SDMX-ML data messages (2.0 to 3.0), streamed, each a record of its ids.

What sdmx1 reads of a message it reads into a model of SDMX: 4,400 observations a second, all of
them in memory, and some structure-specific messages not at all without their structure. A message
already says each observation by its ids; taken as they stand, a second has 35,000 of them, columns
included, and memory is bounded. The tests hold the two to the same observations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError, iterparse

from kg.errors import DatasetError, Where
from kg.ingest.loaders.flat import JOIN, cell_text
from kg.ingest.loaders.kinds import opening

VALUE, TIME = "OBS_VALUE", "TIME_PERIOD"
# Kinds of data messages of 2.0 in which elements are named after the codes of a structure.
_UNREAD = ("crosssectionaldata", "utilitydata")
# What a data set says of itself and not of its observations.
_OWN = frozenset(
    """
    action structureRef dataScope setID validFromDate validToDate publicationYear publicationPeriod
    reportingBeginDate reportingEndDate keyFamilyURI datasetID namespace dataProviderID dataflowID
    dataflowAgencyID dataProviderSchemeId dataProviderSchemeAgencyId
    """.split()  # noqa: SIM905 (a list of words reads better than a list of strings)
)


@dataclass(slots=True)
class Message:
    """What is known of a message while it is read; `notes` are what its sender says in it."""

    at_observation: str = TIME
    deleted: bool = False
    notes: list[str] = field(default_factory=list)
    whole: dict[str, str] = field(default_factory=dict)
    series: dict[str, str] = field(default_factory=dict)
    groups: Groups = field(default_factory=lambda: Groups())


class Groups:
    """Attributes of groups of series: they hold for each observation with the group's values."""

    def __init__(self) -> None:
        self._by_names: dict[frozenset[str], list[dict[str, str]]] = {}
        self._indices: dict[
            tuple[frozenset[str], frozenset[str]], dict[tuple[str, ...], dict[str, str]]
        ] = {}

    def add(self, cells: dict[str, str]) -> None:
        self._by_names.setdefault(frozenset(cells), []).append(cells)
        self._indices.clear()

    def attributes(self, cells: Mapping[str, str]) -> dict[str, str]:
        """What the groups say of an observation or series with these cells."""
        found: dict[str, str] = {}
        for names in self._by_names:
            shared = names.intersection(cells)
            values = tuple(cells[name] for name in sorted(shared))
            found |= self._index(names, shared).get(values, {}) if shared else {}
        return {name: value for name, value in found.items() if name not in cells}

    def _index(
        self, names: frozenset[str], shared: frozenset[str]
    ) -> dict[tuple[str, ...], dict[str, str]]:
        if (names, shared) not in self._indices:
            key = sorted(shared)
            groups = self._by_names[names]
            self._indices[names, shared] = {tuple(one[name] for name in key): one for one in groups}
        return self._indices[names, shared]


def observations(file: Path, message: Message) -> Iterator[dict[str, str]]:
    """The observations of a message in its order, with all that holds for each.

    Raises:
        DatasetError: it is no XML.
    """
    try:
        with opening(file), file.open("rb") as stream:
            yield from _walk(stream, message)
    except DatasetError as error:
        raise error.at(Where(str(file))) from None
    except ParseError as error:
        line, column = error.position
        message_ = f"is no XML: {str(error).partition(':')[0]}"
        raise DatasetError(message_, where=Where(str(file), line, column + 1)) from error


def _walk(stream: BinaryIO, message: Message) -> Iterator[dict[str, str]]:
    path: list[Element] = []
    for event, element in iterparse(stream, ("start", "end")):
        name = _tag(element)
        if event == "start":
            path.append(element)
            _begin(name, element, message)
            continue
        path.pop()
        if name == "obs":
            yield _observation(element, message)
        elif path:
            _end(name, _tag(path[-1]), element, message)
        if name in ("obs", "series", "group"):
            path[-1].clear()  # what it said is known, and memory would grow with the file


def _begin(name: str, element: Element, message: Message) -> None:
    if name == "dataset":
        message.whole, message.series, message.groups = _plain(element), {}, Groups()
        message.deleted = message.deleted or _named(element, "action").lower() == "delete"
    elif name == "series":
        message.series = _plain(element)
    elif name in _UNREAD:
        kinds = "generic, compact or structure-specific data"
        raise DatasetError(
            f"is {_local(element.tag)}, which is not read: ask its source for {kinds}"
        )
    elif name == "structure" and (at := _named(element, "dimensionAtObservation")):
        message.at_observation = at


def _end(name: str, above: str, element: Element, message: Message) -> None:
    if name in ("serieskey", "attributes") and above == "series":
        message.series |= _values(element)
    elif name == "attributes" and above == "dataset":
        message.whole |= _values(element)
    elif name == "comp" and above in ("series", "dataset"):
        cells = message.series if above == "series" else message.whole
        cells |= _several(element)
    elif name in ("group", "atts"):
        message.groups.add(_group(element))
    elif name == "series":
        message.series = {}
    elif name == "datasetaction":
        message.deleted = (element.text or "").strip().lower() == "delete"
    elif name == "text" and above in ("message", "errormessage") and element.text:
        message.notes.append(element.text.strip())


def _observation(element: Element, message: Message) -> dict[str, str]:
    cells = message.whole | message.series | _plain(element)
    for part in element:
        name = _tag(part)
        if name in ("obskey", "attributes"):
            cells |= _values(part)
        elif name == "obsdimension":
            cells[part.get("id") or message.at_observation] = part.get("value", "")
        elif name == "obsvalue":
            cells[VALUE] = part.get("value", "")
        elif name == "comp":
            cells |= _several(part)
        elif name == "time":
            cells[TIME] = (part.text or "").strip()
    if message.at_observation not in cells and (measure := _named(element, "type")):
        cells[message.at_observation] = measure.rpartition(":")[2]
    return cells | message.groups.attributes(cells)


def _group(element: Element) -> dict[str, str]:
    """The key and attributes of a group, whose own attribute `type` in generic data is neither."""
    parts = [_values(one) for one in element if _tag(one) in ("groupkey", "attributes")]
    if several := [_several(one) for one in element if _tag(one) == "comp"]:
        parts += [_plain(element), *several]
    return {k: v for part in parts or [_plain(element)] for k, v in part.items()}


def _values(element: Element) -> dict[str, str]:
    """The values of a key or of attributes: named by `id`, in 2.0 by `concept`."""
    return {one.get("id", one.get("concept", "")): one.get("value", "") for one in element}


def _several(element: Element) -> dict[str, str]:
    """An attribute or measure of several values, or in several languages, as 3.0 writes it."""
    name = element.get("id", "")
    found: list[Any] = [
        {_named(text, "lang") or "en": text.text or "" for text in value} or value.text
        for value in element
    ]
    if any(isinstance(one, dict) for one in found) or _divided(found):
        return {name: json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False)}
    return {name: cell_text(name, found or "") if len(found) != 1 else str(found[0] or "")}


def _divided(texts: list[Any]) -> bool:
    """Whether the sign that would join several texts stands in one of them."""
    return len(texts) > 1 and any(JOIN in (one or "") for one in texts)


def _plain(element: Element) -> dict[str, str]:
    """The attributes that are components of the data: those of no namespace."""
    return {k: v for k, v in element.attrib.items() if k[0] != "{" and k not in _OWN}


def _named(element: Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if _local(k) == name), "")


def _tag(element: Element) -> str:
    """The name of an element, without its namespace and in small letters."""
    return _local(element.tag).lower()


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
