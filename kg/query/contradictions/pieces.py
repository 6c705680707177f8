"""The statements that rules of arithmetic name, loaded at once: nodes, observations, entities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.errors import did_you_mean, shown
from kg.model.vocab import ENTITY, STATEMENT_NODE, local_name
from kg.query.ask import ask
from kg.query.contradictions import figures, statements, things

if TYPE_CHECKING:
    from kg.query.contradictions.checked import Rule
    from kg.query.contradictions.rules import Rules
    from kg.query.contradictions.said import Said
    from kg.query.looking.schema import Schema
    from kg.store.view import View

_KINDS = """
SELECT ?node ?kind WHERE {
  VALUES ?node { <https://example.org/> } VALUES ?kind { <https://example.org/> } ?node a ?kind
}
"""
_PROPERTIES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?property WHERE {
  VALUES ?kind { owl:DatatypeProperty owl:ObjectProperty } ?property a ?kind
}
"""


class Pieces:
    """What is known of the nodes that rules name, each as the statements that it makes."""

    def __init__(self, view: View, rules: Rules, schema: Schema, nodes: Iterable[str]) -> None:
        nodes = set(nodes)
        known = (prop.value for (prop,) in ask(view, _PROPERTIES))
        self._names: dict[str, str] = {local_name(prop): prop for prop in known}
        kinds = defaultdict[str, set[str]](set)
        wanted = {STATEMENT_NODE, ENTITY}
        for node, kind in ask(view, _KINDS, node=nodes, kind=wanted):
            kinds[kind.value].add(node.value)
        entities, told = kinds[ENTITY], kinds[STATEMENT_NODE]
        self._said: dict[str, list[Said]] = defaultdict(list)
        for said in statements.nodes_said(view, rules, schema, told):
            self._said[said.node].append(said)
        for said in figures.said_of(view, rules, nodes - entities - told):
            self._said[said.node].append(said)
        for said in things.said_of(view, entities):
            self._said[said.node].append(said)

    @property
    def know_properties(self) -> bool:
        """Whether the store has an ontology; another one fails no rule of ours."""
        return bool(self._names)

    def property(self, rule: Rule, name: str) -> str:
        """The property that a formula means.

        Raises:
            QueryError: there is none.
        """
        if name not in self._names:
            raise rule.wrong(f"no property {shown(name)}; {did_you_mean(name, self._names)}")
        return self._names[name]

    def said(self, node: str, prop: str) -> list[Said]:
        """The statements of a node that have a property."""
        return [said for said in self._said[node] if prop in said.answers]
