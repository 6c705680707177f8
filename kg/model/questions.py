"""What a statement asks, as against what it answers, in which circumstances, and what it adds.

A property asks unless the ontology marks it: with `kg:answers` (a number, a date), `kg:differsBy`
(a circumstance: period, unit, scope …) or `kg:aside`. Two statements of one class that ask the same
have one question.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.model.ontology import Ontology
from kg.model.terms import iri_text
from kg.model.vocab import ANSWERS, ASIDE, DIFFERS_BY


class Roles(NamedTuple):
    """The properties that do not tell what is spoken of, by why; those below them are in too."""

    beside: frozenset[str]
    circumstances: frozenset[str]


def roles(ontology: Ontology) -> Roles:
    """What the ontology marks: answers and asides, and circumstances."""
    answers = {s for s, p, value in ontology.triples if p in (ANSWERS, ASIDE) and '"true"' in value}
    circumstances = {s for s, p, _ in ontology.triples if p == DIFFERS_BY}
    return Roles(_with_below(ontology, answers), _with_below(ontology, circumstances))


def _with_below(ontology: Ontology, marked: set[str]) -> frozenset[str]:
    wanted = {iri_text(term) for term in marked}
    found = set(wanted)
    for declared in ontology.properties.values():
        above = {name for name, turned in ontology.entailments(declared.iri) if not turned}
        found |= {declared.iri} if above & wanted else set()
    return frozenset(found)
