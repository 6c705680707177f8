"""What holds of every claim, whatever it says: DESIGN §4."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.build import build
from kg.store.embedded import open_build
from kg.store.view import View
from tests.projects import CASES, add_facts, mini, quads, with_case

M = "https://mini.example/ontology#"
KG = "https://w3id.org/sogdian/ontology#"
DOCUMENTS = ("doc", "bare")
GOOD = sorted((CASES / "ingest").iterdir())


def built(project_of: Path, name: str, facts: str = "") -> View:
    """The build of the three-class project with some facts."""
    project = mini(project_of)
    if facts:
        add_facts(project, name, facts)
    report = build(project)
    assert not report.failed, report.issues
    return open_build(report.folder)


def ask(view: View, query: str) -> bool:
    return bool(view.query(f"PREFIX m: <{M}> PREFIX kg: <{KG}> ASK {{ {query} }}"))


def count(view: View, pattern: str) -> int:
    solutions = view.query(f"PREFIX m: <{M}> SELECT * {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return sum(1 for _ in solutions)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_claims_are_whole(case: Path, tmp_path: Path) -> None:
    project = with_case(case, tmp_path / "project")
    lines = quads(project, case.name, tmp_path / "cache")
    assert lines == sorted(set(lines))
    found = list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))
    default = {quad.triple for quad in found if quad.graph_name == ox.DefaultGraph()}
    for quad in found:
        assert quad.triple in default, "what stands in a graph stands in the default graph too"
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)
    claims = {quad.graph_name for quad in found} - {ox.DefaultGraph()}
    claims -= {ox.NamedNode("https://mini.example/graph/inferred")}
    described = {
        triple.subject for triple in default if triple.object == ox.NamedNode(KG + "Claim")
    }
    assert claims <= described
    for claim in described:
        assert any(
            triple.subject == claim and triple.predicate.value.endswith("#wasDerivedFrom")
            for triple in default
        ), "no claim without a source"


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_staging_twice_gives_the_same_lines(case: Path, tmp_path: Path) -> None:
    project = with_case(case, tmp_path / "project")
    first = quads(project, case.name, tmp_path / "one")
    assert quads(project, case.name, tmp_path / "one") == first
    assert quads(project, case.name, tmp_path / "two") == first


def shuffled(value: object, order: random.Random) -> object:
    """The same YAML with the keys of every mapping in another order."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(inner, order)) for key, inner in value.items()]
        order.shuffle(pairs)
        return dict(pairs)
    return [shuffled(inner, order) for inner in value] if isinstance(value, list) else value


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.randoms(use_true_random=False))
def test_order_means_nothing(
    order: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    case = CASES / "ingest" / "flat"
    folder = tmp_path_factory.mktemp("order")
    project = with_case(case, folder / "project")
    facts = yaml.load((case / "facts.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    mixed = shuffled(facts, order)
    assert isinstance(mixed, dict)
    for record in mixed["records"]:
        if isinstance(record["says"], list):
            order.shuffle(record["says"])
    documents = [
        "{id: doc, title: A, publisher: Port office, sha256: %s, textLength: 100}" % ("0" * 64),
        "{id: b, title: B, publisher: Port office}",
    ]
    order.shuffle(documents)
    dataset = f"documents: [{', '.join(documents)}]\ntitle: A case\nlanguage: en\n"
    add_facts(project, "flat", yaml.safe_dump(mixed, allow_unicode=True), dataset)
    expected = (case / "expected.nq").read_text(encoding="utf-8").splitlines()
    content = [line for line in expected if "/claim/" in line or "/id/" in line]
    assert set(content) <= set(quads(project, "flat", folder / "cache"))


def test_a_denial_is_never_the_positive_triple(tmp_path: Path) -> None:
    facts = """document: doc
records:
  - id: a
    denies: {of: {Ship: boreas}, property: registeredIn, value: NOR}
  - id: b
    denies: {of: {Ship: boreas}, property: sisterOf, value: {slug: x}}
  - id: c
    denies: {of: {Registration: {ship: boreas, flag: NOR}}, property: outcome, value: passed}
"""
    view = built(tmp_path / "project", "denials", facts)
    ship = "<https://mini.example/id/Ship/boreas>"
    assert not ask(view, f"{ship} m:registeredIn ?flag")
    assert not ask(view, f"{ship} m:registrations ?registration")
    assert not ask(view, f"{ship} m:sisterOf <https://mini.example/id/Ship/x>")
    assert not ask(view, f"<https://mini.example/id/Ship/x> m:sisterOf {ship}")
    assert not ask(view, "?registration m:ship " + ship)
    assert ask(view, f"?no a owl:NegativePropertyAssertion ; owl:sourceIndividual {ship}")


def test_a_shortcut_stands_in_the_graph_of_its_claim(tmp_path: Path) -> None:
    view = built(tmp_path / "project", "register")
    inside = (
        "<https://mini.example/id/Ship/aurora> m:registeredIn <https://mini.example/id/Flag/NOR>"
    )
    assert ask(view, inside)
    assert ask(view, f"GRAPH ?claim {{ {inside} }} ?claim a kg:Claim")


def test_a_retracted_claim_keeps_its_record_and_loses_its_triples(tmp_path: Path) -> None:
    facts = """document: doc
records:
  - id: a
    status: retracted
    retracted: {on: 2026-01-02, why: A misprint}
    says: {Ship: {slug: x, length: 10, sisterOf: aurora, registrations: {flag: NOR}}}
"""
    view = built(tmp_path / "project", "retracted", facts)
    assert not ask(view, "<https://mini.example/id/Ship/x> ?p ?o")
    assert not ask(view, "?s ?p <https://mini.example/id/Ship/x>")
    assert ask(view, '?claim kg:recordId "a" ; prov:invalidatedAtTime "2026-01-02"^^xsd:date')
    assert not ask(view, '?claim kg:recordId "a" . GRAPH ?claim { ?s ?p ?o }')


def test_a_correction_says_what_it_revises(tmp_path: Path) -> None:
    facts = """document: doc
records:
  - id: a
    status: retracted
    retracted: {on: 2026-01-02, why: A misprint}
    says: {Ship: {slug: x, length: 10}}
  - id: a
    says: {Ship: {slug: x, length: 11}}
"""
    view = built(tmp_path / "project", "corrected", facts)
    assert ask(
        view,
        "?new prov:wasRevisionOf ?old ; kg:status <https://w3id.org/sogdian/code/claim-status/accepted>"
        " . ?old kg:status <https://w3id.org/sogdian/code/claim-status/retracted>",
    )
    assert ask(view, "<https://mini.example/id/Ship/x> m:length 11.0")
    assert not ask(view, "<https://mini.example/id/Ship/x> m:length 10.0")


def test_each_triple_stands_once_in_the_default_graph(tmp_path: Path) -> None:
    says = "says: {Inspection: {registration: {ship: aurora, flag: NOR}, outcome: failed}}"
    facts = "records:\n" + "".join(
        f"  - {{id: r, document: {name}, {says}}}\n" for name in DOCUMENTS
    )
    view = built(tmp_path / "project", "twice", facts)
    outcome = "?inspection m:outcome <https://mini.example/code/outcome/failed>"
    assert count(view, outcome) == 1
    assert count(view, f"GRAPH ?claim {{ {outcome} }}") == 3  # one of them is of mini's register


def test_words_alone_are_a_place(tmp_path: Path) -> None:
    facts = "document: doc\nrecords:\n  - id: a\n    locator: [The first words, the last words]\n"
    facts += "    says: {Ship: {slug: x, length: 5, name: X}}\n"
    view = built(tmp_path / "project", "words", facts)
    place = "?c kg:recordId 'a' ; <http://www.w3.org/ns/oa#hasSelector> ?place ."
    assert ask(view, f"{place} ?place kg:locatorStart 'The first words'")
    assert ask(view, f"{place} ?place kg:locatorEnd 'the last words'")
    assert not ask(view, f"{place} ?place <http://www.w3.org/ns/oa#start> ?n")
