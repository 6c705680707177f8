"""Observations of SDMX-JSON data messages (1.0, 2.0), each a record of its ids.

A message writes values as indices into lists of its structure. sdmx1 2.28 follows them for 1.0
only, loses the attributes of series on the way (the multiplier of a unit is one, and makes a number
wrong by a million) and makes doubles of all numbers; hence this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import shown
from kg.ingest.loaders.flat import cell_text
from kg.ingest.loaders.sdmxml import VALUE, Groups

_LEVELS = ("dataSet", "series", "observation")


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension, attribute or measure of a message, with its values if they are listed."""

    id: str
    values: tuple[str, ...]

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> Component:
        values = tuple(map(_value, described.get("values") or ()))
        return cls(described["id"], values)

    def text(self, written: Any) -> str:
        """What is written for a value: an index, where values are listed, else the value."""
        if written is None:
            return ""
        if self.values and isinstance(written, str) and written.isdigit():
            return self.listed(written)
        if isinstance(written, dict):  # a text in several languages
            return json.dumps(written, ensure_ascii=False)
        return cell_text(self.id, written)

    def listed(self, index: str) -> str:
        """The value with an index.

        Raises:
            ValueError: there is none.
        """
        if not (index.isascii() and index.isdigit()) or int(index) >= len(self.values):
            last = f"they are 0 to {len(self.values) - 1}" if self.values else "it lists none"
            raise ValueError(f"{shown(index)} is the index of no value of {self.id}: {last}")
        return self.values[int(index)]


class Structure:
    """The components of a message by the level at which they are given."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self._parts = {part: described.get(part) or {} for part in ("dimensions", "attributes")}
        self.measures = self._components(described.get("measures") or {}, "observation")
        self.measures = self.measures or [Component(VALUE, ())]

    def dimensions(self, level: str) -> list[Component]:
        return self._components(self._parts["dimensions"], level)

    def attributes(self, level: str) -> list[Component]:
        return self._components(self._parts["attributes"], level)

    def all_dimensions(self) -> list[Component]:
        return [one for level in _LEVELS for one in self.dimensions(level)]

    @staticmethod
    def _components(part: Mapping[str, Any], level: str) -> list[Component]:
        return [Component.of(one) for one in part.get(level) or ()]


def data_sets(message: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[dict[str, str]]]]:
    """The action of each data set and its observations.

    Raises:
        LookupError, TypeError, ValueError: it is no such message.
    """
    inside = message.get("data") or message
    structures = inside.get("structures") or [inside["structure"]]
    for one in inside["dataSets"]:
        structure = structures[int(one.get("structure", 0))]
        yield str(one.get("action", "")).lower(), _observations(one, Structure(structure))


def _observations(data: Mapping[str, Any], structure: Structure) -> Iterator[dict[str, str]]:
    whole = {one.id: one.values[0] for one in structure.dimensions("dataSet")}
    whole |= _cells(structure.attributes("dataSet"), data.get("attributes") or ())
    groups = _groups(data, structure)
    dimensions, attributes = structure.dimensions("series"), structure.attributes("series")
    bare = {"": {"observations": data.get("observations") or {}}}
    for key, series in {**bare, **(data.get("series") or {})}.items():
        cells = whole | (_key(dimensions, key) if key else {})
        cells |= _cells(attributes, series.get("attributes") or ())
        yield from _of_series(series, cells, structure, groups)


def _of_series(
    series: Mapping[str, Any], whole: Mapping[str, str], structure: Structure, groups: Groups
) -> Iterator[dict[str, str]]:
    dimensions = structure.dimensions("observation")
    given = [*structure.measures, *structure.attributes("observation")]
    for key, values in (series.get("observations") or {}).items():
        cells = {**whole, **_key(dimensions, key), **_cells(given, values)}
        yield cells | groups.attributes(cells)


def _key(dimensions: Sequence[Component], key: str) -> dict[str, str]:
    """The values of a key as `0:3`; an empty part is none."""
    indices = key.split(":")
    pairs = zip(dimensions, indices, strict=True)
    return {one.id: one.listed(index) for one, index in pairs if index}


def _cells(components: Sequence[Component], written: Sequence[Any]) -> dict[str, str]:
    """The values written for components, of which the last may be left out."""
    return {one.id: one.text(value) for one, value in zip(components, written, strict=False)}


def _groups(data: Mapping[str, Any], structure: Structure) -> Groups:
    groups = Groups()
    dimensions, attributes = structure.all_dimensions(), structure.attributes("dimensionGroup")
    for key, written in (data.get("dimensionGroupAttributes") or {}).items():
        cells = {name: text for name, text in _cells(attributes, written).items() if text}
        groups.add(_key(dimensions, key) | cells)
    return groups


def _value(listed: Any) -> str:
    """A listed value: its id, or what it is where it has none."""
    if not isinstance(listed, Mapping):
        return "" if listed is None else str(listed)
    return str(listed.get("id", listed.get("value", listed.get("name", ""))))
