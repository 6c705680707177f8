"""Answers to queries as data and as text: rows, the claims under each, and what to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.publish import noted
from kg.publish.render import Style, rows_of
from kg.query.jsonable import plain
from kg.query.results import Truth
from kg.web.mcp.voices import Voices

if TYPE_CHECKING:
    from kg.query.cells import Cells
    from kg.query.results import Result, Rows
    from kg.store.view import Term, View

_LOOKED_UP = 5000  # claims of one answer that are told with their documents


def told(view: View, result: Result, language: str) -> tuple[list[str], dict[str, Any]]:
    """The lines and the data of an answer; each row has the claims that it rests on."""
    voices = Voices(view, language)
    notes = [*noted.lines(result)]
    if isinstance(result, Truth):
        return [repr(result)], {"answer": bool(result), "notes": notes, "sources": []}
    rows = rows_of(result)
    claims = [sorted(mine) for mine in result.grounds.claims] or [[] for _ in rows.terms]
    if sum(map(len, claims)) > _LOOKED_UP:
        claims = [mine[:1] for mine in claims]
        notes.append("of so many claims only the first of each row is named")
    voices.load(claim for mine in claims for claim in mine)
    cells = Style(view, language).cells(rows)
    text = list(_lines(rows, cells, claims, voices))
    found = _data(rows, cells, claims, voices)
    voices.documents(result.grounds.documents)
    complete = result.limit is None
    return [*text, *notes], found | {
        "complete": complete,
        "notes": notes,
        "sources": voices.sources(),
    }


def _lines(rows: Rows, cells: Cells, claims: list[list[str]], voices: Voices) -> list[str]:
    heads = ["\t".join((*rows.columns, "claims"))]
    lines = [
        "\t".join((*map(cells.text, row), voices.text(mine)))
        for row, mine in zip(rows.terms, claims, strict=True)
    ]
    if rows.limit is not None:
        lines.append(f"Only the first {rows.limit} rows: there are more.")
    return [*heads, *lines] if rows.terms else ["There are no rows."]


def _data(rows: Rows, cells: Cells, claims: list[list[str]], voices: Voices) -> dict[str, Any]:
    found = [
        {
            "values": {
                column: _plain(term, cells)
                for column, term in zip(rows.columns, row, strict=True)
                if term is not None
            },
            "claims": voices.data(mine),
        }
        for row, mine in zip(rows.terms, claims, strict=True)
    ]
    return {"columns": list(rows.columns), "rows": found}


def _plain(term: Term | None, cells: Cells) -> Any:
    """A term as JSON: a thing with its label; a number where JSON has the same one."""
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value, "label": cells.text(term)}
    return plain(term)
