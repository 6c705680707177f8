"""The formats in which a result leaves, by name or by the ending of a file.

What machines read has whole IRIs and every digit, written by the engine's serialisers; what people
read (table, md) has labels. A format that cannot hold a result is an error, never an empty file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.errors import FormatError, did_you_mean
from kg.publish import noted, render
from kg.publish.render import Style, shortened
from kg.query.jsonable import plain
from kg.query.results import Result, Rows, Triples, Truth

KINDS = {"select": "rows", "ask": "truth", "construct": "triples", "describe": "triples"}
_SAID = {"rows": "a SELECT gives rows", "truth": "an ASK gives true or false"}
_SAID |= {"triples": "a CONSTRUCT or DESCRIBE gives triples"}

_WIDTH = 140  # of a table that is drawn for no terminal


class Format(NamedTuple):
    """One way to write a result; `engine` is set where the engine can write it while it comes.

    `end` is what the engine leaves out at the end of a file.
    """

    name: str
    endings: tuple[str, ...]
    media_type: str
    kinds: tuple[str, ...]
    write: Callable[[Any, Style], bytes]
    engine: ox.QueryResultsFormat | ox.RdfFormat | None = None
    end: bytes = b""
    binary: bool = False


def _table(result: Result, style: Style) -> bytes:
    from io import StringIO

    from rich.console import Console

    from kg.publish.drawing import drawn

    console = Console(file=StringIO(), width=_WIDTH, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(drawn(result, style, _WIDTH))
    kept = (line.rstrip() for line in captured.get().splitlines())
    return ("\n".join(kept) + "\n").encode()


def _markdown(result: Result, style: Style) -> bytes:
    return render.markdown(result, style).encode()


def _solutions(form: ox.QueryResultsFormat) -> Callable[[Rows | Truth, Style], bytes]:
    def write(result: Rows | Truth, _: Style) -> bytes:
        if isinstance(result, Rows):
            return result.serialize(form)
        said = json.dumps({"head": {}, "boolean": result.value})
        truth = ox.parse_query_results(said, ox.QueryResultsFormat.JSON)
        return truth.serialize(format=form) or b""

    return write


def _json(result: Rows | Truth, style: Style) -> bytes:
    """SPARQL JSON; the head has limit and notes: readers pass over there what they do not know."""
    written = _solutions(ox.QueryResultsFormat.JSON)(result, style)
    notes = noted.plain(result)
    more: dict[str, Any] = {"limit": result.limit} if result.limit is not None else {}
    more |= {"notes": notes} if notes else {}
    if more:
        head = json.dumps(more, ensure_ascii=False)[1:-1].encode()
        written = written.replace(b'{"head":{', b'{"head":{' + head + b",", 1)
    return written + b"\n"


def _xml(result: Rows | Truth, style: Style) -> bytes:
    notes = [note.replace("--", "") for note in (shortened(result), *noted.lines(result)) if note]
    comment = "".join(f"<!-- {note} -->\n" for note in notes)
    return _solutions(ox.QueryResultsFormat.XML)(result, style) + f"\n{comment}".encode()


def _rdf(form: ox.RdfFormat, comment: str = "# ") -> Callable[[Triples, Style], bytes]:
    def write(result: Triples, style: Style) -> bytes:
        prefixes = _used(result, dict(style.view.prefixes) if style.view else {})
        notes = (shortened(result), *noted.lines(result)) if comment else ()
        note = "".join(f"{comment}{one}\n" for one in notes if one)
        written = ox.serialize(result.triples, format=form, prefixes=prefixes) or b""
        return note.encode() + written.rstrip(b"\n") + b"\n"

    return write


def _used(result: Triples, prefixes: dict[str, str]) -> dict[str, str]:
    """The prefixes whose namespaces occur, so that a file does not begin with fifty of others."""
    iris = {
        cut.group()
        for triple in result
        for iri in _iris(triple)
        if (cut := re.match(r".*[/#]", iri))
    }
    return {name: iri for name, iri in prefixes.items() if iri in iris}


def _iris(triple: ox.Triple) -> list[str]:
    found = []
    for term in triple:
        if isinstance(term, ox.NamedNode):
            found.append(term.value)
        elif isinstance(term, ox.Literal):
            found.append(term.datatype.value)
    return found


def _json_lines(result: Rows, _: Style) -> bytes:
    """An object for each row."""
    lines = []
    for row in result.terms:
        pairs = zip(result.columns, row, strict=True)
        said = {name: plain(term) for name, term in pairs}
        lines.append(json.dumps(said, ensure_ascii=False) + "\n")
    if result.limit is not None:
        lines.append(json.dumps({"limit": result.limit}) + "\n")
    return "".join(lines).encode()


def _geojson(result: Rows, _: Style) -> bytes:
    from kg.publish.geojson import features

    notes = noted.plain(result)
    collection = features(result) | ({"notes": notes} if notes else {})
    return json.dumps(collection, ensure_ascii=False).encode() + b"\n"


def _parquet(result: Rows, _: Style) -> bytes:
    from io import BytesIO

    table = result.to_arrow()
    from pyarrow import parquet

    if result.limit is not None:
        table = table.replace_schema_metadata({"limit": str(result.limit)})
    parquet.write_table(table, buffer := BytesIO())
    return buffer.getvalue()


_ALL, _ROWS, _TRIPLES = ("rows", "triples", "truth"), ("rows",), ("triples",)
_CSV, _TSV = ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.TSV
_NT = ox.RdfFormat.N_TRIPLES
FORMATS = {
    made.name: made
    for made in (
        Format("table", ("txt",), "text/plain", _ALL, _table),
        Format("csv", ("csv",), "text/csv", ("rows", "truth"), _solutions(_CSV), _CSV),
        Format(
            "tsv",
            ("tsv",),
            "text/tab-separated-values",
            ("rows", "truth"),
            _solutions(_TSV),
            _TSV,
        ),
        Format(
            "json",
            ("json", "srj"),
            "application/sparql-results+json",
            ("rows", "truth"),
            _json,
            ox.QueryResultsFormat.JSON,
            b"\n",
        ),
        Format("jsonl", ("jsonl", "ndjson"), "application/x-ndjson", _ROWS, _json_lines),
        Format(
            "xml",
            ("xml", "srx"),
            "application/sparql-results+xml",
            ("rows", "truth"),
            _xml,
            ox.QueryResultsFormat.XML,
            b"\n",
        ),
        Format("md", ("md",), "text/markdown", _ALL, _markdown),
        Format("ttl", ("ttl",), "text/turtle", _TRIPLES, _rdf(ox.RdfFormat.TURTLE)),
        Format("nt", ("nt",), "application/n-triples", _TRIPLES, _rdf(_NT), _NT),
        Format("trig", ("trig",), "application/trig", _TRIPLES, _rdf(ox.RdfFormat.TRIG)),
        Format(
            "jsonld", ("jsonld",), "application/ld+json", _TRIPLES, _rdf(ox.RdfFormat.JSON_LD, "")
        ),
        Format("geojson", ("geojson",), "application/geo+json", _ROWS, _geojson),
        Format(
            "parquet",
            ("parquet",),
            "application/vnd.apache.parquet",
            _ROWS,
            _parquet,
            binary=True,
        ),
    )
}


def by_name(name: str) -> Format:
    """The format of a name.

    Raises:
        FormatError: there is none.
    """
    if name not in FORMATS:
        raise FormatError(f'there is no format "{name}"; {did_you_mean(name, FORMATS)}')
    return FORMATS[name]


def by_path(path: Path) -> Format:
    """The format that the ending of a file means.

    Raises:
        FormatError: it means none.
    """
    ending = path.suffix.lstrip(".").lower()
    for made in FORMATS.values():
        if ending in made.endings:
            return made
    known = " ".join("." + ending for made in FORMATS.values() for ending in made.endings)
    raise FormatError(f"the ending of {path.name} means no format; known are {known}")


def require_fit(made: Format, kind: str) -> None:
    """Make sure that a format holds a kind of result, before anything is asked.

    Raises:
        FormatError: it does not; the message lists those that do.
    """
    if kind in _SAID and kind not in made.kinds:
        fitting = ", ".join(name for name, other in FORMATS.items() if kind in other.kinds)
        raise FormatError(f"{made.name} does not fit: {_SAID[kind]}, for which there is {fitting}")


def write(result: Result, made: Format, style: Style) -> bytes:
    """A result in a format.

    Raises:
        FormatError: the format cannot hold it.
        ExtraError: what writes it is not installed.
    """
    require_fit(made, result.kind)
    return made.write(result, style)
