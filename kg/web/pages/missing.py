"""What is told of an IRI that the graph does not know: what was probably meant."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from kg.query.labels import Labels, short_iri
from kg.query.looking.find import find
from kg.web.actions import Asked, Reply
from kg.web.pages.media import wants_page
from kg.web.pages.page import page
from kg.web.pages.site import site_of
from kg.web.problems import Problem

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import View

_MOST = 6
_ALIKE = 85  # of 100, from which two paths are alike
_LONGEST = 200  # characters of a path that can be a slip of a known one


class Suggestion(NamedTuple):
    """One thing that may have been meant."""

    iri: str
    short: str
    label: str


def missing(graph: Graph, asked: Asked, path: str) -> Reply:
    """Say that there is nothing, and what is near.

    Raises:
        Problem: a program asks.
    """
    found = suggestions(graph.view, path)
    if wants_page(asked.text("accept")):
        values = {"asked_for": _words(path), "suggestions": found}
        return page(graph, asked, "missing.html", values, status=404)
    more = {"suggestions": [one._asdict() for one in found]} if found else {}
    for one in more.get("suggestions", ()):
        one["url"] = site_of(graph, asked).path(one["iri"])
    detail = f'the graph knows nothing of "{_words(path)[:_LONGEST]}"'
    raise Problem(404, "not-found", "There is nothing here", detail, more=more)


def suggestions(view: View, path: str) -> list[Suggestion]:
    """The known IRIs that are written nearly so, then what is named so."""
    if not path or len(path) > _LONGEST:
        return []
    meant = [*_alike(view, path), *_called(view, path)]
    iris = list(dict.fromkeys(meant))[:_MOST]
    labels = Labels(view)
    labels.load(iris)
    return [Suggestion(iri, short_iri(view, iri), labels.of(iri)) for iri in iris]


def _alike(view: View, path: str) -> list[str]:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    known = _paths(view)
    wanted = path.removeprefix(view.base) if view.base else path
    found = extract(wanted, known, scorer=ratio, limit=_MOST, score_cutoff=_ALIKE)
    return [view.base + one for one, _, _ in found]


@lru_cache(maxsize=1)
def _paths(view: View) -> list[str]:
    """What has a name, as paths below the base."""
    iris = dict.fromkeys(label.iri for label in view.labels())
    return [iri.removeprefix(view.base) for iri in iris if iri.startswith(view.base)]


def _called(view: View, path: str) -> list[str]:
    """What is called like the last part of a path below a folder that the graph has."""
    folders = {known.partition("/")[0] for known in _paths(view)}
    if view.base and path.removeprefix(view.base).partition("/")[0] not in folders:
        return []
    text = _words(path).rstrip("/").rpartition("/")[2].replace("-", " ").replace("_", " ")
    return [one.iri for one in find(view, text, limit=_MOST)] if text.strip() else []


def _words(path: str) -> str:
    return unquote(path, errors="replace")
