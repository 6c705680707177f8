"""Which claims of an answer take part in a contradiction, where no build has kept it.

No more is looked at than they say. Compared are statements (two answers to one question) and
denials. Observations and the single values of things need more than an answer's own terms: a build
compares them (`contradictions.parties`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from typing import TYPE_CHECKING

from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.query.contradictions.said import Said
    from kg.store.view import View

MOST = 20_000  # claims; more are not compared, and the notes say so

_SEVERAL = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?question ?node ?other WHERE {
  VALUES ?claim { <https://example.org/> }
  GRAPH ?claim { ?node a ?class }
  ?node kg:question ?question .
  ?other kg:question ?question FILTER (?other != ?node)
}
"""


def disputed(view: View, claims: Set[str]) -> frozenset[str]:
    """Those of the claims that somebody contradicts, whether or not that can be explained.

    Raises:
        QueryError: the store cannot answer.
    """
    if not claims:
        return frozenset()
    from kg.query.contradictions import things

    several: dict[str, set[str]] = defaultdict(set)
    for question, *nodes in ask(view, _SEVERAL, claim=claims):
        several[question.value].update(node.value for node in nodes)
    denied = [group for group in things.denials(view) if _of(group) & claims]
    if not several and not denied:
        return frozenset()
    asked = {question: sorted(nodes) for question, nodes in several.items()}
    return frozenset(_in_dispute(view, asked, denied) & claims)


def _in_dispute(view: View, asked: dict[str, list[str]], denied: list[list[Said]]) -> set[str]:
    from kg.query.contradictions import statements
    from kg.query.contradictions.groups import disputes
    from kg.query.contradictions.rules import Rules
    from kg.query.looking.schema import Schema

    schema = Schema(view)
    rules = Rules(view, schema)
    rivals = [*denied, *statements.answers_to(view, rules, schema, asked)]
    return {
        claim
        for group in rivals
        for dispute in disputes(rules, group)
        for claim in _of(dispute.said)
    }


def _of(group: Iterable[Said]) -> set[str]:
    """The claims that give some answers."""
    return {claim for said in group for claim in said.sources}
