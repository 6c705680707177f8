"""What is missing, by HTTP: of each kind, and of the figures of one kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from kg.errors import did_you_mean, shown
from kg.query.gaps.coverage import COVERAGE
from kg.query.gaps.figures import FIGURES
from kg.query.gaps.kinds import is_counted, kinds
from kg.query.named.queries import joined
from kg.query.results import Rows
from kg.web.actions import Asked, Reply
from kg.web.api import asking, kept, replies, tables
from kg.web.api.figures import Spanning, read_figures, written
from kg.web.api.given import absent, looked_up, read
from kg.web.api.queries import query_named, whole

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.named.queries import NamedQuery

_SPANS = ("by", "since", "until")
_PAGE = ("limit", "offset", "build", "format")
_MOST_AREAS = 10**6


class Missing(Spanning):
    """Parameters of figures that are missing; each dimension of the figures is one more."""

    by: Literal["year", "quarter", "month"] = Field("year", description="A span of time")


class Coverage(Missing):
    """Parameters of what sources lack; each dimension and column of sources is one more."""

    area: list[str] = Field(
        [],
        description="Only what is lacking of these areas",
        json_schema_extra={"items": {"type": "string", "minLength": 1}, "minItems": 1},
    )
    among: str | None = Field(
        None, min_length=1, description="A dimension that stands in the place of the area"
    )
    least: int | None = Field(
        None,
        ge=1,
        le=_MOST_AREAS,
        description="Only sources that tell of so many areas; without it 2, and 1 where sources"
        " are named",
    )


def gaps(graph: Graph, asked: Asked) -> Reply:
    """How many gaps of each kind there are."""
    given = read(tables.Tabled, asked.values["given"])
    form = replies.format_of(asked, given.format, tables.TABLE)
    folder = graph.project.queries
    queries = [query_named(graph, f"gaps-{kind}") for kind in kinds(folder) if not is_counted(kind)]
    key = (graph.build_id, *(query.text for query in queries))
    found = kept.once(key, queries, graph.gaps)
    assert isinstance(found, Rows)
    return replies.once(written(graph, asked, given, found, form, None), *queries)


def gaps_of(graph: Graph, asked: Asked) -> Reply:
    """The gaps of a kind, or for each kind of figures how many there are."""
    kind = asked.values["at"]["kind"]
    known = kinds(graph.project.queries)
    if kind not in known:
        raise absent(f"there is no kind of gaps {shown(kind)}; {did_you_mean(kind, known)}")
    if not is_counted(kind):
        return _listed(graph, asked, query_named(graph, f"gaps-{kind}"))
    given = read(tables.Tabled, asked.values["given"])
    form = replies.format_of(asked, given.format, tables.TABLE)
    found = _once(graph, asked, lambda: graph.gaps(kind))
    return written(graph, asked, given, found, form, _notes(found))


def _listed(graph: Graph, asked: Asked, query: NamedQuery) -> Reply:
    """The gaps that a query lists; they are its answer, in the same order and pages."""
    given = read(asking.model_of(query, graph.view), asked.values["given"])
    form = replies.format_of(asked, given.format, asking.offered(query, graph.view))
    found = whole(graph, query, given)
    return replies.once(written(graph, asked, given, found, form, _notes(found)), query)


def gaps_of_figures(graph: Graph, asked: Asked) -> Reply:
    """The years that series of some figures lack."""
    return _of_figures(graph, asked, FIGURES, Missing, _SPANS)


def coverage(graph: Graph, asked: Asked) -> Reply:
    """The areas and years of some figures that a source lacks."""
    return _of_figures(graph, asked, COVERAGE, Coverage, (*_SPANS, "area", "among", "least"))


def _of_figures(
    graph: Graph, asked: Asked, kind: str, model: type[Missing], own: tuple[str, ...]
) -> Reply:
    cube, given, values = read_figures(graph, asked, model)
    form = replies.format_of(asked, given.format, tables.TABLE)
    said = {name: getattr(given, name) for name in own}
    asked_for = {name: value for name, value in said.items() if value not in (None, [])} | values

    def make() -> Rows:
        return graph.gaps(kind, cube.name, language_of_labels=given.lang, **asked_for)

    with looked_up():
        found = _once(graph, asked, make)
    return written(graph, asked, given, found, form, _notes(found))


def _once(graph: Graph, asked: Asked, make: Callable[[], Rows]) -> Rows:
    """What is counted from figures, for all pages and formats of one request."""
    same = [(name, value) for name, value in asked.values["given"] if joined(name) not in _PAGE]
    found = kept.once((graph.build_id, asked.text("path"), *same), (), make)
    assert isinstance(found, Rows)
    return found


def _notes(found: Rows) -> dict[str, Any] | None:
    return found.notes.to_dict() if len(found) else None
