"""Which claims are about a thing: that state something of it, or of a node that is its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from kg.errors import QueryError, did_you_mean
from kg.model import vocab as v
from kg.model.names import fold
from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.labels import short_iri
from kg.query.looking.attribution import records
from kg.query.looking.nodes import Nodes

_ENDS = frozenset({v.SOURCE_INDIVIDUAL.strip("<>"), v.TARGET_INDIVIDUAL.strip("<>")})
_TYPE = v.TYPE.strip("<>")
_DENIED = v.ASSERTION_PROPERTY.strip("<>")
_CAPITAL = re.compile("(?=[A-Z])")

_CLAIMS_OF = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?claim WHERE {
  VALUES ?document { <https://example.org/> }
  ?claim prov:wasDerivedFrom ?document ; a kg:Claim
}
"""

_NAMING = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?observation ?cube WHERE {
  VALUES ?value { <https://example.org/> }
  ?observation ?property ?value ; qb:dataSet ?cube ; a kg:Claim
}
"""


def claims_about(nodes: Nodes, iri: str, wanted: str | None) -> tuple[set[str], str]:
    """The claims about an IRI, and the label of the property that was asked for."""
    record = records(nodes.view, {iri})[iri]
    if v.CLAIM.strip("<>") in record.all(v.TYPE):
        return {iri}, ""
    if v.DOCUMENT in record.all(v.TYPE):
        return {claim.value for (claim,) in ask(nodes.view, _CLAIMS_OF, document={iri})}, ""
    facts, cubes = _facts_about(nodes, iri), _cubes(nodes, iri)
    if wanted is None:
        said = {claim for _, claims in facts for claim in claims}
        return said.union(*cubes.values()), ""
    kinds = _properties(nodes, cubes)
    chosen = _properties_meant(nodes, wanted, {p for p, _ in facts}.union(*kinds.values()), iri)
    both_ways = chosen | {nodes.schema.inverses.get(prop, "") for prop in chosen}
    below = {prop for one in both_ways for prop in nodes.schema.below(one)}
    said = {claim for prop, claims in facts if prop in below for claim in claims}
    for cube, observations in cubes.items():
        if kinds[cube] & below:
            said |= _with_property(nodes, observations, below)
    return said, ", ".join(sorted(nodes.labels.of(prop) for prop in chosen))


def _cubes(nodes: Nodes, iri: str) -> dict[str, list[str]]:
    """The observations that name an entity, by their cubes."""
    found: dict[str, list[str]] = defaultdict(list)
    for observation, cube in ask(nodes.view, _NAMING, value={iri}):
        found[cube.value].append(observation.value)
    return found


def _properties(nodes: Nodes, cubes: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """The properties that the observations of each cube may have: one is looked at, and its shape.

    A cube may hold a hundred thousand observations of one state.
    """
    nodes.adopt(observations[0] for observations in cubes.values())
    found: dict[str, set[str]] = {}
    for cube, (sample, *_) in cubes.items():
        shapes = (nodes.schema.shown(cls) for cls in nodes.classes(sample))
        found[cube] = {fact.predicate for fact in nodes.content(sample)}.union(*shapes)
    return found


def _with_property(nodes: Nodes, observations: list[str], props: set[str]) -> set[str]:
    nodes.adopt(observations)
    return {
        one for one in observations if any(fact.predicate in props for fact in nodes.content(one))
    }


def _facts_about(nodes: Nodes, iri: str) -> list[tuple[str, frozenset[str]]]:
    """Each property by which something is said of an entity, with the claims that say it."""
    facts = [fact for one in nodes.belonging for fact in nodes.facts[one]]
    facts += nodes.pointing.get(iri, ())
    denials = {fact.subject for fact in facts if fact.predicate in _ENDS}
    nodes.load(denials)
    found = [
        (fact.predicate, frozenset(fact.claims))
        for fact in facts
        if fact.claims and fact.predicate not in _ENDS
    ]
    found += [
        (fact.target, frozenset(fact.claims))
        for denial in denials
        for fact in nodes.facts[denial]
        if fact.predicate == _DENIED
    ]
    return found


def _properties_meant(nodes: Nodes, wanted: str, used: set[str], iri: str) -> set[str]:
    """The property that a text means, among those that are used and what stands above them.

    Where none is called so, it is those that have every word of it: "status" means the statuses
    that a thing has and the history of them.
    """
    known = {up for prop in used for up in nodes.schema.above(prop)}
    known |= {nodes.schema.inverses[prop] for prop in known & nodes.schema.inverses.keys()}
    nodes.labels.load(known)
    names: dict[str, str] = {}
    for prop in sorted(known):
        short = short_iri(nodes.view, prop)
        for name in (nodes.labels.of(prop), local_name(prop), short, prop):
            names.setdefault(fold(name), prop)
    if fold(wanted) in names:
        return {names[fold(wanted)]}
    if worded := {prop for prop in known if _words(wanted) <= _words(local_name(prop))}:
        return worded
    said = [local_name(prop) for prop in known if prop != _TYPE]
    if _is_inferred(nodes, wanted, iri):
        raise QueryError(
            f'nobody says "{wanted}" of it: a rule infers it from what several claims say '
            f"of it and of other things (`kg show` has them); said are: {', '.join(sorted(said))}"
        )
    raise QueryError(f'nothing is said of it by "{wanted}"; {did_you_mean(wanted, said, most=40)}')


def _words(name: str) -> set[str]:
    return set(fold(_CAPITAL.sub(" ", name)).split())


def _is_inferred(nodes: Nodes, wanted: str, iri: str) -> bool:
    inferred = {
        fact.predicate
        for fact in (*nodes.facts[iri], *nodes.pointing.get(iri, ()))
        if fact.inferred and not fact.claims
    }
    return fold(wanted) in {fold(local_name(prop)) for prop in inferred}
