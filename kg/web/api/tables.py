"""Rows of terms as an answer: pages of them, in each format, with what must be known of them.

JSON has the notes beside the rows, GeoJSON as a member of its own. The other formats have no room
for them: they link (`describedby`) to where the notes are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox
from pydantic import Field

from kg.publish import formats
from kg.publish.render import Style
from kg.query.labels import Labels
from kg.query.results import Rows
from kg.web.actions import Asked, Reply
from kg.web.api import replies
from kg.web.api.given import FORMAT, Paged
from kg.web.api.paging import Page, page_of

if TYPE_CHECKING:
    from kg.store.view import View

LINES = "jsonl"
TABLE = (replies.JSON, replies.CSV, "tsv", LINES, "parquet", replies.SRJ)
MAPPED = (*TABLE, replies.GEOJSON)


class Tabled(Paged):
    """Parameters of an answer that is a table."""

    format: Literal["json", "csv", "tsv", "jsonl", "parquet", "srj"] | None = Field(
        None, description=FORMAT
    )


class Mapped(Tabled):
    """Parameters of an answer whose rows have geometries."""

    format: Literal["json", "csv", "tsv", "jsonl", "parquet", "srj", "geojson"] | None = Field(  # type: ignore[assignment]
        None, description=FORMAT
    )


def cut(whole: Rows, given: Paged, asked: Asked, build: str) -> tuple[Rows, Page[Any]]:
    """The rows of a page as an answer of their own, and where they stand in the whole."""
    page = page_of(whole.terms, given, asked, build)
    part = Rows(whole.columns, page.rows, whole._view)
    part.asked, part.as_of, part.page_of = whole.asked, whole.as_of, (whole, page.offset)
    part.limit = page.limit if page.next else None
    if whole.claims is not None:
        part.claims = whole.claims[page.offset : page.offset + len(page.rows)]
    return part, page


def written(
    asked: Asked,
    view: View,
    rows: Rows,
    page: Page[Any],
    form: str,
    notes: Mapping[str, Any] | None,
    more: Mapping[str, Any] = {},
    *,
    language: str = "en",
    described: str = "",
) -> Reply:
    """A page of rows in a format; `described` is the address of its notes.

    Raises:
        FormatError: the format cannot hold the rows; ExtraError: what writes it is not installed.
        LimitError: the answer is too large.
    """
    links = list(page.links())
    if described:
        links.append(f'<{described}>; rel="describedby"; type="application/csvm+json"')
    elif form != replies.JSON:
        links.append(replies.beside(asked))
    if form == replies.JSON:
        body = _json(rows, page, notes, {**more, "labels": labels(view, rows, language)})
    elif form == replies.GEOJSON:
        body = _geojson(rows, page, notes)
    else:
        name = "json" if form == replies.SRJ else form
        if form == LINES:
            rows.limit = None  # a line of its own would be one row more; the Link header says it
        body = formats.write(rows, formats.by_name(name), Style(view))
    return replies.reply(asked, body, replies.MEDIA[form], links)


def _json(
    rows: Rows, page: Page[Any], notes: Mapping[str, Any] | None, more: Mapping[str, Any]
) -> bytes:
    """The members of the page, then an object for each row, numbers with all their digits."""
    told = {**page.members(), "columns": rows.columns, "notes": notes, **more}
    rows.limit = None  # told in the head
    lines = formats.write(rows, formats.by_name(LINES), Style()).splitlines()
    head = json.dumps(told, ensure_ascii=False, indent=1).encode().removesuffix(b"\n}")
    return head + b',\n "rows": [\n  ' + b",\n  ".join(lines) + b"\n ]\n}\n"


def _geojson(rows: Rows, page: Page[Any], notes: Mapping[str, Any] | None) -> bytes:
    from kg.publish.geojson import features

    told = features(rows) | page.members() | {"notes": notes}
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def labels(view: View, rows: Rows, language: str) -> dict[str, str]:
    """What people call the IRIs of some rows."""
    iris = {term.value for row in rows.terms for term in row if isinstance(term, ox.NamedNode)}
    known = Labels(view, language)
    known.load(iris)
    return {iri: known.of(iri) for iri in sorted(iris) if known.named(iri)}
