"""How an answer of the API leaves: in which format, with which headers, and within the limit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.errors import did_you_mean, shown
from kg.web.actions import Asked, Reply
from kg.web.api.given import wrong
from kg.web.api.paging import address
from kg.web.kept import changing
from kg.web.negotiate import best
from kg.web.problems import Problem
from kg.web.sink import Sink

if TYPE_CHECKING:
    from kg.query.named.queries import NamedQuery

JSON, CSV, GEOJSON, SRJ = "json", "csv", "geojson", "srj"
MEDIA: Mapping[str, str] = {
    JSON: "application/json",
    CSV: "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    GEOJSON: "application/geo+json",
    SRJ: "application/sparql-results+json",
}
_TOLD = {"text/csv": "text/csv; charset=utf-8"}
_EXPOSED = {"Access-Control-Expose-Headers": "ETag, Link"}


def format_of(asked: Asked, wanted: str | None, offered: Iterable[str]) -> str:
    """The name of the format that is asked for: by the parameter, else by the Accept header.

    Raises:
        Problem: there is no such format, or the answer does not come in it.
    """
    names = list(offered)
    if wanted is None:
        media = {MEDIA[name]: name for name in names}
        return media[best(asked.text("accept"), tuple(media))]
    if wanted in names:
        return wanted
    if wanted in MEDIA:
        detail = f"{wanted} does not fit this answer; there is {', '.join(names)}"
        raise Problem(406, "no-such-format", "The answer has no such format", detail)
    raise wrong("format", f"there is no format {shown(wanted)}; {did_you_mean(wanted, names)}")


def reply(
    asked: Asked, body: bytes, media: str, links: Iterable[str] = (), **headers: str
) -> Reply:
    """An answer with its links.

    Raises:
        LimitError: it is larger than an answer may be.
    """
    sink = Sink(asked.limits.result)
    sink.write(body)
    content, file = sink.taken()
    more = {"Link": ", ".join(found)} if (found := list(links)) else {}
    return Reply(
        content, _TOLD.get(media, media), headers={**more, **_EXPOSED, **headers}, file=file
    )


def once(reply: Reply, *queries: NamedQuery) -> Reply:
    """An answer to queries as it leaves: of one that has another answer each time, none is kept."""
    if not any(changing(query.text.encode()) for query in queries):
        return reply
    return reply._replace(headers={**reply.headers, "Cache-Control": "no-store"})


def beside(asked: Asked) -> str:
    """The link from an answer without notes to the same as JSON, which has them."""
    return f'<{address(asked, {"format": JSON})}>; rel="describedby"; type="application/json"'


def json_reply(asked: Asked, plain: Any, links: Iterable[str] = ()) -> Reply:
    """An answer as JSON, which a person can read, too."""
    body = json.dumps(plain, ensure_ascii=False, indent=1).encode() + b"\n"
    return reply(asked, body, MEDIA[JSON], links)
