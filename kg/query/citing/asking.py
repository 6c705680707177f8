"""What was asked, for a citation: the query, what its parameters were bound to, and the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import CitationError, Where
from kg.query.citing.citation import Asked
from kg.query.citing.digest import text_digest
from kg.query.named.headers import without_header
from kg.query.sparql import blocks
from kg.version import __version__

if TYPE_CHECKING:
    from kg.query.named.queries import NamedQuery
    from kg.store.view import View


_SHOWN = ("language", "language_of_labels")  # how rows are told, not what is asked


def asked(
    query: NamedQuery,
    text: str,
    view: View,
    build: str,
    data: Iterable[Path] = (),
    as_of: str = "",
) -> Asked:
    """Put together what was asked: a query, its SPARQL as bound, and what of.

    Raises:
        CitationError: a data file cannot be read any more.
    """
    names = {parameter.name for parameter in query.parameters}
    return Asked(
        query.name,
        query.summary,
        text_digest(query.text),
        {block.variable: block.example for block in blocks(text) if block.variable in names},
        without_header(text),
        view.base,
        build,
        {path.name: file_digest(path) for path in data},
        __version__,
        as_of,
    )


def called(
    command: str,
    words: Sequence[Any],
    options: Mapping[str, Any],
    of: tuple[View, str],
    data: Iterable[Path] = (),
    as_of: str = "",
) -> Asked:
    """Put together what was asked of a report: its command, as it is called again.

    Raises:
        CitationError: a data file cannot be read any more.
    """
    view, build = of
    given = dict(options)
    for one in words:
        given |= one if isinstance(one, dict) else {}
    call = {"command": command, "words": list(words), "options": dict(options)}
    return Asked(
        " ".join(("kg", command, *(one for one in words if isinstance(one, str)))),
        parameters={name: _said(one) for name, one in given.items() if one and name not in _SHOWN},
        base=view.base,
        build=build,
        data={path.name: file_digest(path) for path in data},
        version=__version__,
        as_of=as_of,
        call=call,
    )


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file; nothing for a folder.

    Raises:
        CitationError: it cannot be read.
    """
    import hashlib

    if path.is_dir():
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CitationError(f"cannot be read: {error.strerror}", where=Where(str(path))) from None
