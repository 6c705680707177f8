"""What an entity has once and is given twice, what is denied, and names that are spelt in two ways.

Each value that is claimed of an entity is a statement of its own: its question is the entity and
the property.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.model.names import fold
from kg.model.vocab import KG
from kg.query.ask import ask
from kg.query.contradictions.said import Said, Source, Term
from kg.query.contradictions.sources import sources_of

if TYPE_CHECKING:
    from kg.query.looking.schema import Schema
    from kg.store.view import View

# What has two is asked of the default graph alone, and leaves few for the claims. As one question
# with them, the engine would begin with the claims.
_ONCE = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?property WHERE {
  ?class rdfs:subClassOf* kg:Entity . ?shape sh:targetClass ?class ; sh:property ?slot .
  ?slot sh:path ?property ; sh:maxCount 1
}
"""
_TWICE = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT DISTINCT ?thing ?property WHERE {
  VALUES ?property { <https://example.org/> }
  ?thing ?property ?one , ?two
  FILTER(STR(?one) < STR(?two))
  ?thing a kg:Entity
}
"""
_SAID = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?thing ?property ?value ?claim WHERE {
  VALUES ?thing { <https://example.org/> }
  VALUES ?property { <https://example.org/> }
  GRAPH ?claim { ?thing ?property ?value }
  ?claim a kg:Claim
}
"""
_ALL = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?thing ?property ?value ?claim WHERE {
  VALUES ?thing { <https://example.org/> }
  GRAPH ?claim { ?thing ?property ?value }
  ?claim a kg:Claim FILTER(isLITERAL(?value))
}
"""
_CLASSES = """
SELECT ?thing ?class WHERE { VALUES ?thing { <https://example.org/> } ?thing a ?class }
"""
_DENIED = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?thing ?property ?value ?denying ?claim WHERE {
  ?denial a owl:NegativePropertyAssertion ; owl:sourceIndividual ?thing ;
    owl:assertionProperty ?property ; owl:targetIndividual|owl:targetValue ?value .
  GRAPH ?denying { ?denial a owl:NegativePropertyAssertion }
  GRAPH ?claim { ?thing ?property ?value }
  ?claim a kg:Claim
}
"""
# All names: to pair them here costs less than to have the engine find those that have a pair.
_NAMED = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?thing ?value ?claim WHERE {
  VALUES ?property { <https://example.org/> }
  GRAPH ?claim { ?thing ?property ?value }
  ?claim a kg:Claim
}
"""
_NAMES = (f"{KG}name", f"{KG}alias")
_NONE: Mapping[str, frozenset[Term]] = {}

Row = tuple[str, str, Term, str]


def rivals(view: View, schema: Schema) -> Iterator[list[Said]]:
    """The values of each property that an entity has once, and has two."""
    once = [prop.value for (prop,) in ask(view, _ONCE)]
    twice = {(thing.value, prop.value) for thing, prop in ask(view, _TWICE, property=once)}
    found = ask(
        view, _SAID, thing={thing for thing, _ in twice}, property={prop for _, prop in twice}
    )
    rows = [
        (thing.value, prop.value, value, claim.value)
        for thing, prop, value, claim in found
        if (thing.value, prop.value) in twice
    ]
    classes: dict[str, set[str]] = defaultdict(set)
    for thing, cls in ask(view, _CLASSES, thing={row[0] for row in rows}):
        classes[thing.value].add(cls.value)
    yield from _gathered(view, [row for row in rows if schema.functional(row[1], classes[row[0]])])


def said_of(view: View, things: Iterable[str]) -> Iterator[Said]:
    """Each literal that is claimed of each entity, as a statement of its own."""
    claims: dict[tuple[str, str, Term], set[str]] = defaultdict(set)
    for thing, prop, value, claim in ask(view, _ALL, thing=things):
        claims[thing.value, prop.value, value].add(claim.value)
    sources, _ = sources_of(view, {claim for found in claims.values() for claim in found})
    for (thing, prop, value), found in sorted(claims.items(), key=str):
        said = claimed(thing, prop, value, found, sources)
        yield said._replace(question=f"{said.question} {value.value}")


def denials(view: View) -> Iterator[list[Said]]:
    """What is said, with what denies it."""
    rows = [tuple(row) for row in ask(view, _DENIED)]
    sources, _ = sources_of(view, {claim.value for row in rows for claim in row[3:]})
    said: dict[tuple[str, str, Term], set[str]] = defaultdict(set)
    denied: dict[tuple[str, str, Term], set[str]] = defaultdict(set)
    for thing, prop, value, denying, claim in rows:
        said[thing.value, prop.value, value].add(claim.value)
        denied[thing.value, prop.value, value].add(denying.value)
    for (thing, prop, value), claims in sorted(said.items(), key=str):
        both = ((claims, False), (denied[thing, prop, value], True))
        yield [
            claimed(thing, prop, value, some, sources)._replace(denied=is_denied)
            for some, is_denied in both
        ]


def names(view: View) -> Iterator[list[Said]]:
    """The names of each entity in one language, as different claims have them."""
    spelt: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = [
        (thing.value, f"{KG}name", value, claim.value)
        for thing, value, claim in ask(view, _NAMED, property=_NAMES)
    ]
    for thing, _, value, _ in rows:
        spelt[thing, _language(value)].add(fold(value.value))
    yield from _gathered(view, [row for row in rows if len(spelt[row[0], _language(row[2])]) > 1])


def _language(value: Term) -> str:
    return getattr(value, "language", None) or ""


def _gathered(view: View, rows: list[Row]) -> Iterator[list[Said]]:
    claims: dict[Row, set[str]] = defaultdict(set)
    for thing, prop, value, claim in rows:
        claims[thing, prop, value, ""].add(claim)
    sources, _ = sources_of(view, {claim for found in claims.values() for claim in found})
    groups: dict[tuple[str, str, str], list[Said]] = defaultdict(list)
    for (thing, prop, value, _), found in sorted(claims.items(), key=str):
        groups[thing, prop, _language(value)].append(claimed(thing, prop, value, found, sources))
    yield from (group for _, group in sorted(groups.items()) if group[1:])


def claimed(
    thing: str, prop: str, value: Term, claims: set[str], sources: Mapping[str, Source]
) -> Said:
    """A value that claims give an entity, as a statement of its own."""
    return Said(
        node=thing,
        question=f"{thing} {prop}",
        classes=(),
        asks={prop: frozenset([ox.NamedNode(thing)])},
        circumstances=_NONE,
        answers={prop: frozenset([value])},
        hedges=frozenset(),
        sources={claim: sources[claim] for claim in claims if claim in sources},
    )
