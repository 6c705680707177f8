"""YAML with every scalar as text and the place of every key.

`NO` and `2025-11` stay what they are; the ontology decides the types. PyYAML's composer gives the
nodes with their marks; a key given twice in one mapping is refused, which YAML loaders let pass.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

import yaml

from kg.errors import DatasetError, Where, shown
from kg.model import values


class Located(Protocol):
    """Data that knows where each part of it stands in a file."""

    data: Any

    def where(self, path: values.Path, record: str = "") -> Where: ...


class Source:
    """The text of one file as nested dicts, lists and strings, and where each part stands."""

    def __init__(self, path: Path, data: Any, marks: dict[values.Path, tuple[int, int]]) -> None:
        self.path = path
        self.data = data
        self._marks = marks

    def where(self, path: values.Path, record: str = "") -> Where:
        """The place of the innermost part of `path` that the file has.

        One value may stand where a list could, so a number that is no part of the file is skipped.
        """
        names = [part for part in path if isinstance(part, str)]
        if record:
            names = names[2:] if names[1:2] == ["says"] and len(names) > 2 else names[1:]
        name = ".".join(names)
        known: values.Path = ()
        for part in path:
            if (*known, part) in self._marks:
                known = (*known, part)
            elif not isinstance(part, int):
                break
        line, column = self._marks.get(known, (1, 1))
        return Where(str(self.path), line, column, record, name)


def read_yaml(path: Path) -> Source:
    """Read one YAML file.

    Raises:
        DatasetError: it cannot be read, is too large, not UTF-8, not YAML, or gives a key twice.
    """
    if path.is_file() and path.stat().st_size > MOST_OCTETS:
        raise DatasetError(
            f"has {path.stat().st_size // 1_000_000} MB; what people write by hand has at most "
            f"{MOST_OCTETS // 1_000_000} in one file: split it into several *.facts.yaml",
            where=Where(str(path)),
        )
    text = read_text(path)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Where(str(path), mark.line + 1 if mark else 0, mark.column + 1 if mark else 0)
        reason = " ".join(part for part in (error.context, error.problem) if part)
        lines = text.splitlines()
        line = lines[mark.line][: mark.column + 1] if mark and mark.line < len(lines) else ""
        hint = " (there is a tab; YAML is indented by spaces)" if "\t" in line else ""
        raise DatasetError(f"not YAML: {reason}{hint}", where=place) from None
    except yaml.reader.ReaderError as error:
        found = _UNWRITABLE.search(text)
        place = Where(str(path), *_place(text, found.start())) if found else Where(str(path))
        raise DatasetError(f"not YAML: {error.reason}", where=place) from None
    except RecursionError:
        raise DatasetError("nested too deeply", where=Where(str(path))) from None
    reading = _Reading(path, _LEAST_NODES + _MOST_PER_CHARACTER * len(text))
    return Source(path, reading.plain(node, ()) if node else None, reading.marks)


# Each octet of YAML takes some 250 octets of memory while it is read, places and all.
MOST_OCTETS = 16_000_000
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DEEPEST = 60
# A file without aliases has fewer nodes than characters; aliases may repeat parts, not explode.
_LEAST_NODES, _MOST_PER_CHARACTER = 10_000, 10


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without a byte order mark.

    Raises:
        DatasetError: it cannot be read, or is not UTF-8.
    """
    if path.exists() and not path.is_file():
        raise DatasetError("is no plain file", where=Where(str(path)))
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        raise DatasetError(
            f"not UTF-8 (byte 0x{error.object[error.start]:02x}); save the file as UTF-8",
            where=Where(str(path), *_place(before, len(before))),
        ) from None
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", where=Where(str(path))) from None


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Reading:
    """Turns composed nodes into plain data and notes where each part stands."""

    def __init__(self, path: Path, most: int) -> None:
        self.path = path
        self.left = most
        self.marks: dict[values.Path, tuple[int, int]] = {}

    def plain(self, node: yaml.Node, at: values.Path) -> Any:
        """The plain data of a node; an alias is followed, but not into itself and not for ever."""
        self.marks.setdefault(at, _mark(node))
        self.left -= 1
        if len(at) > _DEEPEST:
            raise self._refusal(node, "nested too deeply, or an alias that contains itself")
        if self.left < 0:
            raise self._refusal(node, "aliases repeat each other too many times")
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*at, i)) for i, item in enumerate(node.value)]
        return self._mapping(node, at)

    def _mapping(self, node: yaml.Node, at: values.Path) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise self._refusal(key_node, "a key must be plain text")
            if key in plain:
                raise self._refusal(key_node, f"the key {shown(key)} is given twice")
            self.marks[(*at, key)] = _mark(key_node)
            plain[key] = self.plain(value_node, (*at, key))
        return plain

    def _refusal(self, node: yaml.Node, message: str) -> DatasetError:
        return DatasetError(message, where=Where(str(self.path), *_mark(node)))


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
