"""Reads what is right in a node without its model, whose errors then only tell what is wrong.

A model says what one node of a record may be (`kg.model.records`), but making one for each class
and filling one for each node of a million rows takes most of the time that reading takes. What is
made here takes the same and gives the same values; where it raises, the model says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kg.model.facts import identifier
from kg.model.ontology import Class, Property
from kg.model.readers import Codes, Reader, reader

LOCAL = "local"
_REMEMBERED = 1 << 16  # values of a property, of which tables have the same in many rows


def names(cls: Class) -> list[str]:
    """The keys that a node of the class may have."""
    return [*cls.properties, LOCAL] if cls.kind == "entity" else list(cls.properties)


def texts(raw: Any) -> list[Any]:
    """Spread texts in languages into pairs of text and language.

    >>> texts({"en": ["a", "b"], "ru": "c"}), texts("a")
    ([('a', 'en'), ('b', 'en'), ('c', 'ru')], [('a', '')])
    """
    if not isinstance(raw, Mapping):
        return [(text, "") for text in as_list(raw)]
    return [(text, language) for language, found in raw.items() for text in as_list(found)]


def as_list(raw: Any) -> list[Any]:
    """One value, or the several of a list."""
    return raw if isinstance(raw, list) else [raw]


class Field(NamedTuple):
    """How the values of one property are read."""

    prop: Property
    spread: Callable[[Any], list[Any]]
    read: Reader

    def values(self, raw: Any) -> list[Any]:
        """The values as they stand in a record.

        Raises:
            ValueError: one of them is wrong, or there are too many.
        """
        found = [self.read(one) for one in self.spread(raw)]
        if self.prop.most is not None and len(found) > self.prop.most:
            raise ValueError
        return found


class NodeReader:
    """Reads the nodes of one class."""

    def __init__(self, cls: Class, codes: Codes) -> None:
        self.known = frozenset(names(cls))
        self.fields = [_field(prop, codes) for prop in cls.properties.values()]

    def read(self, raw: Mapping[str, Any]) -> tuple[str, list[tuple[Property, list[Any]]]]:
        """The local id of a node, if it has one, and its values by property.

        Raises:
            ValueError: the model of the class refuses it.
        """
        if not raw.keys() <= self.known:
            raise ValueError
        local = identifier(raw[LOCAL]) if LOCAL in raw else ""
        given = [field for field in self.fields if field.prop.name in raw]
        found = ((field.prop, field.values(raw[field.prop.name])) for field in given)
        return local, [(prop, values) for prop, values in found if values]


def _field(prop: Property, codes: Codes) -> Field:
    read = reader(prop, codes)
    if prop.kind == "text":
        return Field(prop, texts, read)
    return Field(prop, as_list, read if prop.kind == "node" else _remembering(read))


def _remembering(read: Reader) -> Reader:
    """A reader that reads each of the last texts once; what it gives is never changed."""
    remembered = lru_cache(maxsize=_REMEMBERED)(read)
    return lambda raw: remembered(raw) if isinstance(raw, str) else read(raw)
