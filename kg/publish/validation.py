"""A validation as programs read it: JSON, and a `sh:ValidationReport` in Turtle (SHACL, §3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.model.vocab import DCTERMS, KG, PROV, RDF, RDFS, SH, XSD
from kg.query.validation.finding import Finding

if TYPE_CHECKING:
    from kg.query.validation.report import Located, Report

# The components of SHACL (§4, §5.3) by their terms; a constraint of cubes is none of them.
_QB = "http://www.w3.org/TR/vocab-data-cube/#"
_SEVERITIES = {"error": "Violation", "warning": "Warning"}
_PREFIXES = {"sh": SH, "dcterms": DCTERMS, "prov": PROV, "rdfs": RDFS, "xsd": XSD, "kg": KG}


def to_dict(report: Report) -> dict[str, Any]:
    """The report as JSON has it; what is not known of a finding is left out."""
    return {
        "valid": report.valid,
        "violations": report.violations,
        "warnings": len(report.found) - report.violations,
        "remarks": list(report.remarks),
        "results": [_result(one) for one in report.found],
    }


def _result(one: Located) -> dict[str, Any]:
    finding, where = one.finding, one.where
    flat = {
        "severity": "violation" if finding.severity == "error" else finding.severity,
        "constraint": finding.constraint,
        "message": finding.message,
        "entity": finding.focus,
        "label": one.label,
        "path": finding.path,
        "value": "" if finding.value is None else getattr(finding.value, "value", ""),
        "shape": finding.shape,
        "claim": finding.claim,
        "document": finding.document,
        "document_title": one.document,
        "dataset": one.dataset,
        "record": one.record,
        "file": where.file,
        "line": where.line,
    }
    return {key: value for key, value in flat.items() if value}


def write_turtle(report: Report, output: IO[bytes]) -> None:
    """Write the report in SHACL's own words, with claims, documents and lines beside them."""
    ox.serialize(_triples(report), output, ox.RdfFormat.TURTLE, prefixes=_PREFIXES)


def _triples(report: Report) -> Iterator[ox.Triple]:
    whole = ox.BlankNode("report")
    yield _typed(whole, "ValidationReport")
    valid = ox.Literal("true" if report.valid else "false", datatype=_node(XSD, "boolean"))
    yield ox.Triple(whole, _node(SH, "conforms"), valid)
    results = [(ox.BlankNode(f"r{n}"), one) for n, one in enumerate(report.found, 1)]
    yield from (ox.Triple(whole, _node(SH, "result"), name) for name, _ in results)
    for name, one in results:
        yield _typed(name, "ValidationResult")
        yield from (ox.Triple(name, *pair) for pair in _said(one))


def _typed(node: ox.BlankNode, kind: str) -> ox.Triple:
    return ox.Triple(node, _node(RDF, "type"), _node(SH, kind))


def _node(namespace: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(namespace + name)


def _said(one: Located) -> Iterator[tuple[ox.NamedNode, Any]]:
    finding = one.finding
    yield _node(SH, "focusNode"), _term(finding.focus)
    yield _node(SH, "resultSeverity"), _node(SH, _SEVERITIES[finding.severity])
    yield _node(SH, "sourceConstraintComponent"), _component(finding)
    yield _node(SH, "resultMessage"), ox.Literal(finding.message, language="en")
    if finding.path:
        yield _node(SH, "resultPath"), ox.NamedNode(finding.path)
    if finding.value is not None:
        yield _node(SH, "value"), finding.value
    if finding.shape:
        yield _node(SH, "sourceShape"), ox.NamedNode(finding.shape)
    yield from _beside(one)


def _beside(one: Located) -> Iterable[tuple[ox.NamedNode, Any]]:
    """What SHACL has no words for: claim, document, record, and the line of a file."""
    if one.finding.claim:
        yield _node(PROV, "wasDerivedFrom"), ox.NamedNode(one.finding.claim)
    if one.finding.document:
        yield _node(DCTERMS, "source"), ox.NamedNode(one.finding.document)
    if one.record:
        yield _node(KG, "recordId"), ox.Literal(one.record)
    if one.where.file:
        yield _node(RDFS, "comment"), ox.Literal(str(one.where))


def _term(focus: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(focus[2:]) if focus.startswith("_:") else ox.NamedNode(focus)


def _component(finding: Finding) -> ox.NamedNode:
    name = finding.constraint.removeprefix("sh:")
    if name == finding.constraint:
        return _node(_QB, name.lower())
    special = {"sparql": "SPARQL"}
    return _node(SH, f"{special.get(name, name[:1].upper() + name[1:])}ConstraintComponent")
