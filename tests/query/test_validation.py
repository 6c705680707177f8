"""Whatever breaks a shape is found: what pySHACL finds in the same data, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from kg.check import quiet
from kg.model.shapes import read_ontology_file
from kg.model.vocab import SH
from kg.project import find_project
from kg.query.validation.rules import rules
from kg.store.embedded import open_files
from kg.validate import validate
from tests.projects import CASES

FOLDERS = sorted((CASES / "validation").iterdir())
Broken = tuple[str, str, str, str]
TERMS = {
    "class",
    "datatype",
    "in",
    "languageIn",
    "maxInclusive",
    "maxLength",
    "minCount",
    "minInclusive",
    "minLength",
    "nodeKind",
    "pattern",
}
# More values across claims are a contradiction: what the oracle says of them is left out.
CARDINALITY = rdflib.URIRef(f"{SH}maxCount")


def found(case: Path) -> set[Broken]:
    """What breaks a shape: constraint, node, property, value."""
    view = open_files([case / "data.ttl"])
    report = validate(find_project(None), view, "", quiet, ontology=case / "shapes.ttl")
    return {
        (
            one.finding.constraint.removeprefix("sh:").lower(),
            one.finding.focus,
            one.finding.path,
            "" if one.finding.value is None else str(one.finding.value),
        )
        for one in report.found
    }


def by_oracle(case: Path) -> set[Broken]:
    shapes = rdflib.Graph().parse(case / "shapes.ttl")
    shapes.remove((None, CARDINALITY, None))
    data = rdflib.Graph().parse(case / "data.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    said = rdflib.Namespace(SH)
    results = report.objects(None, said.result)
    return {
        (
            str(report.value(one, said.sourceConstraintComponent))
            .rpartition("#")[2]
            .removesuffix("ConstraintComponent")
            .lower(),
            str(report.value(one, said.focusNode)),
            str(report.value(one, said.resultPath) or ""),
            _term(report.value(one, said.value)),
        )
        for one in results
    }


def _term(node: object) -> str:
    if node is None:
        return ""
    if not isinstance(node, rdflib.Literal):
        return f"<{node}>"
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    kind = node.datatype or rdflib.XSD.string
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(kind))))


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.name)
def test_what_is_broken_is_what_the_oracle_finds(case: Path) -> None:
    broken = found(case)
    assert broken == by_oracle(case)
    assert bool(broken) == (case.name != "maxCount"), "each case plants something"


def test_every_term_of_the_rules_has_a_case() -> None:
    asked = {
        rule.name for case in FOLDERS for rule in rules(read_ontology_file(case / "shapes.ttl"))
    }
    assert asked == TERMS


@pytest.mark.parametrize(
    ("kind", "text"), [("decimal", "1e3"), ("gYear", "25"), ("integer", "1.0"), ("date", "2025")]
)
def test_a_form_that_the_datatype_does_not_have_is_no_value_of_it(
    kind: str, text: str, tmp_path: Path
) -> None:
    """The oracle reads some of these as Python does; XML Schema does not."""
    shapes = (CASES / "validation" / "datatype-date" / "shapes.ttl").read_text(encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(shapes.replace("xsd:date ", f"xsd:{kind} "))
    (tmp_path / "data.ttl").write_text(
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        "@prefix e: <https://e.example/ontology#> ."
        f'<https://e.example/id/a> a e:Ferry ; e:says "{text}"^^xsd:{kind} .'
    )
    assert [one[0] for one in found(tmp_path)] == ["datatype"]


def test_a_date_is_held_against_a_bound_as_precisely_as_it_was_said(tmp_path: Path) -> None:
    shapes = (CASES / "validation" / "bounds-of-dates" / "shapes.ttl").read_text(encoding="utf-8")
    shapes = shapes.replace("sh:datatype xsd:date", "sh:nodeKind sh:Literal")
    (tmp_path / "shapes.ttl").write_text(shapes)
    (tmp_path / "data.ttl").write_text(
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        "@prefix e: <https://e.example/ontology#> ."
        '<https://e.example/id/a> a e:Ship ; e:says "2013"^^xsd:gYear , "2013-09"^^xsd:gYearMonth ,'
        ' "2012"^^xsd:gYear , "2026-01"^^xsd:gYearMonth .'
    )
    years = {(name, value.split('"')[1]) for name, _, _, value in found(tmp_path)}
    assert years == {("mininclusive", "2012"), ("maxinclusive", "2026-01")}


def test_what_a_source_does_not_state_fits_every_class(tmp_path: Path) -> None:
    shutil.copy(CASES / "validation" / "class" / "shapes.ttl", tmp_path)
    (tmp_path / "data.ttl").write_text(
        "@prefix e: <https://e.example/ontology#> ."
        "<https://e.example/id/a> a e:Ship ; e:port <https://w3id.org/sogdian/code/not-stated> ."
    )
    assert found(tmp_path) == set()
