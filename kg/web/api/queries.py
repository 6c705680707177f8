"""Named queries by HTTP: the list of them, the answer of one, and what must be known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from kg.errors import ForbiddenError, QueryError, SyntaxQueryError, did_you_mean, shown
from kg.publish import noted
from kg.query.named.queries import names, readable
from kg.query.results import Rows
from kg.query.sparql import form
from kg.web.actions import Asked, Reply
from kg.web.api import replies, tables
from kg.web.api.asking import model_of, offered, values_of
from kg.web.api.given import FORMAT, Given, looked_up, read
from kg.web.api.kept import answer_of
from kg.web.api.paging import address, require_build
from kg.web.problems import Problem

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.named.queries import NamedQuery

CSVM = "application/csvm+json"


class Listed(Given):
    """Parameters of the list of queries."""

    tag: list[str] = Field(
        [],
        description="Only queries with one of these tags",
        json_schema_extra={"items": {"type": "string", "minLength": 1}, "minItems": 1},
    )
    format: Literal["json"] | None = Field(None, description=FORMAT)


def listed(graph: Graph, asked: Asked) -> Reply:
    """The named queries, each with its parameters; and those whose file cannot be read."""
    given = read(Listed, asked.values["given"])
    replies.format_of(asked, given.format, (replies.JSON,))
    found, failed = readable(graph.project.queries)
    base = asked.text("base")
    queries = [
        _told(one, graph, base) for one in found if not given.tag or set(given.tag) & set(one.tags)
    ]
    problems = [{"name": _stem(error), "detail": error.message} for error in failed]
    return replies.json_reply(asked, {"queries": queries, "unreadable": problems})


def _told(query: NamedQuery, graph: Graph, base: str) -> dict[str, Any]:
    plain = query.to_dict()
    del plain["path"]  # a place on the server
    return plain | {
        "formats": offered(query, graph.view),
        "url": f"{base}/api/queries/{query.name}",
    }


def _stem(error: QueryError) -> str:
    return error.where.file.rpartition("/")[2].removesuffix(".rq")


def query_named(graph: Graph, name: str) -> NamedQuery:
    """The query of a name.

    Raises:
        Problem: there is none, or it gives no rows.
    """
    known = names(graph.project.queries)
    if name not in known:
        detail = f"there is no query {shown(name)}; {did_you_mean(name, known)}"
        more = {"known": known}
        raise Problem(404, "no-such-query", "There is no such query", detail, more=more)
    try:
        found = graph.named(name)
    except QueryError as error:
        raise _unreadable(name, error.message) from None
    if form(found.text) != "select":
        raise _unreadable(name, "it gives no rows; only a SELECT does")
    return found


def _unreadable(name: str, why: str) -> Problem:
    return Problem(500, "unreadable-query", "The query cannot be asked", f"{name}: {why}")


def answered(graph: Graph, asked: Asked) -> Reply:
    """The answer of a named query, whole or in pages."""
    query = query_named(graph, asked.values["at"]["name"])
    given = read(model_of(query, graph.view), asked.values["given"])
    assert isinstance(given, tables.Tabled)
    chosen = replies.format_of(asked, given.format, offered(query, graph.view))
    part, page = _page(graph, asked, query, given)
    beside = f"{_path(query)}/notes"
    inside = chosen in (replies.JSON, replies.GEOJSON, replies.SRJ)
    reply = tables.written(
        asked,
        graph.view,
        part,
        page,
        chosen,
        noted.plain(part) if inside else None,
        {"query": query.name},
        language=given.lang,
        described=address(asked, {}, beside),
    )
    return replies.once(reply, query)


def noted_of(graph: Graph, asked: Asked) -> Reply:
    """What must be known of an answer: a file beside CSV, as the W3C's "CSV on the Web" has it."""
    query = query_named(graph, asked.values["at"]["name"])
    given = read(model_of(query, graph.view), asked.values["given"])
    assert isinstance(given, tables.Tabled)
    part, _ = _page(graph, asked, query, given)
    form = given.format or replies.CSV
    described = noted.metadata(form, address(asked, {}, _path(query)), part.columns, part.notes)
    return replies.once(replies.reply(asked, described.encode(), CSVM), query)


def _path(query: NamedQuery) -> str:
    return f"/api/queries/{query.name}"


def _page(graph: Graph, asked: Asked, query: NamedQuery, given: tables.Tabled) -> tuple[Rows, Any]:
    require_build(given, graph.build_id)
    return tables.cut(whole(graph, query, given), given, asked, graph.build_id)


def whole(graph: Graph, query: NamedQuery, given: Given) -> Rows:
    """The whole answer of a query to what was given.

    Raises:
        Problem: a value is wrong, names nothing, or the query cannot be asked.
    """
    values = values_of(query, given, graph.view)
    with looked_up():
        text = graph.bound(query, values)
    try:
        found = answer_of(graph, query, text)
    except (SyntaxQueryError, ForbiddenError) as error:
        raise _unreadable(query.name, error.message) from None
    assert isinstance(found, Rows)
    return found
