"""Which claims are about a thing: that state something of it, or of a node that is its own."""

from __future__ import annotations

from kg.errors import QueryError, did_you_mean
from kg.model import vocab as v
from kg.query.ask import ask
from kg.query.attribution import records
from kg.query.labels import local_name, short_iri
from kg.query.names import fold
from kg.query.nodes import Nodes

_ENDS = frozenset({v.SOURCE_INDIVIDUAL.strip("<>"), v.TARGET_INDIVIDUAL.strip("<>")})
_TYPE = v.TYPE.strip("<>")
_DENIED = v.ASSERTION_PROPERTY.strip("<>")

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
SELECT ?observation WHERE {
  VALUES ?value { <https://example.org/> }
  ?observation ?property ?value ; qb:dataSet ?cube
}
"""


def claims_about(nodes: Nodes, iri: str, wanted: str | None) -> tuple[set[str], str]:
    """The claims about an IRI, and the label of the property that was asked for."""
    record = records(nodes.view, {iri})[iri]
    if v.CLAIM.strip("<>") in record.all(v.TYPE):
        return {iri}, ""
    if v.DOCUMENT in record.all(v.TYPE):
        return {claim.value for (claim,) in ask(nodes.view, _CLAIMS_OF, document={iri})}, ""
    facts = _facts_about(nodes, iri)
    if wanted is None:
        return {claim for _, claims in facts for claim in claims}, ""
    chosen = _property(nodes, wanted, {prop for prop, _ in facts})
    below = nodes.schema.below(chosen) | nodes.schema.below(nodes.schema.inverses.get(chosen, ""))
    claims = {claim for prop, claims in facts if prop in below for claim in claims}
    return claims, nodes.labels.of(chosen)


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
    observations = {one.value for (one,) in ask(nodes.view, _NAMING, value={iri})}
    nodes.adopt(observations)
    found += [
        (fact.predicate, frozenset({one})) for one in observations for fact in nodes.content(one)
    ]
    return found


def _property(nodes: Nodes, wanted: str, used: set[str]) -> str:
    """The property that a text means, among those that are used and what stands above them."""
    known = {up for prop in used for up in nodes.schema.above(prop)}
    known |= {nodes.schema.inverses[prop] for prop in known & nodes.schema.inverses.keys()}
    nodes.labels.load(known)
    names: dict[str, str] = {}
    for prop in sorted(known):
        short = short_iri(nodes.view, prop)
        for name in (nodes.labels.of(prop), local_name(prop), short, prop):
            names.setdefault(fold(name), prop)
    if fold(wanted) in names:
        return names[fold(wanted)]
    said = (local_name(prop) for prop in known if prop != _TYPE)
    raise QueryError(f'nothing is said of it by "{wanted}"; {did_you_mean(wanted, said, most=40)}')
