"""Reads the constraints that a shape holds as SPARQL (SHACL, §5): `sh:sparql` with its `sh:select`.

They say what a bound of one property cannot: that dates follow each other, that a unit fits. What
they find is an error, or a warning where the shape has `sh:severity sh:Warning`. It is held
against each document alone, or across documents where `kg:acrossDocuments` says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import OntologyError, Where
from kg.model.ontology import Constraint
from kg.model.terms import Term, iri_text
from kg.model.turtle import Graph, read_utf8
from kg.model.vocab import ACROSS, RDF, SH

_TERMS = frozenset({"message", "select"})
_SEVERITIES = {f"<{SH}Violation>": "error", f"<{SH}Warning>": "warning"}


def constraints(graph: Graph) -> Iterator[Constraint]:
    """The constraints of all shapes, in file order.

    Raises:
        OntologyError: one is not complete, or says what would have no effect.
    """
    for shape in graph.subjects(RDF + "type", f"<{SH}NodeShape>"):
        severity = _severity(graph, shape)
        targets = tuple(map(iri_text, graph.objects(shape, SH + "targetClass")))
        for node in graph.objects(shape, SH + "sparql"):
            yield _constraint(graph, shape, node, targets, severity)


def _severity(graph: Graph, shape: Term) -> str:
    given = graph.object(shape, SH + "severity")
    if given is None:
        return "error"
    if given not in _SEVERITIES:
        raise _wrong(graph, shape, f"sh:severity of {shape} is sh:Violation or sh:Warning")
    if graph.objects(shape, SH + "property"):
        raise _wrong(
            graph,
            shape,
            f"sh:severity of {shape} would have no effect on its sh:property, which records must "
            "fit; give its sh:sparql a shape of their own",
        )
    return _SEVERITIES[given]


def _constraint(
    graph: Graph, shape: Term, node: Term, targets: tuple[str, ...], severity: str
) -> Constraint:
    names = {iri_text(term).removeprefix(SH) for term in graph.predicates(node) if SH in term}
    for name in sorted(names - _TERMS):
        raise _wrong(
            graph,
            shape,
            f"sh:{name} is not supported in sh:sparql of {shape}; it has sh:message and "
            "sh:select, and the query declares its own prefixes",
        )
    select = graph.text(node, SH + "select")
    message = graph.english(node, SH + "message")
    if not select or not message:
        missing = "sh:message" if select else "sh:select"
        raise _wrong(graph, shape, f"sh:sparql of {shape} needs one {missing}")
    across = graph.text(node, iri_text(ACROSS)) == "true"
    return Constraint(targets, message, select, severity, _place(graph, shape, select), across)


def _wrong(graph: Graph, shape: Term, message: str) -> OntologyError:
    return OntologyError(message, where=graph.where(shape))


def _place(graph: Graph, shape: Term, select: str) -> Where:
    """The first line of the query; that of its shape, if the file writes it with escapes."""
    shaped = graph.where(shape)
    if not shaped.file:
        return shaped
    text = read_utf8(graph.files[shape])
    start = text.find(select)
    return shaped._replace(line=text.count("\n", 0, start) + 1) if start >= 0 else shaped
