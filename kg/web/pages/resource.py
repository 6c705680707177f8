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
from kg.web.pages.site import is_iri, named, site_of
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
    iri, media = _asked_for(graph, asked), forms.by_ending(asked)
    standing = standing_of(graph.view, iri)
    if not standing.known:
        return missing(graph, asked, iri)
    return _told(graph, asked, standing, media, alone=True)


def _asked_for(graph: Graph, asked: Asked) -> str:
    given = [value.strip() for name, value in asked.values["given"] if name == "iri"]
    iri = long_iri(graph.view, given[0]) or given[0] if len(given) == 1 else ""
    if not iri or not is_iri(iri):
        detail = "ask ?iri=… with one whole IRI, or the short form of one (State/KGZ)"
        raise Problem(400, "wrong-parameter", "A request names one thing", detail)
    return iri


def _told(graph: Graph, asked: Asked, standing: Standing, media: str, *, alone: bool) -> Reply:
    """Describe a known IRI; one that was taken back is told as such."""
    media = media or forms.negotiated(asked.text("accept"))
    headers = links(site_of(graph, asked), standing.iri, media, alone=alone)
    make = _page if media == forms.HTML else _data
    reply = make(graph, asked, standing, media, alone)
    status = 410 if standing.gone else 200
    return reply._replace(status=status, headers={**reply.headers, **headers})


def _page(graph: Graph, asked: Asked, standing: Standing, _: str, alone: bool) -> Reply:
    if standing.only_graph:
        return whole_page(graph, asked, standing.iri)
    if not alone and is_ontology(graph.view, standing.iri):
        return terms_page(graph, asked)
    return thing_page(graph, asked, standing, alone=alone)


def _data(graph: Graph, asked: Asked, standing: Standing, media: str, alone: bool) -> Reply:
    view, iri, site = graph.view, standing.iri, site_of(graph, asked)
    if standing.only_graph:
        return whole(graph, asked, iri, media)
    if not alone and is_ontology(view, iri):
        return written(defined(view), media, asked, view.prefixes)
    found = description(view, iri) if view.base else foreign(view, iri)
    document = site.origin + (site.description(iri) if alone else site.path(iri))
    return written(noted(found, iri, document), media, asked, view.prefixes)
