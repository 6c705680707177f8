"""What must be known of an answer, in the file that holds it or in one beside it.

A format whose readers pass over what they do not know takes it in: a member in JSON and GeoJSON, a
comment in XML and RDF, a last line in Markdown. Beside the others stands `NAME-metadata.json`, for
CSV and TSV as the W3C's "CSV on the Web" has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.query.citing.notes import Notes
    from kg.query.results import Result

INSIDE = frozenset({"json", "geojson", "xml", "ttl", "trig", "nt", "md"})
_CSVW = {"csv": ",", "tsv": "\t"}


def has_notes(result: Result) -> bool:
    """Whether there is something to know of it: an ASK and an empty answer have no sources."""
    return result.asked is not None and result.kind != "truth" and bool(len(result))


def plain(result: Result) -> dict[str, Any] | None:
    """The notes of an answer as data."""
    return result.notes.to_dict() if has_notes(result) else None


def lines(result: Result) -> Iterator[str]:
    """The notes of an answer as lines."""
    if has_notes(result):
        yield from result.notes.lines()


def metadata(form: str, name: str, columns: Sequence[str], notes: Notes) -> str:
    """What stands beside a file of that format and name."""
    described: dict[str, Any] = {"url": name, "notes": [notes.to_dict()]}
    if form in _CSVW:
        mark = "?" if form == "tsv" else ""
        described = {
            "@context": "http://www.w3.org/ns/csvw",
            **described,
            "dialect": {"delimiter": _CSVW[form], "header": True},
            "tableSchema": {"columns": [{"name": one, "titles": mark + one} for one in columns]},
        }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"
