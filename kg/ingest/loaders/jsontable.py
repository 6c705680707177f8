"""JSON and JSON lines: a list of objects as a table, its numbers as they are written.

JSON lines are streamed, twice, because a table has its columns before its rows; a row is a line.
JSON is read whole; a row is an object, counted from 1. An object inside a row becomes columns
(`name.en`), a list of plain values one cell, joined by `;`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where, did_you_mean
from kg.ingest.loaders.arrow import needed, text_batches
from kg.ingest.loaders.encodings import UNREADABLE, encoding_of, open_text
from kg.ingest.loaders.faults import Faults
from kg.ingest.loaders.flat import UnclearError, flat
from kg.ingest.loaders.kinds import kind_of, read_head, refuse
from kg.ingest.tables.table import Report, Table

_Rows = Iterator[tuple[int, Any]]
_Records = Iterator[tuple[int, dict[str, str]]]


class _TwiceError(ValueError):
    """An object gives one name two values."""


def load(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read a list of objects; `path` says where it is, `key` that it is an object of objects."""
    needed("pyarrow", "reading tables")
    _check_options(file, options, ("encoding", "key", "path"))
    rows = list(enumerate(_list_at(file, parsed(file, options), options), 1))
    return _table(lambda: iter(rows), report)


def found(file: Path, options: Mapping[str, str], **_: bool) -> dict[str, str]:
    """The options that would state what was found; of several lists the longest."""
    if "path" in options or "key" in options or file.suffix.lower() in (".jsonl", ".ndjson"):
        return dict(options)
    lists = dict(_lists(whole := parsed(file, options), ""))
    if len(lists) > 1:
        return {"path": max(lists, key=lambda path: len(lists[path])), **options}
    return {"key": "key", **options} if isinstance(whole, dict) and not lists else dict(options)


def load_lines(file: Path, options: Mapping[str, str], report: Report) -> Table:
    """Read an object from each line."""
    needed("pyarrow", "reading tables")
    _check_options(file, options, ("encoding",))
    _open(file, options).close()
    return _table(lambda: _lines(file, options), report)


def _check_options(file: Path, options: Mapping[str, str], known: tuple[str, ...]) -> None:
    for option in options:
        if option not in known:
            hint = did_you_mean(option, known)
            raise DatasetError(f'read: has no option "{option}": {hint}', where=Where(str(file)))


def _open(file: Path, options: Mapping[str, str]) -> io.TextIOWrapper:
    if kind_of(head := read_head(file)):
        raise refuse(file, "JSON", head)
    encoding = encoding_of(file, options.get("encoding", ""))
    if encoding.judged:
        message = f"is not UTF-8, as JSON must be: read: {{encoding: {encoding.name}}} reads it"
        raise DatasetError(message, where=Where(str(file)))
    return io.TextIOWrapper(io.BufferedReader(open_text(file, encoding)), "utf-8", newline="\n")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return made


# A number stays what is written: 18.50 is two decimals, and no double has 19 digits.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str
)


def parsed(file: Path, options: Mapping[str, str] | None = None) -> Any:
    """All of a file, its numbers as they are written.

    Raises:
        DatasetError: it is no JSON.
    """
    with _open(file, options or {}) as stream:
        text = stream.read()
    if not text.strip():
        raise DatasetError("is empty", where=Where(str(file)))
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = Where(str(file), error.lineno, error.colno)
        raise DatasetError(f"is no JSON: {error.msg}", where=where) from error
    except _TwiceError as error:
        raise DatasetError(
            f'gives "{error}" twice in one object', where=Where(str(file))
        ) from error
    except RecursionError as error:
        raise DatasetError("is nested too deeply", where=Where(str(file))) from error


def _list_at(file: Path, whole: Any, options: Mapping[str, str]) -> list[Any]:
    """The rows: at the path stated, or the only list of objects that there is."""
    lists = dict(_lists(whole, ""))
    if "path" in options or "key" in options:
        return _stated(file, whole, options, list(lists))
    if len(lists) != 1:
        several = f"has several lists of objects, say which: read: {{path: …}}: {', '.join(lists)}"
        none = "has no list of objects; read: {key: NAME} reads an object of objects"
        raise DatasetError(several if lists else none, where=Where(str(file)))
    return next(iter(lists.values()))


def _lists(value: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """Lists of objects, by their path; not those inside them."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        yield path, value
        return
    members: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, (dict, list)):
        members = value.items() if isinstance(value, dict) else enumerate(value)
    for name, member in members:
        yield from _lists(member, f"{path}.{name}" if path else str(name))


def _stated(
    file: Path, whole: Any, options: Mapping[str, str], known: list[str]
) -> list[dict[str, Any]]:
    for name in filter(None, options.get("path", "").split(".")):
        at = int(name) if isinstance(whole, list) and name.isdigit() else name
        try:
            whole = whole[at]
        except (LookupError, TypeError) as error:
            message = f'there is no "{options["path"]}": {did_you_mean(options["path"], known)}'
            raise DatasetError(message, where=Where(str(file))) from error
    if key := options.get("key"):
        members = whole.items() if isinstance(whole, dict) else ()
        return [
            {key: name, **(one if isinstance(one, dict) else {"value": one})}
            for name, one in members
        ]
    return whole if isinstance(whole, list) else [whole]


def _lines(file: Path, options: Mapping[str, str]) -> _Rows:
    """The object of each line, or the error that it is."""
    with _open(file, options) as text:
        for number, line in enumerate(text, 1):
            if line.strip():
                yield number, _decoded(line)


def _decoded(line: str) -> Any:
    try:
        return _DECODER.decode(line.strip())
    except json.JSONDecodeError as error:
        return UnclearError(f"is no JSON: {error.msg}", "", line.strip())
    except _TwiceError as error:
        return UnclearError(f'gives "{error}" twice in one object', str(error), line.strip())
    except RecursionError:
        return UnclearError("is nested too deeply", "", line)


def _table(rows: Callable[[], _Rows], report: Report) -> Table:
    """A table of what `rows` gives, which is asked twice; faults are told the second time."""
    silent = Faults(lambda *_, **__: None)
    columns = tuple(dict.fromkeys(name for _, row in _flat(rows(), silent) for name in row))
    faults = Faults(report)
    wide = ((n, [row.get(name, "") for name in columns]) for n, row in _flat(rows(), faults))
    return Table(columns, text_batches(columns, wide))


def _flat(rows: _Rows, faults: Faults) -> _Records:
    for number, row in rows:
        try:
            cells = flat(_readable(row))
        except UnclearError as error:
            faults.tell(
                "cannot be read", str(error), row=number, column=error.column, value=error.value
            )
        else:
            yield number, cells
    faults.end()


def _readable(row: Any) -> dict[str, Any]:
    if isinstance(row, UnclearError):
        raise row
    if not isinstance(row, dict):
        raise UnclearError("is no object", "", row)
    if UNREADABLE in str(row):
        raise UnclearError("holds what is no text", "", str(row).replace(UNREADABLE, "\ufffd"))
    return row
