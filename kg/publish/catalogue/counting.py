"""How much a build holds, counted by a few queries: what VoID tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

_PROPERTIES = """
SELECT ?property (COUNT(*) AS ?count) WHERE { ?one ?property ?value } GROUP BY ?property
"""
_CLASSES = """
SELECT ?class (COUNT(*) AS ?count) WHERE { ?one a ?class } GROUP BY ?class
"""
_SUBJECTS = """
SELECT (COUNT(*) AS ?subjects) (SUM(IF(isIRI(?one), 1, 0)) AS ?entities) WHERE {
  { SELECT DISTINCT ?one WHERE { ?one ?property ?value } }
}
"""
_OBJECTS = "SELECT (COUNT(DISTINCT ?value) AS ?objects) WHERE { ?one ?property ?value }"
_LINKS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?property ?value WHERE {
  VALUES ?property {
    owl:sameAs owl:equivalentClass owl:equivalentProperty rdfs:seeAlso
    skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch
    <https://schema.org/sameAs>
  }
  ?one ?property ?value FILTER(isIRI(?one) && isIRI(?value))
}
"""
_MEMBER = """
SELECT ?one WHERE {
  VALUES ?class { <https://example.org/> }
  ?one a ?class FILTER(isIRI(?one))
} LIMIT 1
"""
_EXAMPLES = 20


class Link(NamedTuple):
    """By which property the things here lead to those of somebody else."""

    property: str
    space: str
    """What the IRIs over there begin with."""


class Counts(NamedTuple):
    """What was counted in the default graph; a count that nobody made is absent."""

    triples: int | None = None
    entities: int | None = None
    subjects: int | None = None
    objects: int | None = None
    classes: Mapping[str, int] = {}
    properties: Mapping[str, int] = {}
    links: Mapping[Link, int] = {}


def counted(view: View) -> Counts:
    """Count everything; each query goes through the graph once."""
    properties = _by_iri(view, _PROPERTIES)
    subjects, entities = next(ask(view, _SUBJECTS))
    (objects,) = next(ask(view, _OBJECTS))
    return Counts(
        sum(properties.values()),
        int(entities.value) if entities is not None else 0,
        int(subjects.value),
        int(objects.value),
        _by_iri(view, _CLASSES),
        properties,
        _links(view),
    )


def _by_iri(view: View, query: str) -> dict[str, int]:
    rows = ((one, int(count.value)) for one, count in ask(view, query))
    return {one.value: count for one, count in rows if isinstance(one, ox.NamedNode)}


def _links(view: View) -> dict[Link, int]:
    """What leads out of the project's own space of IRIs."""
    found = Counter[Link]()
    for prop, value in ask(view, _LINKS):
        if view.base and not value.value.startswith(view.base):
            found[Link(prop.value, space(value.value))] += 1
    return dict(found)


def space(iri: str) -> str:
    """What an IRI begins with: all before its last name.

    >>> space("http://www.wikidata.org/entity/Q813"), space("https://schema.org/about#x")
    ('http://www.wikidata.org/entity/', 'https://schema.org/about#')
    """
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri


def examples(view: View, classes: Mapping[str, int]) -> list[str]:
    """One member each of the largest classes."""
    largest = sorted(classes, key=lambda one: (-classes[one], one))[:_EXAMPLES]
    found = {one.value for cls in largest for (one,) in ask(view, _MEMBER, **{"class": {cls}})}
    return sorted(found)
