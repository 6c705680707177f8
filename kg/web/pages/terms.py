"""The ontology as one page, each term at its own fragment, and as RDF with its shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.model.vocab import OWL, RDFS, SKOS, local_name
from kg.query.ask import ask
from kg.query.labels import Labels
from kg.web.actions import Asked, Reply
from kg.web.pages.counts import counted
from kg.web.pages.page import page
from kg.web.pages.title import description_of

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.store.view import View

_TERMS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?term ?kind WHERE {
  VALUES ?kind {
    owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:Ontology
    sh:NodeShape
  }
  ?term a ?kind FILTER(isIRI(?term))
}
"""

_SAID = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?property ?value WHERE {
  VALUES ?term { <https://example.org/> }
  ?term ?property ?value
  FILTER(
    !isBLANK(?value) && ?property IN (
      rdfs:label, skos:definition, rdfs:subClassOf, rdfs:subPropertyOf, rdfs:domain, rdfs:range,
      owl:inverseOf, qb:codeList
    )
  )
}
"""

_LISTS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?list (COUNT(?code) AS ?count) WHERE { ?code skos:inScheme ?list } GROUP BY ?list
"""

_ABOVE = (f"{RDFS}subClassOf", f"{RDFS}subPropertyOf")


class Term(NamedTuple):
    """A class or property, and what the ontology says of it."""

    iri: str
    names: tuple[tuple[str, str], ...]
    definition: str
    above: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: tuple[str, ...]
    codes: tuple[str, ...]
    members: int

    @property
    def local(self) -> str:
        """The name behind the namespace, by which a fragment asks for it."""
        return local_name(self.iri)

    @property
    def name(self) -> str:
        """What it is called in English, or at all."""
        return next((text for language, text in self.names if language in ("en", "")), self.local)


class Terms(NamedTuple):
    """The terms of a project's own ontology, and its lists of codes with their sizes."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    lists: tuple[tuple[str, int], ...]
    labels: Labels


def is_ontology(view: View, iri: str) -> bool:
    """Whether an IRI is that of the project's ontology."""
    return bool(view.base) and iri == f"{view.base}ontology"


def terms_page(graph: Graph, asked: Asked) -> Reply:
    """The page of the ontology."""
    values = {"terms": terms(graph.view), "description": description_of(graph)}
    return page(graph, asked, "ontology.html", values)


@lru_cache(maxsize=1)
def terms(view: View) -> Terms:
    """Read the ontology of a build."""
    kinds = _kinds(view)
    said = _said(view, kinds)
    counts = {one.iri: one.members for one in counted(view)}
    made = {iri: _term(iri, said[iri], counts.get(iri, 0)) for iri in kinds}
    labels = Labels(view)
    labels.load({other for one in made.values() for part in one[3:8] for other in part})
    labels.load(made)
    sizes = {one.value: int(count.value) for one, count in ask(view, _LISTS)}
    labels.load(sizes)
    classes = [made[iri] for iri, found in kinds.items() if f"{OWL}Class" in found]
    props = [made[iri] for iri, found in kinds.items() if any("Property" in one for one in found)]
    ordered = sorted(sizes.items(), key=lambda item: labels.of(item[0]).casefold())
    return Terms(_sorted(classes), _sorted(props), tuple(ordered), labels)


def _sorted(found: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(found, key=lambda one: one.local.casefold()))


def _kinds(view: View) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for term, kind in ask(view, _TERMS):
        if term.value.startswith(f"{view.base}ontology"):
            found[term.value].add(kind.value)
    return found


def _said(view: View, iris: Iterable[str]) -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]
    found = defaultdict(lambda: defaultdict(list))
    for term, prop, value in ask(view, _SAID, term=iris):
        found[term.value][prop.value].append(value)
    return found


def _term(iri: str, said: dict[str, list[ox.NamedNode | ox.Literal]], count: int) -> Term:
    def iris(*props: str) -> tuple[str, ...]:
        return tuple(sorted({one.value for prop in props for one in said.get(prop, ())}))

    names = sorted(_worded(said.get(f"{RDFS}label", ())))
    definitions = dict(_worded(said.get(f"{SKOS}definition", ())))
    return Term(
        iri,
        tuple(names),
        definitions.get("en", next(iter(definitions.values()), "")),
        iris(*_ABOVE),
        iris(f"{RDFS}domain"),
        iris(f"{RDFS}range"),
        iris(f"{OWL}inverseOf"),
        iris("http://purl.org/linked-data/cube#codeList"),
        count,
    )


def _worded(values: Iterable[ox.NamedNode | ox.Literal]) -> list[tuple[str, str]]:
    return [(one.language or "", one.value) for one in values if isinstance(one, ox.Literal)]


def defined(view: View) -> list[ox.Quad]:
    """Everything that the ontology says of its terms, with the blank nodes of its shapes."""
    iris = " ".join(str(ox.NamedNode(iri)) for iri in _kinds(view))
    answer = view.query(f"DESCRIBE {iris}")
    assert isinstance(answer, ox.QueryTriples)
    return [ox.Quad(*triple) for triple in answer]
