"""The catalogue of datasets, services and files, as DCAT-AP 3 has it.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/ says what each part must have. Codes are those of
the tables that it names; everything has an IRI, so that the same catalogue has the same octets.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from kg.publish.catalogue import parts
from kg.publish.catalogue.addresses import Addresses
from kg.publish.catalogue.described import Described, Place, Whole, origin
from kg.publish.catalogue.distributions import Listed, downloads, itself, queried, released
from kg.publish.catalogue.statements import Statements
from kg.publish.catalogue.tables import THEMES, language

PROFILE = "https://semiceu.github.io/DCAT-AP/releases/3.0.0/"
PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"


def dcat(
    whole: Whole, where: Addresses, files: Mapping[str, Listed], version: str = ""
) -> Statements:
    """The catalogue of a build.

    Args:
        whole: what it holds.
        where: the addresses of things.
        files: those of a release, by path; none, if there is no release.
        version: of the release.
    """
    said = Statements()
    _catalogue(said, whole, where, _together(whole))
    itself(said, whole, where)
    for dataset in whole.datasets:
        _dataset(said, whole, where, dataset, released="claims.nq" in files)
        _record(said, where, dataset.iri, dataset.issued, dataset.modified)
    if where.endpoint:
        _service(said, whole, where)
    if files:
        _release(said, whole, where, version)
        downloads(said, whole, where, files)
        _record(said, where, where.release, whole.date, whole.date)
    return said


class _Together(NamedTuple):
    """What the datasets have between them."""

    themes: tuple[str, ...]
    keywords: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    first: str
    last: str
    issued: str
    languages: tuple[str, ...]
    rights: str
    """The access rights, if all datasets have the same."""


def _together(whole: Whole) -> _Together:
    spans = [one.span for one in whole.datasets if one.span]
    rights = {one.rights for one in whole.datasets}
    return _Together(
        tuple(sorted({theme for one in whole.datasets for theme in one.themes})),
        tuple(sorted({word for one in whole.datasets for word in one.keywords})),
        tuple(sorted({place for one in whole.datasets for place in one.places})),
        min((span.first for span in spans), default=""),
        max((span.last for span in spans), default=""),
        min((one.issued for one in whole.datasets if one.issued), default=""),
        tuple(sorted({tag for one in whole.datasets for tag in one.languages})),
        rights.pop() if len(rights) == 1 else "",
    )


def _catalogue(said: Statements, whole: Whole, where: Addresses, all_: _Together) -> None:
    me, project = where.catalogue, whole.said
    said.a(me, "dcat:Catalog")
    said.texts(me, "dcterms:title", whole.title)
    said.texts(me, "dcterms:description", whole.description)
    said.text(me, "dcterms:identifier", me)
    parts.publisher(said, whole, me, whole.publisher)
    parts.licensed(said, me, project.license or whole.license)
    parts.contact(said, where, whole, me)
    said.link(me, "dcterms:language", *sorted({language(tag) for tag, _ in whole.title}))
    said.typed(me, "dcterms:issued", all_.issued, "date")
    said.typed(me, "dcterms:modified", max(whole.date, all_.issued), "date")
    _about(said, me, all_, where)
    if all_.themes:
        said.link(me, "dcat:themeTaxonomy", THEMES)
    if project.homepage:
        said.link(me, "foaf:homepage", project.homepage)
        said.a(project.homepage, "foaf:Document")
    said.link(me, "dcat:dataset", *(one.iri for one in whole.datasets))
    said.link(me, "dcat:service", where.endpoint)
    said.link(me, "dcat:record", *(_record_of(where, one.iri) for one in whole.datasets))


def _about(said: Statements, me: str, all_: _Together, where: Addresses) -> None:
    said.link(me, "dcat:theme", *all_.themes)
    said.texts(me, "dcat:keyword", all_.keywords)
    said.link(me, "dcterms:accessRights", all_.rights)
    parts.spatial(said, me, all_.places)
    parts.temporal(said, me, f"{me}{'/' if '#' in me else '#'}temporal", all_.first, all_.last)


def _dataset(
    said: Statements, whole: Whole, where: Addresses, dataset: Described, *, released: bool
) -> None:
    me = dataset.iri
    said.a(me, "dcat:Dataset")
    said.text(me, "dcterms:identifier", me)
    said.texts(me, "dcterms:title", dataset.title)
    said.texts(me, "dcterms:description", dataset.description)
    parts.publisher(said, whole, me, dataset.publisher)
    parts.licensed(said, me, dataset.license)
    parts.contact(said, where, whole, me, dataset.contact)
    said.link(me, "dcterms:language", *map(language, dataset.languages))
    said.typed(me, "dcterms:issued", dataset.issued, "date")
    said.typed(me, "dcterms:modified", dataset.modified, "date")
    said.text(me, "dcat:version", dataset.version)
    said.link(me, "dcterms:accrualPeriodicity", dataset.frequency)
    said.link(me, "dcterms:accessRights", dataset.rights)
    said.link(me, "dcat:theme", *dataset.themes)
    said.texts(me, "dcat:keyword", dataset.keywords)
    parts.spatial(said, me, dataset.places)
    if dataset.span:
        parts.temporal(said, me, f"{me}#temporal", dataset.span.first, dataset.span.last)
    parts.standard(said, me, whole.ontology)
    parts.provenance(said, me, dataset.origin, dataset.source_licences)
    parts.page(said, me, where.page(me))
    _distributions(said, whole, where, dataset, released)


def _distributions(
    said: Statements, whole: Whole, where: Addresses, dataset: Described, in_release: bool
) -> None:
    if in_release and dataset.claims:  # else its licence, or the day, keeps all of them back
        released(said, whole, where, dataset)
    if where.endpoint:
        queried(said, whole, where, dataset)


def _release(said: Statements, whole: Whole, where: Addresses, version: str) -> None:
    """The release, as a dataset of its own that is made of all the others."""
    me, all_ = where.release, _together(whole)
    said.a(me, "dcat:Dataset")
    said.link(where.catalogue, "dcat:dataset", me)
    said.link(where.catalogue, "dcat:record", _record_of(where, me))
    said.text(me, "dcterms:identifier", me)
    titled = [(tag, f"{text} ({version})" if version else text) for tag, text in whole.title]
    said.texts(me, "dcterms:title", titled)
    said.texts(me, "dcterms:description", whole.description)
    said.text(me, "dcat:version", version)
    parts.publisher(said, whole, me, whole.publisher)
    parts.licensed(said, me, whole.license)
    parts.contact(said, where, whole, me)
    said.link(me, "dcterms:language", *map(language, all_.languages))
    said.typed(me, "dcterms:issued", whole.date, "date")
    said.typed(me, "dcterms:modified", whole.date, "date")
    said.link(me, "dcterms:accrualPeriodicity", whole.said.frequency)
    _about(said, me, all_, where)
    parts.standard(said, me, whole.ontology)
    said.link(me, "dcterms:source", *(one.iri for one in whole.datasets))
    documents = sum(one.documents for one in whole.datasets)
    claims = sum(one.claims for one in whole.datasets)
    parts.provenance(said, me, origin(documents, claims), ())


def _service(said: Statements, whole: Whole, where: Addresses) -> None:
    me, all_ = where.endpoint, _together(whole)
    said.a(me, "dcat:DataService")
    said.text(me, "dcterms:title", "SPARQL endpoint", "en")
    said.text(
        me, "dcterms:description", "Questions in SPARQL 1.1; it answers and never writes.", "en"
    )
    said.text(me, "dcterms:identifier", me)
    said.link(me, "dcat:endpointURL", me)
    said.link(me, "dcat:endpointDescription", me)
    parts.standard(said, me, PROTOCOL)
    parts.publisher(said, whole, me, whole.publisher)
    parts.contact(said, where, whole, me)
    parts.licensed(said, me, whole.license)
    said.link(me, "dcterms:accessRights", all_.rights)
    said.link(me, "dcat:theme", *all_.themes)
    said.texts(me, "dcat:keyword", chain([("en", "SPARQL")], all_.keywords))
    said.link(me, "dcat:servesDataset", *(one.iri for one in whole.datasets))


def _record_of(where: Addresses, iri: str) -> str:
    return where.inside(f"record/{iri}")


def _record(said: Statements, where: Addresses, topic: str, issued: str, modified: str) -> None:
    """The entry of a dataset: since when it is listed, and when that changed."""
    me = _record_of(where, topic)
    status = "updated" if modified > issued else "created"
    said.a(me, "dcat:CatalogRecord")
    said.link(me, "foaf:primaryTopic", topic)
    said.typed(me, "dcterms:issued", issued, "date")
    said.typed(me, "dcterms:modified", modified, "date")
    parts.standard(said, me, PROFILE)
    parts.concept(said, me, "adms:status", f"http://purl.org/adms/changetype/{status}", status)
