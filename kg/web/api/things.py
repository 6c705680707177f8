"""Things and the catalogue by HTTP: each answer is the JSON of the command of the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from kg.publish import sheets
from kg.query.citing.reported import of_claims, of_contradictions
from kg.web.actions import Asked, Reply
from kg.web.api import replies
from kg.web.api.given import FORMAT, Paged, Spoken, looked_up, read
from kg.web.api.paging import page_of, require_build

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.publish.sheets import Sheet
    from kg.web.api.paging import Page

_LISTS = (replies.JSON, replies.CSV)
Form = Literal["json", "csv"] | None
NAMED = "A key, code, name in any language, short IRI (as in `iri` of a CSV) or IRI"


class Find(Spoken):
    """Parameters of a search."""

    q: str = Field(min_length=1, description="A name, an alias, a code or a key, or part of one")
    limit: int = Field(10, ge=1, le=1000, description="At most so many")
    format: Form = Field(None, description=FORMAT)


class Show(Spoken):
    """Parameters of the page of a thing."""

    observations: int = Field(
        20, ge=0, le=100_000, description="List at most so many figures of each kind"
    )
    format: Form = Field(None, description=FORMAT)


class Why(Spoken):
    """Parameters of the question who says so."""

    entity: str = Field(
        min_length=1,
        description=f"{NAMED}; also of a claim, an observation or a document; or the id of a"
        " record",
    )
    property: str | None = Field(
        None, min_length=1, description="Only what is said by this property: its name or label"
    )
    format: Form = Field(None, description=FORMAT)


class History(Paged):
    """Parameters of the history of a thing."""

    entity: str = Field(min_length=1, description=NAMED)
    property: str | None = Field(
        None, min_length=1, description="Only what is said by this property, or of this quantity"
    )
    format: Form = Field(None, description=FORMAT)


class Listed(Paged):
    """Parameters of a list of the catalogue."""

    format: Form = Field(None, description=FORMAT)


class Contradictions(Paged):
    """Parameters of the list of contradictions."""

    about: str | None = Field(None, min_length=1, description=f"Only about this: {NAMED}")
    kind: list[str] = Field(
        [],
        description="Only these kinds: conflict, scope, reporter …",
        json_schema_extra={"items": {"type": "string", "minLength": 1}, "minItems": 1},
    )
    classes: list[str] = Field(
        [],
        alias="class",
        description="Only things or statements of these classes",
        json_schema_extra={"items": {"type": "string", "minLength": 1}, "minItems": 1},
    )
    property: list[str] = Field(
        [],
        description="Only in these properties, or about these quantities",
        json_schema_extra={"items": {"type": "string", "minLength": 1}, "minItems": 1},
    )
    document: list[str] = Field(
        [],
        description="Only with one of these documents",
        json_schema_extra={"items": {"type": "string", "minLength": 1}, "minItems": 1},
    )
    spread: float = Field(
        0,
        ge=0,
        le=1e15,
        allow_inf_nan=False,
        alias="min-spread",
        description="Only numbers of which the greatest is so many times the least",
    )
    format: Form = Field(None, description=FORMAT)


def find(graph: Graph, asked: Asked) -> Reply:
    """What a text may mean, best first; nothing found is an empty list."""
    given = read(Find, asked.values["given"])
    every = graph.find(given.q, limit=given.limit + 1, language=given.lang)
    found = every[: given.limit]
    plain: dict[str, Any] = {"build": graph.build_id, "complete": len(every) <= given.limit}
    plain["results"] = [one.to_dict() for one in found]
    return _listed(asked, given.format, plain, sheets.found_sheet(found, iris=True))


def entity(graph: Graph, asked: Asked) -> Reply:
    """Everything that the graph says of a thing, with who says it."""
    given = read(Show, asked.values["given"])
    with looked_up():
        shown = graph.show(
            asked.values["at"]["entity"], language=given.lang, observations=given.observations
        )
    return _listed(asked, given.format, shown.to_dict(), sheets.shown_sheet(shown))


def why(graph: Graph, asked: Asked) -> Reply:
    """The claims about a thing."""
    given = read(Why, asked.values["given"])
    with looked_up():
        reasons = graph.why(given.entity, given.property, language=given.lang)
    return _listed(asked, given.format, reasons.to_dict(), sheets.reasons_sheet(reasons))


def history(graph: Graph, asked: Asked) -> Reply:
    """How what is said of a thing has changed."""
    from kg.publish.histories import history_sheet

    given = read(History, asked.values["given"])
    with looked_up():
        found = graph.history(given.entity, given.property, language=given.lang)
    notes = of_claims(graph.view, ([one.attribution] for one in found)).to_dict() if found else None
    return _paged(graph, asked, given, found, lambda page: history_sheet(page.rows), notes=notes)


def contradictions(graph: Graph, asked: Asked) -> Reply:
    """Who disagrees with whom."""
    from kg.publish.disputes import disputes_sheet

    given = read(Contradictions, asked.values["given"])
    with looked_up():
        found = graph.contradictions(
            given.about,
            classes=given.classes,
            properties=given.property,
            documents=given.document,
            kinds=given.kind,
            spread=given.spread,
            language=given.lang,
        )
    notes = of_contradictions(graph.view, found).to_dict() if found else None
    return _paged(
        graph, asked, given, found, lambda page: disputes_sheet(page.rows, page.offset), notes=notes
    )


def documents(graph: Graph, asked: Asked) -> Reply:
    """The documents, with how many claims come from each."""
    given = read(Listed, asked.values["given"])
    found = graph.documents(language=given.lang)
    sheet = sheets.documents_sheet
    return _paged(graph, asked, given, found, lambda page: sheet(page.rows, iris=True))


def datasets(graph: Graph, asked: Asked) -> Reply:
    """The datasets, with how many documents and claims each has."""
    given = read(Listed, asked.values["given"])
    found = graph.datasets(language=given.lang)
    sheet = sheets.datasets_sheet
    return _paged(graph, asked, given, found, lambda page: sheet(page.rows, iris=True))


def _paged(
    graph: Graph,
    asked: Asked,
    given: Any,
    found: Sequence[Any],
    sheet: Callable[[Page[Any]], Sheet],
    **beside: Any,
) -> Reply:
    """A page of a list, with what must be known of the whole list."""
    require_build(given, graph.build_id)
    page = page_of(found, given, asked, graph.build_id)
    told: dict[str, Any] = {**page.members(), **beside}
    told["results"] = [one.to_dict() for one in page.rows]
    return _listed(asked, given.format, told, sheet(page), page.links())


def _listed(
    asked: Asked, wanted: str | None, plain: Any, sheet: Sheet, links: Iterable[str] = ()
) -> Reply:
    if replies.format_of(asked, wanted, _LISTS) == replies.CSV:
        body = sheets.as_csv(sheet).encode()
        return replies.reply(asked, body, replies.MEDIA["csv"], [*links, replies.beside(asked)])
    return replies.json_reply(asked, plain, links)
