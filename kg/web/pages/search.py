"""The page of a search, and the list of all that stands in one relation to a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kg.query.labels import Labels, long_iri
from kg.web.actions import Asked, Reply
from kg.web.pages.page import page
from kg.web.pages.related import Item, items, related
from kg.web.pages.site import is_iri, site_of
from kg.web.pages.standing import standing_of
from kg.web.problems import Problem

if TYPE_CHECKING:
    from kg.api import Graph

_FOUND = 30
_LONGEST = 300
_PAGE = 50


def search(graph: Graph, asked: Asked) -> Reply:
    """What a text may mean; an IRI, whole or short, leads to where it is described."""
    text = _one(asked, "q")[:_LONGEST].strip()
    if (iri := long_iri(graph.view, text)) and standing_of(graph.view, iri).known:
        return Reply(b"", "text/plain", 302, {"Location": site_of(graph, asked).path(iri)})
    found = graph.find(text, limit=_FOUND) if text else []
    return page(graph, asked, "find.html", {"text": text, "found": found, "most": _FOUND})


def listed(graph: Graph, asked: Asked) -> Reply:
    """Everything that points at `to` by the property `by`, page by page.

    Raises:
        Problem: they are not named, or there is no such page.
    """
    to, by, view = _iri(asked, "to"), _iri(asked, "by"), graph.view
    found = related(view, to, by)
    last = max(1, -(-len(found) // _PAGE))
    number = _number(asked, last)
    labels = Labels(view)
    labels.load({to, by})
    site = site_of(graph, asked)
    values = {
        "to": Item(to, labels.of(to)),
        "by": Item(by, labels.of(by)),
        "items": items(view, found[(number - 1) * _PAGE : number * _PAGE], by, to),
        "count": len(found),
        "number": number,
        "last": last,
        "at": lambda page: f"{site.root}/list?{urlencode({'to': to, 'by': by, 'page': page})}",
    }
    return page(graph, asked, "list.html", values)


def _one(asked: Asked, name: str, default: str = "") -> str:
    return next((value for key, value in asked.values["given"] if key == name), default)


def _iri(asked: Asked, name: str) -> str:
    iri = _one(asked, name)
    if not iri or not is_iri(iri):
        detail = f"{name} is to be an IRI: /list?to=IRI&by=IRI"
        raise Problem(400, "wrong-parameter", "A parameter is wrong", detail)
    return iri


def _number(asked: Asked, last: int) -> int:
    text = _one(asked, "page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= last):
        raise Problem(404, "not-found", "There is no such page", f"there are {last:,} pages")
    return int(text)
