"""What there is, for portals and crawlers: VoID, DCAT, robots.txt and the map of the site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pyoxigraph as ox

from kg.ingest.catalogue import read_catalogue
from kg.model.catalogue import Catalogue
from kg.publish.catalogue.addresses import Addresses
from kg.publish.catalogue.counting import Counts, examples
from kg.publish.catalogue.counting import counted as everything
from kg.publish.catalogue.dcat import dcat
from kg.publish.catalogue.described import Whole, whole
from kg.publish.catalogue.made import served_description
from kg.publish.catalogue.statements import PREFIXES, Statements
from kg.publish.catalogue.void import Described
from kg.publish.catalogue.void import void as described
from kg.publish.release import latest_day
from kg.web.actions import Asked, Reply
from kg.web.pages import media as forms
from kg.web.pages.counts import counted, triples
from kg.web.pages.home import counts_of
from kg.web.pages.known import datasets_of
from kg.web.pages.page import page
from kg.web.pages.site import site_of
from kg.web.pages.written import written
from kg.web.problems import Problem

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import View

_FEATURES = ("Turtle", "TriG", "JSON-LD", "N-Triples", "N-Quads", "RDF_XML")
_MAPPED = 10_000  # addresses in one file of the map; 50,000 are allowed
_COUNTED = 1_000_000  # triples; counting everything in more would keep its caller waiting


def void(graph: Graph, asked: Asked) -> Reply:
    """The VoID description of what is served.

    Raises:
        Problem: there is no format that the caller accepts.
    """
    media = forms.negotiated(asked.text("accept"))
    media = "text/turtle" if media == forms.HTML else media
    site = site_of(graph, asked)
    me, view = served_description(site.address), graph.view
    counts = _counts(view)
    members = tuple(examples(view, {one.iri: one.members for one in counted(view)}))
    endpoint = f"{site.address}/sparql"
    what = Described(f"{me}#graph", me, endpoint, (), _FEATURES, members)
    return written(_quads(described(_whole(graph), counts, what)), media, asked, PREFIXES)


@lru_cache(maxsize=1)
def _counts(view: View) -> Counts:
    """What can be counted without a long wait: everything, or triples and classes only."""
    size = triples(view)
    if view.base and size is not None and size <= _COUNTED:
        return everything(view)
    classes = {one.iri: one.members for one in counted(view)}
    return Counts(size, counts_of(view).get("entities"), classes=classes)


def _whole(graph: Graph) -> Whole:
    return _described(graph.view, graph.project.data if graph.view.base else None)


@lru_cache(maxsize=1)
def _described(view: View, data: Path | None) -> Whole:
    """What is said of all datasets together; of other stores there is little to say."""
    return whole(view, read_catalogue(data) if data else Catalogue(), latest_day(view))


def _quads(said: Statements) -> Iterator[ox.Quad]:
    for triple in said:
        yield ox.Quad(triple.subject, triple.predicate, triple.object)


def catalogue(graph: Graph, asked: Asked) -> Reply:
    """The datasets as DCAT, or as a page.

    Raises:
        Problem: there is no such format.
    """
    media = forms.by_ending(asked) or forms.negotiated(asked.text("accept"))
    site = site_of(graph, asked)
    if media == forms.HTML:
        return page(graph, asked, "catalogue.html", {"datasets": datasets_of(graph.view)})
    where = Addresses(
        f"{site.address}/catalogue",
        f"{site.address}/sparql",
        page=lambda iri: f"{site.origin}{site.path(iri, 'html')}",
    )
    prefixes = {**graph.view.prefixes, **PREFIXES}
    return written(_quads(dcat(_whole(graph), where, {})), media, asked, prefixes)


def robots(graph: Graph, asked: Asked) -> Reply:
    """What crawlers are asked to leave alone: what costs, and what is the same again."""
    address = asked.text("base")
    kept = ("/sparql?", "/rdf-graph-store", "/api/", "/reconcile", "/find", "/list", "/describe")
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in kept)]
    lines += [f"Sitemap: {address}/sitemap.xml", ""]
    return Reply("\n".join(lines).encode(), "text/plain; charset=utf-8")


def sitemap(graph: Graph, asked: Asked) -> Reply:
    """The map of the site, or, where one file cannot hold it, the list of its files.

    Raises:
        Problem: there is no such file of it.
    """
    site, known = site_of(graph, asked), _mapped(graph.view)
    number = asked.values["at"].get("number")
    files = max(1, -(-len(known) // _MAPPED))
    if number is None and files > 1:
        return _xml(
            "sitemapindex",
            "sitemap",
            [f"{site.address}/sitemap-{one + 1}.xml" for one in range(files)],
        )
    part = 1 if number is None else int(number)
    if not 1 <= part <= files:
        raise Problem(404, "not-found", "There is nothing here", f"there are {files} such files")
    origin = site.origin
    found = [f"{origin}{site.path(iri)}" for iri in known[(part - 1) * _MAPPED : part * _MAPPED]]
    first = [f"{site.address}/", f"{site.address}/catalogue", f"{site.address}/ontology"]
    return _xml("urlset", "url", [*first, *found] if part == 1 and graph.view.base else found)


@lru_cache(maxsize=1)
def _mapped(view: View) -> list[str]:
    """Every IRI of the build that has a name and a page of its own, but terms of the ontology."""
    iris = {label.iri for label in view.labels()}
    return sorted(iri for iri in iris if view.base and iri.startswith(view.base) and "#" not in iri)


def _xml(outer: str, inner: str, addresses: list[str]) -> Reply:
    lines = [f"<{inner}><loc>{escape(one)}</loc></{inner}>" for one in addresses]
    head = f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *lines, f"</{outer}>", ""])
    return Reply(text.encode(), "application/xml")
