"""Verifies a citation: asks the cited question again and compares what comes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import CitationError, KgError, QueryError, Where, shown
from kg.query.citing.asking import file_digest
from kg.query.citing.citation import Citation, Verdict, compared, read_citation
from kg.query.citing.digest import text_digest
from kg.query.named.queries import named
from kg.query.results import answer
from kg.version import __version__

if TYPE_CHECKING:
    from kg.store.view import View


def read(file: Path, base: str) -> Citation:
    """Read a citation of the project with this base; "" takes one of any.

    Raises:
        CitationError: the file cannot be read, is no citation, or cites another project.
    """
    where = Where(str(file))
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CitationError("is no text, so no citation", where=where) from None
    except OSError as error:
        raise CitationError(f"cannot be read: {error.strerror or error}", where=where) from None
    found = read_citation(text, str(file))
    if base and found.asked.base != base:
        other = f"the project {shown(found.asked.base)}" if found.asked.base else "RDF files"
        raise CitationError(
            f"cites an answer of {other}, not of {shown(base)};"
            " give that one with --project, --data or --store",
            where=where,
        )
    return found


def verified(
    cited: Citation, view: View, build: str, queries: Path, data: Iterable[Path] = ()
) -> Verdict:
    """Ask a cited question of a view, and compare; the query is asked as it was cited.

    Raises:
        QueryError: it cannot be answered.
        CitationError: the citation holds no query.
    """
    try:
        found = answer(view, cited.asked.sparql, limit=cited.limit, grounded=True)
    except QueryError as error:
        raise CitationError(f"the cited query cannot be asked: {error.message}") from None
    now = cited.asked._replace(
        base=view.base,
        build=build,
        data={path.name: file_digest(path) for path in data},
        version=__version__,
    )
    found.asked = lambda: now
    return compared(cited, found.cite(), _file(cited, queries))


def _file(cited: Citation, queries: Path) -> str:
    """The digest of the named query as it is now; a query without a file stays what it was."""
    if cited.asked.name in ("-e", "-", "SPARQL"):
        return cited.asked.file
    try:
        return text_digest(named(queries, cited.asked.name).text)
    except KgError:
        return ""
