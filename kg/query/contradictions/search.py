"""Finds contradictions: who answers one question otherwise than somebody else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.errors import ParameterError, did_you_mean, shown
from kg.query.ask import ask
from kg.query.contradictions.every import every
from kg.query.contradictions.found import Contradiction
from kg.query.contradictions.groups import Dispute
from kg.query.contradictions.rules import Rules
from kg.query.contradictions.telling import Teller
from kg.query.listing import Listing
from kg.query.looking.nodes import Nodes
from kg.query.looking.schema import Schema

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.view import View

# What a statement says is part of it, what a key is made of (the agreement and the party of a
# participation), and what the ontology marks. Where a port lies, who owns it and what it belongs to
# is none: what is disputed of the port is not disputed of its state.
_PARTS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?whole ?part WHERE {
  VALUES ?whole { <https://example.org/> }
  { ?whole a kg:StatementNode ; ?property ?part }
  UNION { ?whole a ?class ; ?property ?part . ?class owl:hasKey/rdf:rest*/rdf:first ?property }
  UNION { ?whole ?property ?part . ?property kg:concerns true }
  FILTER(isIRI(?part))
}
"""
_CLASSES = """
SELECT ?thing ?class WHERE { VALUES ?thing { <https://example.org/> } ?thing a ?class }
"""


class Wanted(NamedTuple):
    """Which contradictions are wanted; what is empty leaves nothing out. All but `kinds` are IRIs.

    `about` are entities of which one is meant, `spread` is the least ratio of the greatest number
    to the smallest one.
    """

    about: Collection[str] = ()
    classes: Collection[str] = ()
    properties: Collection[str] = ()
    documents: Collection[str] = ()
    kinds: Collection[str] = ()
    spread: Decimal = Decimal(0)


def contradictions(
    view: View,
    wanted: Wanted | None = None,
    *,
    language: str = "en",
    checked: Path | None = None,
) -> Listing[Contradiction]:
    """The groups of claims that disagree, the gravest kind and the widest spread first.

    Args:
        view: where to look.
        wanted: which of them.
        language: of the labels.
        checked: a folder of rules of arithmetic (`*.rq`), if figures are to be checked.

    Raises:
        ParameterError: there is no such kind of disagreement.
        QueryError: the store cannot answer, or a rule is wrong.
    """
    nodes = Nodes(view, language)
    rules = Rules(view, nodes.schema)
    wanted = wanted or Wanted()
    _require_kinds(rules, wanted.kinds)
    known = every(view)
    disputes = [*known.compared(), *known.checked(checked, wanted.kinds)]
    found = list(_chosen(view, nodes.schema, wanted, disputes))
    found.sort(key=lambda dispute: _gravity(rules, dispute))
    teller = Teller(nodes, rules, found)
    return Listing(map(teller.tell, found))


def _require_kinds(rules: Rules, kinds: Collection[str]) -> None:
    for kind in kinds:
        if kind not in rules.kinds:
            hint = did_you_mean(kind, rules.kinds)
            raise ParameterError(f"there is no kind of disagreement {shown(kind)}; {hint}")


def _gravity(rules: Rules, dispute: Dispute) -> tuple[object, ...]:
    ranks = min((rules.kind(kind).rank for kind in dispute.kinds), default=99)
    return ranks, -(dispute.spread or Decimal(0)), dispute.said[0].node


def _chosen(view: View, schema: Schema, wanted: Wanted, found: list[Dispute]) -> Iterator[Dispute]:
    if not any(wanted):
        yield from found
        return
    named = _named(view, found) if wanted.about or wanted.classes else {}
    classes = _classes(view, named) if wanted.classes else {}
    for dispute in found:
        about = {iri for one in dispute.said for iri in named.get(one.node, ())}
        kinds = {cls for iri in about for cls in classes.get(iri, ())}
        kinds |= {up for one in dispute.said for cls in one.classes for up in schema.above(cls)}
        if (
            _meets(wanted.about, about)
            and _meets(wanted.classes, kinds)
            and _meets(wanted.kinds, dispute.kinds)
            and _meets(wanted.documents, {d for one in dispute.said for d in one.documents})
            and _meets(wanted.properties, _properties(schema, dispute))
            and (dispute.spread or Decimal(0)) >= wanted.spread
        ):
            yield dispute


def _meets(wanted: Collection[str], found: Collection[str]) -> bool:
    return not wanted or bool(set(wanted) & set(found))


def _properties(schema: Schema, dispute: Dispute) -> set[str]:
    """In what a group disagrees, and by what it asks: `number` and `quantity` alike."""
    used = {contrast.property for contrast in dispute.contrasts}
    used |= {prop for one in dispute.said for prop in one.asks}
    codes = {
        value.value for one in dispute.said for values in one.asks.values() for value in values
    }
    return codes | {up for prop in used for up in schema.above(prop)}


def _named(view: View, found: list[Dispute]) -> dict[str, set[str]]:
    """The IRIs that each statement names, and those that what it names is made of."""
    named = {
        one.node: {
            value.value
            for values in (*one.asks.values(), *one.circumstances.values(), *one.answers.values())
            for value in values
            if isinstance(value, ox.NamedNode)
        }
        for dispute in found
        for one in dispute.said
    }
    inside: dict[str, set[str]] = {}
    nested = {iri for iris in named.values() for iri in iris if "/id/" in iri}
    for whole, part in ask(view, _PARTS, whole=nested):
        inside.setdefault(whole.value, set()).add(part.value)
    return {
        node: iris.union({node}, *(inside.get(iri, set()) for iri in iris))
        for node, iris in named.items()
    }


def _classes(view: View, named: dict[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for thing, cls in ask(view, _CLASSES, thing={iri for iris in named.values() for iri in iris}):
        found.setdefault(thing.value, set()).add(cls.value)
    return found
