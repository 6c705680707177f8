"""What follows from one triple by the ontology alone: superclasses, superproperties, inverses.

It is worked out while a record is mapped, triple by triple, and cached with it; only what needs
several claims (places within places, companies active in states) is left to the rules of
`ontology/rules/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from kg.model.dates import Period
from kg.model.ontology import Ontology
from kg.model.terms import Term, Triple, iri_text, literal
from kg.model.vocab import EARLIEST, FIRST_DAY, LAST_DAY, LATEST, OWL, PERIOD, TYPE, XSD

THING = OWL + "Thing"


def entailed(ontology: Ontology, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Superclasses, superproperties and inverses of what is said."""
    for subject, predicate, value in triples:
        if predicate == TYPE:
            cls = ontology.classes.get(iri_text(value))
            for above in cls.supers[1:] if cls else ():
                if above != THING:
                    yield Triple(subject, TYPE, f"<{above}>")
            continue
        yield from _properties(ontology, subject, iri_text(predicate), value)


def _properties(ontology: Ontology, subject: Term, name: str, value: Term) -> Iterator[Triple]:
    for predicate, turned in ontology.entailments(name):
        if not turned:
            yield Triple(subject, f"<{predicate}>", value)
        elif value.startswith("<"):
            yield Triple(value, f"<{predicate}>", subject)


def day(value: date) -> Term:
    """A day as a literal."""
    return literal(value.isoformat(), XSD + "date")


def span(subject: Term, days: Iterable[tuple[date, date]]) -> Iterator[Triple]:
    """The first and the last day that the dates of a node can mean, all taken together."""
    known = list(days)
    if known:
        yield Triple(subject, EARLIEST, day(min(first for first, _ in known)))
        yield Triple(subject, LATEST, day(max(last for _, last in known)))


def period(subject: Term, value: Period) -> Iterator[Triple]:
    """What a period's IRI means."""
    yield Triple(subject, TYPE, f"<{PERIOD}>")
    yield Triple(subject, FIRST_DAY, day(value.first))
    yield Triple(subject, LAST_DAY, day(value.last))
