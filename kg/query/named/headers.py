"""The `#+` header of a query file: YAML in comments, so that any tool runs the file as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError, Where, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    import yaml

_MARK = "#+"


def read_text(path: Path) -> str:
    """The text of a query file.

    Raises:
        QueryError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QueryError("not UTF-8; save the file as UTF-8", where=Where(str(path))) from None
    except OSError as error:
        raise QueryError(f"cannot be read: {error.strerror}", where=Where(str(path))) from None


def header_text(query: str) -> str:
    """The lines of the header without their marks; nothing if there is none.

    >>> header_text("#+ summary: Who\\n#+ tags: [a]\\n# no\\nASK {}")
    'summary: Who\\ntags: [a]\\n'
    """
    lines = []
    for line in query.removeprefix("\ufeff").splitlines():
        if not line.startswith(_MARK):
            break
        lines.append(line.removeprefix(_MARK).removeprefix(" ") + "\n")
    return "".join(lines)


def without_header(query: str) -> str:
    """The query alone: bound, it has no parameters any more."""
    return "".join(line for line in query.splitlines(True) if not line.startswith(_MARK))


def read_header(query: str) -> dict[str, Any]:
    """The header as nested dicts, lists and texts.

    Raises:
        QueryError: it is not YAML, no mapping, or gives a key twice; with line and column.
    """
    text = header_text(query)
    return _parse(text) if text else {}


def only(entry: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    """Refuse keys that a part of the header does not have.

    Raises:
        QueryError: there is one; the message says what was probably meant.
    """
    for key in entry:
        if key not in known:
            raise QueryError(f'{what} has no "{key}"; {did_you_mean(key, known)}')


def text_at(entry: Mapping[str, Any], key: str) -> str:
    """The text of a key on one line; empty if the header does not have it.

    Raises:
        QueryError: it is a list or a mapping.
    """
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise QueryError(f'"{key}" must be a text')
    return " ".join(value.split())


def texts_at(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The text or the list of texts of a key.

    Raises:
        QueryError: it is a mapping, or holds one.
    """
    value = entry.get(key, ())
    listed = [value] if isinstance(value, str) else value
    if isinstance(listed, dict) or not all(isinstance(item, str) for item in listed):
        raise QueryError(f'"{key}" must be a text or a list of texts')
    return tuple(listed)


def _parse(text: str) -> dict[str, Any]:
    import yaml

    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.MarkedYAMLError as error:
        raise QueryError(f"the header is not YAML: {error.problem}", where=_place(error)) from None
    except yaml.YAMLError as error:
        raise QueryError(f"the header is not YAML: {error}") from None
    plain = _plain(node) if node else {}
    if not isinstance(plain, dict):
        raise QueryError("the header must be a mapping, such as summary: …", where=Where("", 1, 1))
    return plain


def _place(error: yaml.MarkedYAMLError) -> Where:
    mark = error.problem_mark or error.context_mark
    return Where("", mark.line + 1, mark.column + 1 + len(_MARK) + 1) if mark else Where()


def _plain(node: yaml.Node) -> Any:
    """The data of a node; every scalar stays text."""
    kind = node.id  # type: ignore[attr-defined]
    if kind == "mapping":
        return _mapping(node)
    return [_plain(item) for item in node.value] if kind == "sequence" else node.value


def _mapping(node: yaml.Node) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in node.value:
        if str(key.value) in plain:
            place = Where("", key.start_mark.line + 1, key.start_mark.column + 1 + len(_MARK) + 1)
            raise QueryError(f'the header gives "{key.value}" twice', where=place)
        plain[str(key.value)] = _plain(value)
    return plain
