"""A citation: what was asked, of which build, what came, and which sources it rests on.

It is plain data, so that it can be written, read again and verified. Its day is no part of the
digest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from kg.errors import CitationError, Where
from kg.query.citing.sources import Source

REPORTS = ("contradictions", "gaps", "history", "mirror", "series")
MARK = "sogdian"  # under which a citation stands in the `custom` member of CSL JSON


class Asked(NamedTuple):
    """What was asked, and of what; `file` is the digest of the query's file or text.

    `data` has the names and digests of RDF files that were asked instead of a build; `as_of` is the
    day that the build is as of, if any, as `kg.project.AsOf` names it. A report, which no query
    makes, has its `call` instead of SPARQL: the command, its words and its options.
    """

    name: str
    summary: str = ""
    file: str = ""
    parameters: Mapping[str, str] = {}
    sparql: str = ""
    base: str = ""
    build: str = ""
    data: Mapping[str, str] = {}
    version: str = ""
    as_of: str = ""
    call: Mapping[str, Any] = {}


class Citation(NamedTuple):
    """An answer as it is cited; `how` says how its sources were found (`Grounds`)."""

    asked: Asked
    kind: str
    rows: int
    limit: int | None
    digest: str
    independent: int
    how: str
    day: str
    sources: tuple[Source, ...] = ()

    @property
    def title(self) -> str:
        """What was asked, in one line."""
        parameters = ", ".join(f"{name} {text}" for name, text in self.asked.parameters.items())
        title = (
            f"{self.asked.name}: {self.asked.summary}" if self.asked.summary else self.asked.name
        )
        return f"{title} ({parameters})" if parameters else title

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON; `read_citation` reads it."""
        return self._asdict() | {
            "asked": self.asked._asdict(),
            "sources": [source.to_dict() for source in self.sources],
        }


def read_citation(text: str, file: str) -> Citation:
    """Read a citation that was written as CSL JSON, or as the plain data of `to_dict`.

    Raises:
        CitationError: it is none.
    """
    where = Where(file)
    try:
        plain = json.loads(text)
    except ValueError:
        raise CitationError(_no_json(text), where=where) from None
    items = plain if isinstance(plain, list) else [plain]
    first = items[0] if items and isinstance(items[0], dict) else {}
    custom = first.get("custom")
    held = custom.get(MARK) if isinstance(custom, dict) else first
    try:
        return _citation(held)
    except (TypeError, KeyError, AttributeError, ValueError):
        raise CitationError("this JSON is no citation of an answer", where=where) from None


def _no_json(text: str) -> str:
    if text.lstrip().startswith(("@", "{", "[")):
        said = "is BibTeX" if text.lstrip().startswith("@") else "is damaged JSON"
        return f"{said}; what can be verified is CSL JSON (`--cite csl-json`)"
    return "is no citation in CSL JSON (`--cite csl-json`), which is what can be verified"


def _citation(plain: Any) -> Citation:
    asked = Asked(**plain["asked"])
    made = Citation(
        **{**plain, "asked": asked, "sources": tuple(Source(**one) for one in plain["sources"])}
    )
    texts = (
        asked.name,
        asked.sparql,
        asked.build,
        asked.base,
        asked.file,
        asked.as_of,
        made.digest,
    )
    if not all(isinstance(one, str) for one in texts) or not isinstance(made.rows, int):
        raise ValueError("wrong types")
    if asked.call:
        _require_call(**asked.call)
    if made.limit is not None and not (isinstance(made.limit, int) and made.limit >= 0):
        raise ValueError("the limit is no number of rows")
    return made


def _require_call(command: str, words: list[Any], options: dict[str, Any]) -> None:
    known = isinstance(words, list) and isinstance(options, dict) and command in REPORTS
    if not known or "found" in options:
        raise ValueError("no call of a report")


class Verdict(NamedTuple):
    """How an answer compares with its citation: `differences` is empty if it is the same.

    `remarks` are what else is otherwise: another build, a changed query file.
    """

    same: bool
    differences: tuple[str, ...]
    remarks: tuple[str, ...]
    now: Citation

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        return self._asdict() | {"now": self.now.to_dict()}


def compared(cited: Citation, now: Citation, file: str) -> Verdict:
    """Compare a citation with the same question asked again; `file` is the query file's digest."""
    differences = []
    if cited.rows != now.rows:
        was = "1 row was" if cited.rows == 1 else f"{cited.rows:,} rows were"
        are = "is 1" if now.rows == 1 else f"are {now.rows:,}"
        differences.append(f"{was} cited, there {are}")
    if cited.digest != now.digest:
        differences.append(f"the digest is {now.digest}, not {cited.digest}")
    remarks = []
    if cited.asked.build != now.asked.build:
        remarks.append(
            f"the build {cited.asked.build or 'cited'} is gone: asked was {now.asked.build}"
            if now.asked.build
            else f"the build {cited.asked.build} was cited, asked was other data"
        )
    if cited.asked.data != now.asked.data:
        remarks.append("the data files are not those that were cited")
    if file != cited.asked.file:
        remarks.append(
            f"the query {cited.asked.name} has changed since: asked was the query as cited"
            if file
            else f"the query {cited.asked.name} is gone: asked was the query as cited"
        )
    return Verdict(not differences, tuple(differences), tuple(remarks), now)
