"""Looks at an RDF file and proposes the `dataset.yaml` that makes it one of a project's sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from kg.ingest.graphs.formats import format_of, statements
from kg.ingest.graphs.own import OwnTerms
from kg.ingest.proposals.proposal import DECIDE, HEAD, Proposal, yaml_text
from kg.model import vocab as v
from kg.model.ontology import Ontology
from kg.model.terms import Term, iri_text

_MOST = 100_000  # statements that are looked at
_SHOWN = 12


@dataclass(slots=True)
class GraphSample:
    """What was seen of an RDF file: its predicates, classes and named graphs, with their counts."""

    file: Path
    format: str
    shown: str = ""
    predicates: Counter[Term] = field(default_factory=Counter)
    classes: Counter[Term] = field(default_factory=Counter)
    graphs: Counter[Term] = field(default_factory=Counter)
    faults: dict[Term, str] = field(default_factory=dict)


def look_at_graph(file: Path, form: str, ontology: Ontology) -> GraphSample:
    """Look at the first statements of a file.

    Raises:
        DatasetError: it cannot be read.
    """
    own = OwnTerms(ontology)
    found = GraphSample(file, format_of(file, form))
    for subject, predicate, value, graph in islice(statements(file, found.format), _MOST):
        found.predicates[predicate] += 1
        found.graphs[graph] += 1
        if predicate == v.TYPE and not value.startswith("_:"):
            found.classes[value] += 1
        if why := own.refuses_subject(subject):
            found.faults.setdefault(subject, why)
    for term in found.classes:
        if own.is_term(term) and iri_text(term) not in ontology.classes:
            found.faults[term] = "a class that the ontology does not have"
    for term in found.predicates:
        if own.is_term(term) and term not in own.properties:
            found.faults[term] = "a property that the ontology does not have"
    return found


def propose_graph(sample: GraphSample, name: str, today: date) -> Proposal:
    """Propose how an RDF file becomes a dataset of some name, retrieved today."""
    head = HEAD.format(name=name, today=today.isoformat(), decide=DECIDE, kind=DECIDE)
    return Proposal(name, head + "\n".join(_lines(sample, name)) + "\n", "", tuple(_left(sample)))


def _lines(sample: GraphSample, name: str) -> Iterator[str]:
    yield "graphs:"
    yield f"  - file: {yaml_text(sample.shown or sample.file.name)}"
    yield f"    format: {sample.format}"
    yield f"    document: {name}"
    named = [graph for graph in sample.graphs if graph]
    if named:
        yield "    # named graphs, each of which may be another document, or another speaker's:"
        for graph in named[:_SHOWN]:
            yield f"    # named: [{_told(graph)}]    {sample.graphs[graph]:,} statements"
    yield "    # properties, any of which may stand in `ignore`:"
    for predicate, many in sample.predicates.most_common(_SHOWN):
        yield f"    # {_told(predicate)}    {many:,} times"


def _left(sample: GraphSample) -> Iterator[str]:
    yield f"every {DECIDE}: who published it, when, under which licence, what kind of document"
    for cls, many in sample.classes.most_common(_SHOWN):
        yield f"{many:,} subjects are {_told(cls)}"
    for term, why in list(sample.faults.items())[:_SHOWN]:
        yield f"{_told(term)}: {why}"


def _told(term: Term) -> str:
    return iri_text(term) if term.startswith("<") else term
