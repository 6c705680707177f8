"""The OpenAPI 3.1 document: paths from operations and headers of queries, schemas from models.

Nothing of it is written by hand but the summaries. Its examples come from the headers and from the
graph, so they are those of the project that is served.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kg.version import __version__
from kg.web.actions import Asked, Reply
from kg.web.api import answers, replies, sayings
from kg.web.api.given import Given, read
from kg.web.api.operations import Operation
from kg.web.api.paths import operations
from kg.web.api.replies import JSON, MEDIA

if TYPE_CHECKING:
    from kg.api import Graph

_HOMES = (answers, sayings)
_REF = "#/components/schemas/{model}"
_PROBLEM = "application/problem+json"
_STATUSES = {
    "400": "A parameter is unknown, missing or wrong",
    "404": "The graph has nothing of that name",
    "406": "The answer has no such format",
    "409": "The parameters contradict each other, or the graph has changed between two pages",
    "503": "The server has too much to do, or nothing to ask at the moment",
    "504": "The request takes longer than this server gives",
    "507": "The answer takes more memory or room than this server gives",
    "default": "Something else went wrong",
}
_ABOUT = (
    "Read-only. Every answer is of one build, which its ETag stands for. Results are complete, or"
    " cut where a limit is asked for, and then the Link header leads to the next page; or they are"
    " an error (RFC 9457). JSON tells beside the rows how many sources they rest on, how old these"
    " are and how many rows are contradicted; the other formats link to it (describedby)."
)


def openapi(graph: Graph, asked: Asked) -> Reply:
    """The document of the graph that is served."""
    read(Given, asked.values["given"])
    made = {**document(graph), "servers": [{"url": asked.text("base") or "/"}]}
    return replies.json_reply(asked, made)


def document(graph: Graph) -> Mapping[str, Any]:
    """The document, made once for each state of the queries."""
    folder = graph.project.queries
    state = tuple(sorted((one.name, one.stat().st_mtime_ns) for one in folder.glob("*.rq")))
    return _made(graph, state)


@lru_cache(maxsize=2)
def _made(graph: Graph, _: tuple[tuple[str, int], ...]) -> Mapping[str, Any]:
    title = graph.project.root.name
    paths: dict[str, Any] = {}
    for one in operations(graph):
        paths[one.path] = {"get": _operation(one)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{title}: the graph without SPARQL",
            "summary": "Named queries, things, figures and their sources",
            "description": _ABOUT,
            "version": __version__,
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "responses": {name: _problem(said) for name, said in _STATUSES.items()},
        },
    }


def _schemas() -> dict[str, Any]:
    models = [one for home in _HOMES for one in vars(home).values() if _is_of(home, one)]
    wanted: Any = [(one, "validation") for one in models]
    _, found = models_json_schema(wanted, ref_template=_REF)
    schemas: dict[str, Any] = found["$defs"]
    return schemas


def _is_of(home: ModuleType, one: object) -> bool:
    """Whether something is a model that a module defines."""
    return isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == home.__name__


def _problem(said: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model="Problem")}
    return {"description": said, "content": {_PROBLEM: {"schema": schema}}}


def _operation(one: Operation) -> dict[str, Any]:
    told = {"operationId": one.name, "tags": [one.tag], "summary": one.summary}
    if one.description:
        told["description"] = one.description
    problems = {name: {"$ref": f"#/components/responses/{name}"} for name in _STATUSES}
    responses = {
        "200": {
            "description": one.answer.__doc__,
            "headers": _headers(one),
            "content": {_media(name): _content(name, one) for name in one.formats},
            **_links(one),
        },
        "304": {"description": "The caller has this answer already (If-None-Match)"},
    }
    return {**told, "parameters": list(_parameters(one)), "responses": responses | problems}


def _links(one: Operation) -> dict[str, Any]:
    links = {name: link.to_dict() for name, link in one.links.items()}
    return {"links": links} if links else {}


def _media(name: str) -> str:
    return MEDIA.get(name, name)


def _headers(one: Operation) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    tag = {"description": "Stands for the build and the request", **text}
    link = {"description": "The next page (next), and where the notes are (describedby)", **text}
    return {"ETag": tag, "Link": link}


def _content(name: str, one: Operation) -> dict[str, Any]:
    if name == JSON or name not in MEDIA:
        return {"schema": {"$ref": _REF.format(model=one.answer.__name__)}}
    if name == replies.GEOJSON:
        return {"schema": {"$ref": _REF.format(model="FeatureCollection")}}
    return {"schema": {"type": "object"}} if name == replies.SRJ else {}


def _parameters(one: Operation) -> Iterator[dict[str, Any]]:
    for name in one.within:
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": one.within[name],
            "schema": {"type": "string", "minLength": 1, **one.enums.get(name, {})},
            "example": one.example[name],
        }
    schema = one.given.model_json_schema()
    required = schema.get("required", ())
    for name, prop in schema.get("properties", {}).items():
        described = prop.pop("description", "")
        told = {"name": name, "in": "query", "description": described}
        told["schema"] = _without_null(prop) | one.enums.get(name, {})
        if prop.get("type") == "array":
            told |= {"style": "form", "explode": True}
            if items := one.enums.get(name):
                told["schema"] = prop | {"items": prop["items"] | items}
                told["schema"].pop("enum", None)
        if name in required:
            told["required"] = True
        if name in one.example:
            value = one.example[name]
            told["example"] = [value] if prop.get("type") == "array" else value
        yield told


def _without_null(prop: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that may be left out: in a query string it cannot be null."""
    prop = {name: value for name, value in prop.items() if name != "title"}
    if "default" in prop and prop["default"] in (None, []):
        del prop["default"]
    kinds = [one for one in prop.pop("anyOf", ()) if one != {"type": "null"}]
    if len(kinds) == 1:
        return {**kinds[0], **prop}
    return prop | {"anyOf": kinds} if kinds else prop
