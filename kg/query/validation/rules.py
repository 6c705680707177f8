"""The property shapes of the ontology as rules: one for each path and constraint of SHACL (§4).

Shapes of several classes that ask the same of a property are one rule, which is asked of all their
members at once. `sh:maxCount` is none of them: it is held record by record when a build is made,
and more values across claims are a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.model.ontology import Ontology
from kg.model.terms import Term, iri_text
from kg.model.turtle import Graph
from kg.model.vocab import RDF, SH

_SINGLE = (
    "class",
    "datatype",
    "nodeKind",
    "minCount",
    "pattern",
    "minInclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
)
_LISTS = ("in", "languageIn")


class Rule(NamedTuple):
    """What the values of one property are to be, for the members of some classes."""

    path: Term
    name: str
    """The local name of the SHACL term."""
    values: tuple[Term, ...]
    """What the term says: one value, or the members of its list."""
    shapes: tuple[tuple[str, str], ...]
    """The classes that ask it, each with the shape that does; IRIs."""


def rules(ontology: Ontology) -> list[Rule]:
    """The rules of an ontology's shapes, in file order."""
    graph = Graph()
    for triple in ontology.triples:
        graph.add(triple)
    gathered: dict[tuple[Term, str, tuple[Term, ...]], dict[tuple[str, str], None]] = {}
    for shape in graph.subjects(RDF + "type", f"<{SH}NodeShape>"):
        targets = [iri_text(one) for one in graph.objects(shape, SH + "targetClass")]
        for part in graph.objects(shape, SH + "property"):
            for path in graph.objects(part, SH + "path"):
                for name, values in _asked(graph, part):
                    found = gathered.setdefault((path, name, values), {})
                    found |= dict.fromkeys((target, _name(shape)) for target in targets)
    return [Rule(*key, tuple(found)) for key, found in gathered.items()]


def _asked(graph: Graph, part: Term) -> Iterator[tuple[str, tuple[Term, ...]]]:
    for name in _SINGLE:
        for value in graph.objects(part, SH + name):
            yield name, (value,)
    for name in _LISTS:
        for head in graph.objects(part, SH + name):
            yield name, tuple(graph.items(head))


def _name(shape: Term) -> str:
    return iri_text(shape) if shape.startswith("<") else ""
