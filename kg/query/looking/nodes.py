"""Statement nodes: what has no name of its own, and is told by its content in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kg.model.vocab import (
    CLAIM,
    KG,
    LOCAL_ID,
    NEGATIVE,
    NOT_STATED,
    QB,
    RDF,
    SELECTOR,
    STATEMENT_NODE,
)
from kg.query.ask import ask
from kg.query.labels import Labels
from kg.query.looking.facts import Fact, facts_of, facts_to
from kg.query.looking.pointers import Pointers, pointers
from kg.query.looking.schema import schema_of
from kg.query.values import literal_text

if TYPE_CHECKING:
    from kg.store.view import View

# A claim is of an agreement, through an action, through a participation: three steps at most.
_STEPS = 3
_KEYS = frozenset({f"{KG}slug", LOCAL_ID.strip("<>")})
_TYPE = f"{RDF}type"
_NEGATIVE = NEGATIVE.strip("<>")
_UNSTATED = NOT_STATED.strip("<>")
_APART = frozenset({_TYPE, f"{QB}dataSet", SELECTOR.strip("<>")})

_RECORDS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?claim ?record WHERE {
  VALUES ?claim { <https://example.org/> }
  ?claim kg:recordId|kg:row ?record
}
"""


class Nodes:
    """The facts around one entity: its own, and those of the nameless nodes that belong to it."""

    def __init__(self, view: View, language: str = "en") -> None:
        self.view = view
        self.labels = Labels(view, language)
        self.schema = schema_of(view)
        self.facts: dict[str, list[Fact]] = {}
        self.pointing: dict[str, list[Fact]] = {}
        self.belonging: set[str] = set()
        self.left_out: dict[str, int] = {}
        self._nodes: set[str] = set()
        self._records: dict[str, str] = {}
        self._silent = _APART | self.schema.shown(CLAIM.strip("<>"))

    def grow(self, iri: str, most: int | None = None) -> None:
        """Load what is said of an entity, and of the nodes around it.

        Of what points at it by one property, only the first `most` are loaded; `left_out` has how
        many others there are.
        """
        self.load({iri})
        self.belonging |= {iri}
        few = Pointers() if most is None else pointers(self.view, self.schema, iri, most)
        self.left_out |= few.left_out
        level = {iri}
        for step in range(_STEPS):
            for fact in facts_to(self.view, level, few.kept if step == 0 else None):
                self.pointing.setdefault(fact.target, []).append(fact)
            behind = {fact.subject for node in level for fact in self.pointing.get(node, ())}
            level = self.admit(behind - self.facts.keys())
            self.belonging |= level
            if not level:
                break
        self.look_ahead()

    def look_ahead(self) -> None:
        """Load the nodes that the loaded ones point at: the measures of a comparison."""
        for _ in range(_STEPS):
            ahead = {fact.target for facts in self.facts.values() for fact in facts if fact.said}
            if not self.admit(ahead - self.facts.keys() - {""}):
                break

    def load(self, iris: Iterable[str]) -> None:
        """Load what is said of IRIs, and the labels of all that is named in it."""
        wanted = set(iris) - self.facts.keys()
        for iri in wanted:
            self.facts[iri] = []
        facts = facts_of(self.view, wanted)
        for fact in facts:
            self.facts[fact.subject].append(fact)
        predicates, targets = {f.predicate for f in facts}, {f.target for f in facts} - {""}
        self.schema.load(predicates)
        self.labels.load(predicates | wanted | targets)
        self._load_records(targets)

    def _load_records(self, iris: Iterable[str]) -> None:
        """Claims are told by the ids of their records, where something speaks of a claim."""
        roots = (f"{self.view.base}claim/", f"{self.view.base}observation/")
        claims = {iri for iri in iris if iri.startswith(roots)} - self._records.keys()
        for claim, record in ask(self.view, _RECORDS, claim=claims):
            self._records[claim.value] = record.value

    def admit(self, iris: Iterable[str]) -> set[str]:
        """Load those that have no name and are told by their content, and return them."""
        candidates = set(iris)
        self.labels.load(candidates)
        root = f"{self.view.base}id/" if self.view.base else ""
        nameless = {
            iri for iri in candidates if not self.labels.named(iri) and iri.startswith(root)
        }
        self.load(nameless)
        found = {iri for iri in nameless if self._is_node(iri)}
        self._nodes |= found
        return found

    def adopt(self, iris: Iterable[str]) -> None:
        """Load observations, which are told by their content as statement nodes are."""
        observations = set(iris)
        self.load(observations)
        self._nodes |= observations
        self.look_ahead()

    def is_node(self, iri: str) -> bool:
        """Whether an IRI is told by its content."""
        return iri in self._nodes

    def _is_node(self, iri: str) -> bool:
        types = {fact.target for fact in self.facts[iri] if fact.predicate == _TYPE}
        has_key = any(fact.predicate in _KEYS for fact in self.facts[iri])
        return bool(types) and not has_key and _NEGATIVE not in types

    def classes(self, iri: str) -> list[str]:
        """The lowest classes that somebody says a loaded IRI has."""
        said = {fact.target for fact in self.facts[iri] if fact.predicate == _TYPE and fact.said}
        return self.schema.lowest(said - {""})

    def class_label(self, iri: str) -> str:
        """The label of the class of a loaded IRI."""
        return next((self.labels.of(cls) for cls in self.classes(iri)), "")

    def is_statement(self, iri: str) -> bool:
        """Whether a node is a statement of its own, not only a link between entities."""
        return any(STATEMENT_NODE in self.schema.above(cls) for cls in self.classes(iri))

    def claims(self, iri: str) -> frozenset[str]:
        """The claims that state something of a loaded IRI."""
        return frozenset(claim for fact in self.facts[iri] for claim in fact.claims)

    def content(self, iri: str) -> list[Fact]:
        """What a node says, in the order of its shape, without what the catalogue adds."""
        classes = self.classes(iri)
        facts = [f for f in self.facts[iri] if f.said and f.predicate not in self._silent]
        return sorted(facts, key=lambda fact: self.schema.place(fact.predicate, classes))

    def leaves(self, iri: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """The outermost nodes that belong to one, and itself where they do not say it all."""
        children = {
            fact.subject
            for fact in self.pointing.get(iri, ())
            if fact.said and fact.subject in self._nodes and fact.subject not in seen
        }
        told = frozenset[str]().union(*(self.claims(child) for child in children))
        if self.is_statement(iri) or not children or not self.claims(iri) <= told:
            yield iri
        for child in sorted(children):
            yield from self.leaves(child, seen | {iri})

    def summary(self, iri: str, omit: frozenset[str] = frozenset()) -> str:
        """Tell a node in one line, by the labels and the order of its shape."""
        inside = omit | {iri}
        said: dict[str, list[str]] = {}
        for fact in self._told(iri, inside):
            values = said.setdefault(self.labels.of(fact.predicate), [])
            values.append(self.text(fact.value, inside))
        return "; ".join(f"{label}: {', '.join(values)}" for label, values in said.items())

    def _told(self, iri: str, inside: frozenset[str]) -> list[Fact]:
        """The content of a node that its summary tells: not what the page is about, or unstated."""
        left_out = inside | {iri, _UNSTATED}
        return [fact for fact in self.content(iri) if fact.target not in left_out]

    def text(self, value: Any, inside: frozenset[str] = frozenset()) -> str:
        """Write a value: a label, a node's content in brackets, or a literal."""
        iri = value.value if type(value).__name__ == "NamedNode" else ""
        if iri in self._nodes:
            told = self._told(iri, inside)
            if len(told) == 1:
                return self.text(told[0].value, inside | {iri})
            return f"[{self.summary(iri, inside)}]"
        if iri in self._records:
            return f"claim {self._records[iri]}"
        return self.labels.of(iri) if iri else literal_text(value)
