"""What a graph holds, counted, as VoID tells it: https://www.w3.org/TR/void/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.publish.catalogue.counting import Counts, Link, space
from kg.publish.catalogue.described import Whole
from kg.publish.catalogue.parts import licensed, publisher
from kg.publish.catalogue.statements import Statements

_FORMATS = "http://www.w3.org/ns/formats/"


class Described(NamedTuple):
    """What is described, where its description stands, and how it can be had."""

    dataset: str
    description: str
    endpoint: str = ""
    dumps: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def void(whole: Whole, counts: Counts, what: Described) -> Statements:
    """The description of a graph; what was not counted is left out."""
    said, me = Statements(), what.dataset
    said.a(what.description, "void:DatasetDescription")
    said.link(what.description, "foaf:primaryTopic", me)
    said.a(me, "void:Dataset")
    said.texts(me, "dcterms:title", whole.title)
    said.texts(me, "dcterms:description", whole.description)
    publisher(said, whole, me, whole.publisher)
    licensed(said, me, whole.license)
    said.typed(me, "dcterms:modified", whole.date, "date")
    said.link(me, "void:sparqlEndpoint", what.endpoint)
    said.link(me, "void:dataDump", *what.dumps)
    said.link(me, "void:feature", *(_FORMATS + name for name in what.features))
    said.text(me, "void:uriSpace", whole.base)
    said.link(me, "void:exampleResource", *what.examples)
    said.link(me, "void:subset", *(one.iri for one in whole.datasets))
    _counted(said, whole, counts, what)
    return said


def _counted(said: Statements, whole: Whole, counts: Counts, what: Described) -> None:
    me = what.dataset
    numbers = {
        "void:triples": counts.triples,
        "void:entities": counts.entities,
        "void:distinctSubjects": counts.subjects,
        "void:distinctObjects": counts.objects,
        "void:classes": len(counts.classes) or None,
        "void:properties": len(counts.properties) or None,
    }
    for prop, number in numbers.items():
        if number is not None:
            said.count(me, prop, number)
    said.link(me, "void:vocabulary", *_vocabularies(whole, [*counts.classes, *counts.properties]))
    for number, cls in enumerate(_largest(counts.classes), 1):
        part = f"{what.description}#class-{number}"
        said.link(me, "void:classPartition", part)
        said.link(part, "void:class", cls)
        said.count(part, "void:entities", counts.classes[cls])
    for number, name in enumerate(_largest(counts.properties), 1):
        part = f"{what.description}#property-{number}"
        said.link(me, "void:propertyPartition", part)
        said.link(part, "void:property", name)
        said.count(part, "void:triples", counts.properties[name])
    for number, link in enumerate(sorted(counts.links), 1):
        _linkset(said, what, number, link, counts.links[link])


def _largest(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda one: (-counts[one], one))


def _vocabularies(whole: Whole, terms: Iterable[str]) -> list[str]:
    """The spaces of the terms that occur; the project's own is its ontology."""
    found = {space(term) for term in terms}
    own = {one for one in found if whole.base and one.startswith(whole.base)}
    return sorted(found - own) + ([whole.ontology] if own else [])


def _linkset(said: Statements, what: Described, number: int, link: Link, count: int) -> None:
    me, target = f"{what.description}#links-{number}", f"{what.description}#target-{number}"
    said.a(me, "void:Linkset")
    said.link(what.dataset, "void:subset", me)
    said.link(me, "void:linkPredicate", link.property)
    said.link(me, "void:subjectsTarget", what.dataset)
    said.link(me, "void:objectsTarget", target)
    said.text(target, "void:uriSpace", link.space)
    said.count(me, "void:triples", count)
