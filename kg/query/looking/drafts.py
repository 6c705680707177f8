"""The lines of an entity's page before it is known who says them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.model.vocab import (
    ASSERTION_PROPERTY,
    NEGATIVE,
    RDF,
    SOURCE_INDIVIDUAL,
    TARGET_INDIVIDUAL,
    TARGET_VALUE,
)
from kg.query.ask import ask
from kg.query.looking.facts import Fact
from kg.query.looking.nodes import Nodes

TYPE = f"{RDF}type"
_SOURCE, _PROPERTY, _NEGATIVE = (
    term.strip("<>") for term in (SOURCE_INDIVIDUAL, ASSERTION_PROPERTY, NEGATIVE)
)
_TARGETS = frozenset({TARGET_INDIVIDUAL.strip("<>"), TARGET_VALUE.strip("<>")})

_CLASSES = """
SELECT ?subject ?class WHERE {
  VALUES ?subject { <https://example.org/> }
  ?subject a ?class FILTER(isIRI(?class))
}
"""


class Draft(NamedTuple):
    """One line: its heading (predicate, class of what points here), its value, its claims."""

    predicate: str
    cls: str
    text: str
    value: Any
    claims: frozenset[str]
    inferred: bool = False
    denied: bool = False

    @property
    def backwards(self) -> bool:
        """Whether the line is about something that points at the entity."""
        return bool(self.cls)

    @property
    def iri(self) -> str:
        """The IRI that is the value, or the empty string."""
        return self.value.value if isinstance(self.value, ox.NamedNode) else ""

    @property
    def language(self) -> str:
        """The language of a text, or the empty string."""
        return getattr(self.value, "language", None) or ""


def drafts(nodes: Nodes, iri: str) -> list[Draft]:
    """Every line that the facts around an entity give, but for the observations."""
    found = (*_forwards(nodes, iri), *_backwards(nodes, iri), *_denials(nodes, iri))
    return list(dict.fromkeys(found))


def _forwards(nodes: Nodes, iri: str) -> Iterator[Draft]:
    inside = frozenset({iri})
    back = {
        (fact.subject, nodes.schema.inverses.get(up))
        for fact in nodes.pointing.get(iri, ())
        for up in nodes.schema.above(fact.predicate)
        if fact.said
    }
    for fact in _without_repeats(nodes, nodes.facts[iri]):
        if fact.said or (fact.target, fact.predicate) not in back:
            text = nodes.text(fact.value, inside)
            yield Draft(fact.predicate, "", text, fact.value, frozenset(fact.claims), not fact.said)


def _without_repeats(nodes: Nodes, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Leave out what is inferred only because a lower property or class has it."""
    known = list(facts)
    higher = {
        (fact.subject, up, fact.value)
        for fact in known
        for up in nodes.schema.above(fact.predicate)[1:]
    }
    classes = {fact.target for fact in known if fact.predicate == TYPE and fact.said}
    superclasses = {up for cls in classes for up in nodes.schema.above(cls)[1:]}
    for fact in known:
        is_superclass = fact.predicate == TYPE and fact.target in superclasses
        repeats = (fact.subject, fact.predicate, fact.value) in higher or is_superclass
        if fact.said or not repeats:
            yield fact


def _backwards(nodes: Nodes, iri: str) -> Iterator[Draft]:
    said = {
        (nodes.schema.inverses.get(up), fact.target)
        for fact in nodes.facts[iri]
        for up in nodes.schema.above(fact.predicate)
        if fact.said
    }
    facts = [
        fact
        for fact in _without_repeats(nodes, nodes.pointing.get(iri, ()))
        if fact.said or (fact.predicate, fact.subject) not in said
    ]
    classes = lowest_classes(nodes, {fact.subject for fact in facts})
    for fact in facts:
        if _NEGATIVE not in classes.get(fact.subject, ()):
            yield from _pointing(nodes, fact, classes)


def _pointing(nodes: Nodes, fact: Fact, classes: dict[str, list[str]]) -> Iterator[Draft]:
    """The line of an entity that points here, or those of a node and of what belongs to it."""
    inferred = not fact.said
    if not nodes.is_node(fact.subject):
        cls = next(iter(classes.get(fact.subject, ())), RDF + "Resource")
        subject = ox.NamedNode(fact.subject)
        text = nodes.labels.of(fact.subject)
        yield Draft(fact.predicate, cls, text, subject, frozenset(fact.claims), inferred)
        return
    for leaf in dict.fromkeys(nodes.leaves(fact.subject)):
        cls = next(iter(nodes.classes(leaf)), RDF + "Resource")
        text = nodes.summary(leaf, frozenset({fact.target}))
        claims = nodes.claims(leaf)
        yield Draft(fact.predicate, cls, text, ox.NamedNode(leaf), claims, inferred)


def lowest_classes(nodes: Nodes, subjects: Iterable[str]) -> dict[str, list[str]]:
    """The classes of things that are not loaded, without those above others of them."""
    found: dict[str, set[str]] = defaultdict(set)
    for subject, cls in ask(nodes.view, _CLASSES, subject=set(subjects)):
        found[subject.value].add(cls.value)
    lowest = {subject: nodes.schema.lowest(classes) for subject, classes in found.items()}
    nodes.labels.load(cls for classes in lowest.values() for cls in classes)
    return lowest


def _denials(nodes: Nodes, iri: str) -> Iterator[Draft]:
    """Negative assertions, as lines of the property that is denied."""
    pointing = {
        fact.subject
        for facts in nodes.pointing.values()
        for fact in facts
        if fact.predicate == _SOURCE or fact.predicate in _TARGETS
    }
    nodes.load(pointing)
    for denial in sorted(pointing):
        parts = {fact.predicate: fact.value for fact in nodes.facts[denial]}
        target = next((parts[name] for name in sorted(_TARGETS) if name in parts), None)
        if target is not None and _SOURCE in parts and _PROPERTY in parts:
            ends = (parts[_SOURCE], target)
            yield _denial(nodes, iri, parts[_PROPERTY].value, ends, nodes.claims(denial))


def _denial(
    nodes: Nodes, iri: str, prop: str, ends: tuple[Any, Any], claims: frozenset[str]
) -> Draft:
    source, target = ends
    nodes.labels.load({source.value, prop, getattr(target, "value", "")})
    if source.value == iri:
        return Draft(prop, "", nodes.text(target), target, claims, denied=True)
    cls = next(iter(lowest_classes(nodes, {source.value}).get(source.value, ())), prop)
    text = nodes.text(source)
    if getattr(target, "value", "") != iri:
        text = f"{text} {nodes.labels.of(prop)} {nodes.text(target)}"
    return Draft(prop, cls, text, source, claims, denied=True)
