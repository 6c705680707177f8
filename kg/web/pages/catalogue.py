"""What there is, for portals and crawlers: VoID, DCAT, robots.txt and the map of the site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pyoxigraph as ox

from kg.model.vocab import DCAT, DCTERMS, RDF
from kg.query.facts import facts_of
from kg.web.actions import Asked, Reply
from kg.web.pages import media as forms
from kg.web.pages.counts import counted, triples
from kg.web.pages.home import counts_of
from kg.web.pages.known import datasets_of
from kg.web.pages.page import page
from kg.web.pages.site import Site, site_of
from kg.web.pages.title import description_of, title_of
from kg.web.pages.written import written
from kg.web.problems import Problem

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import View

_VOID = "http://rdfs.org/ns/void#"
_W3C = "http://www.w3.org/ns/formats/"
_PREFIXES = {"void": _VOID, "dcterms": DCTERMS, "dcat": DCAT, "formats": _W3C, "rdf": RDF}
_FEATURES = ("Turtle", "TriG", "JSON-LD", "N-Triples", "N-Quads", "RDF_XML")
_MAPPED = 10_000  # addresses in one file of the map; 50,000 are allowed


def void(graph: Graph, asked: Asked) -> Reply:
    """The VoID description of what is served.

    Raises:
        Problem: there is no format that the caller accepts.
    """
    media = forms.negotiated(asked.text("accept"))
    media = "text/turtle" if media == forms.HTML else media
    site = site_of(graph, asked)
    me = ox.NamedNode(f"{site.address}/.well-known/void")
    return written(_described(graph, site, me), media, asked, _PREFIXES)


def _described(graph: Graph, site: Site, me: ox.NamedNode) -> Iterator[ox.Quad]:
    view = graph.view
    whole = ox.NamedNode(f"{me.value}#graph")
    yield _quad(me, f"{RDF}type", ox.NamedNode(f"{_VOID}DatasetDescription"))
    yield _quad(me, "http://xmlns.com/foaf/0.1/primaryTopic", whole)
    yield _quad(whole, f"{RDF}type", ox.NamedNode(f"{_VOID}Dataset"))
    yield _quad(whole, f"{DCTERMS}title", ox.Literal(title_of(graph)))
    if said := description_of(graph):
        yield _quad(whole, f"{DCTERMS}description", ox.Literal(said))
    yield _quad(whole, f"{_VOID}sparqlEndpoint", ox.NamedNode(f"{site.address}/sparql"))
    for feature in _FEATURES:
        yield _quad(whole, f"{_VOID}feature", ox.NamedNode(_W3C + feature))
    if view.base:
        yield _quad(whole, f"{_VOID}uriSpace", ox.Literal(view.base))
        yield _quad(whole, f"{_VOID}vocabulary", ox.NamedNode(f"{view.base}ontology"))
    yield from _counts(view, whole)
    yield from _examples(view, whole)
    for dataset in datasets_of(view):
        yield _quad(whole, f"{_VOID}subset", ox.NamedNode(dataset.iri))


def _counts(view: View, whole: ox.NamedNode) -> Iterator[ox.Quad]:
    for name, count in counts_of(view).items():
        if name in ("entities", "documents"):
            yield _quad(whole, _VOID + name, ox.Literal(count))
    if (size := triples(view)) is not None:
        yield _quad(whole, f"{_VOID}triples", ox.Literal(size))
    for number, one in enumerate(counted(view)):
        part = ox.NamedNode(f"{whole.value.removesuffix('#graph')}#class-{number + 1}")
        yield _quad(whole, f"{_VOID}classPartition", part)
        yield _quad(part, f"{_VOID}class", ox.NamedNode(one.iri))
        yield _quad(part, f"{_VOID}entities", ox.Literal(one.members))


_A_MEMBER = """
SELECT ?one WHERE {
  VALUES ?class { <https://example.org/> }
  ?one a ?class FILTER(isIRI(?one))
} LIMIT 1
"""


def _examples(view: View, whole: ox.NamedNode) -> Iterator[ox.Quad]:
    """One member each of the first classes."""
    from kg.query.ask import ask

    seen = set()
    for cls in counted(view)[:20]:
        seen |= {one for (one,) in ask(view, _A_MEMBER, **{"class": {cls.iri}})}
    for one in sorted(seen, key=lambda one: one.value):
        yield _quad(whole, f"{_VOID}exampleResource", one)


def _quad(subject: ox.NamedNode, prop: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(prop), value)


def catalogue(graph: Graph, asked: Asked) -> Reply:
    """The datasets as DCAT, or as a page.

    Raises:
        Problem: there is no such format.
    """
    media = forms.by_ending(asked) or forms.negotiated(asked.text("accept"))
    site = site_of(graph, asked)
    found = datasets_of(graph.view)
    if media == forms.HTML:
        return page(graph, asked, "catalogue.html", {"datasets": found})
    quads = _catalogue(graph, site, [one.iri for one in found])
    return written(quads, media, asked, {**graph.view.prefixes, **_PREFIXES})


def _catalogue(graph: Graph, site: Site, iris: list[str]) -> Iterator[ox.Quad]:
    me = ox.NamedNode(f"{site.address}/catalogue")
    service = ox.NamedNode(f"{site.address}/sparql")
    yield _quad(me, f"{RDF}type", ox.NamedNode(f"{DCAT}Catalog"))
    yield _quad(me, f"{DCTERMS}title", ox.Literal(title_of(graph)))
    yield _quad(me, f"{DCAT}service", service)
    yield _quad(service, f"{RDF}type", ox.NamedNode(f"{DCAT}DataService"))
    yield _quad(service, f"{DCTERMS}title", ox.Literal("SPARQL endpoint", language="en"))
    yield _quad(service, f"{DCAT}endpointURL", service)
    for iri in iris:
        yield _quad(me, f"{DCAT}dataset", ox.NamedNode(iri))
        yield _quad(service, f"{DCAT}servesDataset", ox.NamedNode(iri))
        yield _quad(ox.NamedNode(iri), f"{DCAT}landingPage", _page_of(site, iri))
    yield from _facts(graph.view, iris)


def _page_of(site: Site, iri: str) -> ox.NamedNode:
    return ox.NamedNode(f"{site.origin}{site.path(iri, 'html')}")


def _facts(view: View, iris: list[str]) -> Iterator[ox.Quad]:
    """What the catalogue of the build says of the datasets, and of who publishes them."""
    facts = facts_of(view, iris)
    others = {fact.target for fact in facts if fact.predicate == f"{DCTERMS}publisher"}
    for fact in (*facts, *facts_of(view, others)):
        yield _quad(ox.NamedNode(fact.subject), fact.predicate, fact.value)


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
