"""What is asked for in words: entities, classes, properties and documents by any of their names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kg.errors import ParameterError, did_you_mean, shown
from kg.model.names import fold
from kg.model.vocab import local_name
from kg.query.ask import ask
from kg.query.contradictions.search import Wanted
from kg.query.labels import long_iri
from kg.query.resolve import candidates, resolve

if TYPE_CHECKING:
    from kg.store.view import View

_TERMS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?name WHERE {
  VALUES ?kind { <https://example.org/> }
  ?term a ?kind OPTIONAL { ?term rdfs:label|skos:prefLabel ?name }
  FILTER(isIRI(?term))
}
"""
_OWL, _CONCEPT = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2004/02/skos/core#Concept"
_CLASSES = (f"{_OWL}Class",)
_PROPERTIES = (f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty")


def asked(
    view: View,
    *,
    about: str | None = None,
    classes: Iterable[str] = (),
    properties: Iterable[str] = (),
    documents: Iterable[str] = (),
    kinds: Iterable[str] = (),
    spread: str | float | Decimal = 0,
) -> Wanted:
    """Read what is asked for; an entity's namesakes (a state and its territory) are meant too.

    A property is also meant by a code that stands for one: `length` is what a measure is of.

    Raises:
        QueryError: nothing is named so.
        ParameterError: there is no such class or property, or the spread is no number.
    """
    return Wanted(
        about=[] if about is None else [found.iri for found in candidates(view, about)],
        classes={iri for name in classes for iri in _terms(view, name, "class", _CLASSES)},
        properties={
            iri
            for name in properties
            for iri in _terms(view, name, "property", (*_PROPERTIES, _CONCEPT))
        },
        documents={resolve(view, name, "Document") for name in documents},
        kinds=set(kinds),
        spread=_number(spread),
    )


def _terms(view: View, name: str, what: str, kinds: Iterable[str]) -> set[str]:
    """The terms that a name means: a label or local name, in any case or language."""
    if (iri := long_iri(view, name)) is not None:
        return {iri}
    names: dict[str, set[str]] = {}
    for term, label in ask(view, _TERMS, kind=kinds):
        for called in (local_name(term.value), *([label.value] if label else [])):
            names.setdefault(fold(called), set()).add(term.value)
    if fold(name) not in names:
        known = {local_name(term) for terms in names.values() for term in terms}
        raise ParameterError(f"there is no {what} {shown(name)}; {did_you_mean(name, known)}")
    return names[fold(name)]


def _number(text: str | float | Decimal) -> Decimal:
    try:
        found = Decimal(str(text))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise ParameterError(f"the spread is a number such as 1.5, not {shown(str(text))}")
    return found
