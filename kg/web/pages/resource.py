"""What stands at the path of an IRI, and at /describe for any other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.query.labels import long_iri
from kg.web.actions import Asked, Reply
from kg.web.pages import media as forms
from kg.web.pages.data import description, noted
from kg.web.pages.foreign import described as foreign
from kg.web.pages.links import links
from kg.web.pages.missing import missing
from kg.web.pages.moved import moved
from kg.web.pages.site import Site, is_iri, named, site_of
from kg.web.pages.standing import Standing, standing_of
from kg.web.pages.terms import defined, is_ontology, terms_page
from kg.web.pages.thing import thing_page
from kg.web.pages.whole import whole, whole_page
from kg.web.pages.written import written
from kg.web.problems import Problem

if TYPE_CHECKING:
    from kg.api import Graph


def resource(graph: Graph, asked: Asked) -> Reply:
    """Answer for the IRI whose path was asked.

    Raises:
        Problem: nothing is known of it, or there is no format that the caller accepts.
    """
    site, path = site_of(graph, asked), asked.text("raw").lstrip("/")
    for below, media in dict.fromkeys([(path, ""), forms.split(path)]):
        for iri in named(site.project, below):
            standing = standing_of(graph.view, iri)
            if standing.known:
                return _here(graph, asked, standing, media)
    return missing(graph, asked, path)


def _here(graph: Graph, asked: Asked, standing: Standing, media: str) -> Reply:
    if standing.successor:
        return moved(graph, asked, standing, media)
    return _told(graph, asked, standing, media, alone=False)


def describe(graph: Graph, asked: Asked) -> Reply:
    """Describe the IRI that `iri` names in the query string, whoever coined it.

    Raises:
        Problem: none is named, or nothing is known of it.
    """
    iri = _asked_for(graph, asked)
    standing = standing_of(graph.view, iri)
    if not standing.known:
        return missing(graph, asked, iri)
    return _told(graph, asked, standing, _ending(asked), alone=True)


def _ending(asked: Asked) -> str:
    ending = asked.values["at"].get("ending", "")
    if ending and ending not in forms.ENDINGS:
        known = ", ".join(f".{one}" for one in forms.ENDINGS)
        raise Problem(404, "not-found", "There is nothing here", f"endings are {known}")
    return forms.ENDINGS[ending] if ending else ""


def _asked_for(graph: Graph, asked: Asked) -> str:
    given = [value.strip() for name, value in asked.values["given"] if name == "iri"]
    iri = long_iri(graph.view, given[0]) or given[0] if len(given) == 1 else ""
    if not iri or not is_iri(iri):
        detail = "ask ?iri=… with one whole IRI, or the short form of one (State/KGZ)"
        raise Problem(400, "wrong-parameter", "A request names one thing", detail)
    return iri


def _told(graph: Graph, asked: Asked, standing: Standing, media: str, *, alone: bool) -> Reply:
    """Describe a known IRI; one that was taken back is told as such."""
    site, iri = site_of(graph, asked), standing.iri
    media = media or forms.negotiated(asked.text("accept"))
    headers = links(site, iri, media, alone=alone)
    status = 410 if standing.gone else 200
    if media == forms.HTML:
        return _page(graph, asked, standing, headers, status)
    if standing.only_graph:
        return whole(graph, asked, iri, media)._replace(headers=headers)
    quads = _quads(graph, site, standing, headers, alone)
    return written(quads, media, asked, graph.view.prefixes, status, headers)


def _quads(graph: Graph, site: Site, standing: Standing, headers: dict[str, str], alone: bool):  # type: ignore[no-untyped-def]
    iri = standing.iri
    if not alone and is_ontology(graph.view, iri):
        return defined(graph.view)
    found = description(graph.view, iri) if graph.view.base else foreign(graph.view, iri)
    return noted(found, iri, _origin(site) + headers["Content-Location"])


def _origin(site: Site) -> str:
    """The server's address without its path."""
    return site.address.removesuffix(site.root)


def _page(
    graph: Graph, asked: Asked, standing: Standing, headers: dict[str, str], status: int
) -> Reply:
    if standing.only_graph:
        return whole_page(graph, asked, standing.iri, headers)
    alone = asked.text("path").startswith("/describe")
    if not alone and is_ontology(graph.view, standing.iri):
        return terms_page(graph, asked, headers)
    return thing_page(graph, asked, standing, headers, status)
