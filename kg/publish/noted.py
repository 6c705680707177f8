"""What must be known of an answer, in the file that holds it or in one beside it.

A format whose readers pass over what they do not know takes it in: a member in JSON and GeoJSON, a
comment in XML and RDF, a last line in Markdown. Beside the others stands `NAME-metadata.json`, for
CSV and TSV as the W3C's "CSV on the Web" has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.query.citing.notes import Notes
    from kg.query.results import Result

INSIDE = frozenset({"json", "geojson", "xml", "ttl", "trig", "nt", "md"})
_CSVW = {"csv": ",", "tsv": "\t"}


def plain(result: Result) -> dict[str, Any] | None:
    """The notes of an answer as data."""
    return result.notes.to_dict() if result.has_notes else None


def lines(result: Result) -> Iterator[str]:
    """The notes of an answer as lines."""
    if result.has_notes:
        yield from result.notes.lines()


def closing(notes: Iterable[str]) -> str:
    """The last lines of a Markdown file.

    >>> closing(["Sources: 1 document", ""])
    '\\n*Sources: 1 document*\\n'
    """
    return "".join(f"\n*{note}*\n" for note in notes if note)


def enclosed(found: Any, notes: Notes) -> dict[str, Any]:
    """Data for JSON with its notes: among the fields of one thing, or beside a list of them."""
    return {"notes": notes.to_dict()} | (found if isinstance(found, dict) else {"results": found})


def metadata(form: str, name: str, columns: Sequence[str], notes: Notes) -> str:
    """What stands beside a file of that format and name."""
    described: dict[str, Any] = {"url": name, "notes": [notes.to_dict()]}
    if form in _CSVW:
        mark = "?" if form == "tsv" else ""
        described = {
            "@context": "http://www.w3.org/ns/csvw",
            **described,
            "dialect": {"delimiter": _CSVW[form], "header": True},
            "tableSchema": {
                "columns": [
                    {"name": one.replace(" ", "_"), "titles": mark + one} for one in columns
                ]
            },
        }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"
