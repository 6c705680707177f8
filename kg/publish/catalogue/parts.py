"""The parts of which the entries of a catalogue are made: publisher, licence, place, time."""

from __future__ import annotations

from collections.abc import Iterable

from kg.publish.catalogue.addresses import Addresses
from kg.publish.catalogue.described import Agent, Place, Whole
from kg.publish.catalogue.statements import Statements
from kg.publish.catalogue.tables import ADMS_LICENCE, licence

_PUBLISHERS = "http://purl.org/adms/publishertype/"


def publisher(said: Statements, whole: Whole, me: str, agent: Agent | None) -> None:
    """Who publishes something; the project says what kind of publisher its own one is."""
    if agent is None:
        return
    said.link(me, "dcterms:publisher", agent.iri)
    said.a(agent.iri, "foaf:Agent")
    said.texts(agent.iri, "foaf:name", agent.names)
    if agent == whole.publisher and whole.said.publisherType:
        kind = f"{_PUBLISHERS}{whole.said.publisherType}"
        concept(said, agent.iri, "dcterms:type", kind, whole.said.publisherType)
        said.link(kind, "skos:inScheme", f"{_PUBLISHERS}1.0")


def licensed(said: Statements, me: str, text: str) -> None:
    """The licence of something, by its IRI in the EU's table if it has one there."""
    found = licence(text)
    said.link(me, "dcterms:license", found.iri)
    if not found.iri:
        return
    said.a(found.iri, "dcterms:LicenseDocument")
    if found.iri != text:
        said.link(found.iri, "rdfs:seeAlso", text)
    if found.kind:
        concept(said, found.iri, "dcterms:type", found.kind, found.kind.removeprefix(ADMS_LICENCE))
        said.link(found.kind, "skos:inScheme", f"{ADMS_LICENCE}1.0")


def contact(said: Statements, where: Addresses, whole: Whole, me: str, own: str = "") -> None:
    """Where questions about something are answered: its own address, else the project's."""
    address = own or whole.said.contact
    if not address:
        return
    desk = f"{me}#contact" if own else where.inside("contact")
    said.link(me, "dcat:contactPoint", desk)
    said.a(desk, "vcard:Kind")
    if not own and whole.said.contactName:
        said.text(desk, "vcard:fn", whole.said.contactName)
    elif whole.publisher:
        said.texts(desk, "vcard:fn", whole.publisher.names)
    prop = "vcard:hasEmail" if address.startswith("mailto:") else "vcard:hasURL"
    said.link(desk, prop, address)


def spatial(said: Statements, me: str, places: Iterable[Place]) -> None:
    """The places that something speaks of; those without a code as they are."""
    for place in places:
        said.link(me, "dcterms:spatial", place.code or place.iri)
        if not place.code:
            said.a(place.iri, "dcterms:Location")
            said.texts(place.iri, "skos:prefLabel", place.names)
            said.typed(place.iri, "dcat:centroid", _point(place.wkt), "geo:wktLiteral")


def _point(wkt: str) -> str:
    return wkt if wkt.startswith("POINT") else ""


def temporal(said: Statements, me: str, period: str, first: str, last: str) -> None:
    """From when to when something speaks."""
    if first and last:
        said.link(me, "dcterms:temporal", period)
        said.a(period, "dcterms:PeriodOfTime")
        said.typed(period, "dcat:startDate", first, "date")
        said.typed(period, "dcat:endDate", last, "date")


def standard(said: Statements, me: str, iri: str) -> None:
    """What something conforms to."""
    said.link(me, "dcterms:conformsTo", iri)
    said.a(iri, "dcterms:Standard")


def provenance(said: Statements, me: str, origin: str, licences: Iterable[str]) -> None:
    """Where something comes from, and under which licences its sources stand that have any."""
    statement = f"{me}#provenance"
    said.link(me, "dcterms:provenance", statement)
    said.a(statement, "dcterms:ProvenanceStatement")
    said.text(statement, "rdfs:label", origin, "en")
    said.link(statement, "rdfs:seeAlso", *licences)


def page(said: Statements, me: str, address: str) -> None:
    """The page that shows something."""
    if address:
        said.link(me, "dcat:landingPage", address)
        said.a(address, "foaf:Document")


def concept(said: Statements, me: str, prop: str, iri: str, name: str) -> None:
    """A code of a table that portals may not have at hand."""
    said.link(me, prop, iri)
    said.a(iri, "skos:Concept")
    said.text(iri, "skos:prefLabel", name, "en")


def available(said: Statements, me: str, whole: Whole) -> None:
    """How long something is meant to stay where it is, if the project says so."""
    said.link(me, "dcatap:availability", whole.said.availability)
