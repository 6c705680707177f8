"""How what is said has changed: a changed figure, a denial, a retraction, what was not dated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.build import build
from kg.errors import ParameterError, QueryError
from kg.project import find_project, shipped_root
from tests.command import run_kg

DATASET = """\
title: Papers
language: en
documents:
  - {id: first, title: First, publisher: {Organisation: {slug: daily, name: Daily}}, issued: 2021}
  - {id: amid, title: Amid, publisher: daily, issued: 2021-06}
  - {id: second, title: Second, publisher: daily, issued: 2023-04}
  - {id: third, title: Third, publisher: daily, issued: 2024-05-02}
  - {id: read, title: Read, publisher: daily, retrieved: 2024-06-01}
"""
AREA = "Measure: {of: port, quantity: area, unit: hectare, number:"
CARGO = "of: port, quantity: cargo, unit: tonne"
OPENS = "of: port, quantity: traffic-capacity, unit: tonne-per-year"
DEPTH = "of: port, quantity: depth, unit: metre"
AGAIN = "status: retracted, retracted: {on: 2023-02-01, why: another}"
TAKEN = "status: retracted, retracted: {on: 2022-02-01, why: a slip}"
RECORDS = f"""\
document: first
records:
  - id: things
    says:
      - SeaPort: {{slug: port, name: The port}}
      - State: {{iso3: KAZ, name: Kazakhstan}}
      - Agreement: {{slug: pact, name: The pact}}
  - {{id: area, says: {{{AREA} 100}}}}}}
  - {{id: same, document: second, says: {{{AREA} 100}}}}}}
  - {{id: more, document: third, says: {{{AREA} 130}}}}}}
  - {{id: back, document: read, says: {{{AREA} 100}}}}}}
  - {{id: part, document: third, says: {{{AREA} 20, scope: national-section}}}}}}
  - {{id: cargo, {TAKEN}, says: {{Measure: {{{CARGO}, number: 1}}}}}}
  - {{id: cargo, says: {{Measure: {{{CARGO}, number: 2}}}}}}
  - {{id: amid, document: amid, says: {{Measure: {{{CARGO}, number: 3}}}}}}
  - {{id: plan, document: second, says: {{Measure: {{{OPENS}, number: 5, modality: planned}}}}}}
  - {{id: opens, says: {{Measure: {{{OPENS}, number: 5, startDate: 2029}}}}}}
  - {{id: deep, {TAKEN}, says: {{Measure: {{{DEPTH}, number: 1}}}}}}
  - {{id: deep, {AGAIN}, says: {{Measure: {{{DEPTH}, number: 2}}}}}}
  - {{id: deep, says: {{Measure: {{{DEPTH}, number: 3}}}}}}
  - id: kept
    says:
      Agreement:
        slug: kept
        name: The kept pact
        articleCount: 12
        participations: {{party: KAZ, actions: {{actionType: signature, date: 2020}}}}
  - {{id: counted, document: third, says: {{Agreement: {{slug: kept, articleCount: 13}}}}}}
  - id: not-counted
    document: read
    denies: {{of: {{Agreement: kept}}, property: articleCount, value: 12}}
  - id: signed
    says:
      Agreement: {{slug: pact, participations: {{party: KAZ, actions: {{actionType: signature}}}}}}
  - id: not-signed
    document: third
    denies: {{of: {{Agreement: pact}}, property: signatory, value: KAZ}}
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("papers") / "project"
    shutil.copytree(shipped_root() / "ontology", target / "ontology")
    (target / "data" / "papers").mkdir(parents=True)
    (target / "queries").mkdir()
    (target / "data" / "papers" / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    (target / "data" / "papers" / "facts.yaml").write_text(RECORDS, encoding="utf-8")
    report = build(find_project(target))
    assert [str(one) for one in report.issues if one.severity == "error"] == []
    return target


@pytest.fixture(scope="module")
def graph(papers: Path) -> Graph:
    return kg.open(papers)


def told(graph: Graph, *asked: str) -> list[tuple[str, str, str, str]]:
    return [(one.when, one.how, one.before, one.after) for one in graph.history(*asked)]


def test_each_document_says_what_it_changed(graph: Graph) -> None:
    assert told(graph, "port", "area") == [
        ("2021", "first said", "", "100 hectare"),
        ("2023-04", "repeated", "", "100 hectare"),
        ("2024-05-02", "changed", "100 hectare", "130 hectare"),
        ("2024-05-02", "first said", "", "20 hectare"),  # of another scope
        ("retrieved 2024-06-01", "changed", "130 hectare", "100 hectare"),
    ]


def test_the_unit_of_a_number_stands_beside_it(graph: Graph) -> None:
    assert told(graph, "port", "traffic-capacity")[0][3] == "5 tonne per year 2029"


def test_a_plan_is_another_answer_to_the_question_that_was_answered(graph: Graph) -> None:
    _, changed = told(graph, "port", "traffic-capacity")
    assert changed == ("2023-04", "changed", "5 tonne per year 2029", "5 tonne per year (planned)")


def test_what_was_taken_back_stands_before_what_came_in_its_place(graph: Graph) -> None:
    found = graph.history("port", "cargo")
    assert [(one.when, one.how, one.after, one.note) for one in found] == [
        ("2021-06", "first said", "3 tonne", ""),
        ("2022-02-01", "retracted", "", "a slip"),
        ("2022-02-01", "revised", "2 tonne", ""),
    ]
    assert found[2].before == "3 tonne"
    assert found[1].attribution.title == "First"


def test_what_was_taken_back_twice_is_told_from_the_first_on(graph: Graph) -> None:
    found = graph.history("port", "depth")
    assert [(one.when, one.how, one.after, one.note) for one in found] == [
        ("2022-02-01", "retracted", "", "a slip"),
        ("2023-02-01", "retracted", "", "another"),
        ("2023-02-01", "revised", "3 metre", ""),
    ]


def test_a_value_is_told_beside_the_statement_of_its_claim_and_the_short_way_is_not(
    graph: Graph,
) -> None:
    lines = [(one.respect, one.before, one.after) for one in graph.history("kept")]
    assert ("number of articles", "12", "13") in lines
    assert not [line for line in lines if line[0] == "signatory"]
    assert [line for line in lines if "signature" in " ".join(line)]


def test_a_denial_is_one_line_of_what_it_denies(graph: Graph) -> None:
    lines = [one for one in graph.history("pact", "signatory") if one.respect == "signatory"]
    assert [(one.when, one.how) for one in lines] == [
        ("2021", "first said"),
        ("2024-05-02", "denied"),
    ]
    assert [one.how for one in graph.history("KAZ", "signatory")].count("denied") == 1


def test_what_is_denied_stays_in_the_thread_of_what_came_in_its_place(graph: Graph) -> None:
    assert told(graph, "kept", "articleCount") == [
        ("2021", "first said", "", "12"),
        ("2024-05-02", "changed", "12", "13"),
        ("retrieved 2024-06-01", "denied", "13", "12"),
    ]


def test_as_of_a_day_the_history_ends_there(papers: Path) -> None:
    past = kg.open(papers, as_of="2022-01")
    assert told(past, "port", "area") == [("2021", "first said", "", "100 hectare")]
    assert told(past, "port", "cargo") == [
        ("2021", "first said", "", "1 tonne"),
        ("2021-06", "changed", "1 tonne", "3 tonne"),
    ]


def test_a_slip_is_answered_with_what_was_meant(graph: Graph) -> None:
    with pytest.raises(QueryError, match=r"did you mean State/KAZ"):
        graph.history("Kazahstan")
    with pytest.raises(ParameterError, match='no property "aera"; did you mean "area"'):
        graph.history("port", "aera")


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("csv", "2024-05-02,issued,changed,The port,"),
        ("md", "| 2024-05-02 | issued | changed | The port |"),
        ("json", '"how": "changed"'),
        ("table", "2024-05-02\tissued\tchanged\tThe port\t"),
    ],
)
def test_a_history_is_written_in_each_format(papers: Path, form: str, wanted: str) -> None:
    done = run_kg("history", "port", "area", "--format", form, cwd=papers)
    assert wanted in done.stdout, done.stderr
    empty = run_kg("history", "port", "length", cwd=papers)
    assert "Nobody says anything of it by that." in empty.stderr
