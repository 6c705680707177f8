"""YAML with every scalar as text and the place of every key.

`NO` and `2025-11` stay what they are; the ontology decides the types. PyYAML's composer gives the
nodes with their marks; a key given twice in one mapping is refused, which YAML loaders let pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kg.errors import DatasetError, Where
from kg.model import values


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
        names = [str(part) for part in path if isinstance(part, str)]
        name = ".".join(names[2:] if record and len(names) > 2 else names)
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
        DatasetError: it cannot be read, is not UTF-8, not YAML, or gives a key twice.
    """
    text = _text(path)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Where(str(path), mark.line + 1 if mark else 0, mark.column + 1 if mark else 0)
        reason = " ".join(part for part in (error.context, error.problem) if part)
        raise DatasetError(f"not YAML: {reason}", where=place) from None
    except yaml.YAMLError as error:
        raise DatasetError(f"not YAML: {error}", where=Where(str(path))) from None
    except RecursionError:
        raise DatasetError("nested too deeply", where=Where(str(path))) from None
    marks: dict[values.Path, tuple[int, int]] = {}
    return Source(path, _plain(node, (), marks, path) if node else None, marks)


_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - before.rfind(b"\n")
        raise DatasetError(
            f"not UTF-8 (byte 0x{error.object[error.start]:02x}); save the file as UTF-8",
            where=Where(str(path), line, column),
        ) from None
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", where=Where(str(path))) from None


def _plain(
    node: yaml.Node, at: values.Path, marks: dict[values.Path, tuple[int, int]], path: Path
) -> Any:
    """Turn a composed node into plain data; an alias is followed, but not into itself."""
    marks.setdefault(at, (node.start_mark.line + 1, node.start_mark.column + 1))
    if len(at) > 60:
        place = Where(str(path), *marks[at])
        raise DatasetError("nested too deeply, or an alias that contains itself", where=place)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*at, i), marks, path) for i, item in enumerate(node.value)]
    return _mapping(node, at, marks, path)


def _mapping(
    node: yaml.Node, at: values.Path, marks: dict[values.Path, tuple[int, int]], path: Path
) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key_node, value_node in node.value:
        mark = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        key = key_node.value
        if not isinstance(key, str):
            raise DatasetError("a key must be plain text", where=Where(str(path), *mark))
        if key in plain:
            raise DatasetError(f'the key "{key}" is given twice', where=Where(str(path), *mark))
        marks[(*at, key)] = mark
        plain[key] = _plain(value_node, (*at, key), marks, path)
    return plain
