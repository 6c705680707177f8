"""The document for people: one page of what can be asked, each with an example to follow."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from kg.web.actions import Asked, Reply
from kg.web.api.document import document
from kg.web.api.given import Given, read
from kg.web.api.replies import reply

if TYPE_CHECKING:
    from jinja2 import Template

    from kg.api import Graph

_TEMPLATES = Path(__file__).parent.parent / "templates"
_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; base-uri 'none'"


def page(graph: Graph, asked: Asked) -> Reply:
    """The page."""
    read(Given, asked.values["given"])
    told = document(graph)
    operations = [
        _operation(path, one["get"], asked.text("base")) for path, one in told["paths"].items()
    ]
    tags = list(dict.fromkeys(one["tag"] for one in operations))
    groups = [(tag, [one for one in operations if one["tag"] == tag]) for tag in tags]
    text = _template().render(
        info=told["info"], groups=groups, build=graph.build_id, base=asked.text("base")
    )
    headers = {"Content-Security-Policy": _POLICY}
    return reply(asked, text.encode(), "text/html; charset=utf-8", (), **headers)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    return environment.get_template("api.html")


def _operation(path: str, one: dict[str, Any], base: str) -> dict[str, Any]:
    contents = one["responses"]["200"]["content"]
    return {
        "tag": one["tags"][0],
        "path": path,
        "summary": one["summary"],
        "description": one.get("description", ""),
        "parameters": [_parameter(each) for each in one["parameters"]],
        "formats": list(contents),
        "example": base + example_of(path, one),
    }


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one["schema"].get("items", one["schema"])
    return {
        "name": one["name"],
        "required": one.get("required", False),
        "description": one["description"],
        "values": schema.get("enum", ()),
    }


def example_of(path: str, one: dict[str, Any]) -> str:
    """The path and query string of an operation with its examples."""
    query = []
    for name, place, value in _given(one):
        if place == "path":
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        else:
            query.append((name, value))
    return f"{path}?{urlencode(query)}" if query else path


def _given(one: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for each in one["parameters"]:
        if "example" in each:
            values = each["example"] if isinstance(each["example"], list) else [each["example"]]
            yield from ((each["name"], each["in"], str(value)) for value in values)
