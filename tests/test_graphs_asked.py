"""What RDF files of others say, asked for: found, shown and attributed as all claims are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.add import proposal
from kg.build import build
from kg.errors import QueryError
from kg.project import Project
from kg.query.results import Rows
from tests.projects import CASES, mini

OTHERS = b"""
@prefix ex: <http://other.example/> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:pier skos:prefLabel "Long Pier"@en .
ex:flag a <https://mini.example/ontology#Flag> ; skos:prefLabel "Norland"@en .
ex:figure a qb:Observation ; qb:dataSet ex:cube ;
    ex:of <https://mini.example/id/Flag/NOR> ; ex:number 3 .
"""
DATASET = """
title: Others
language: en
documents:
  - {id: doc, title: A gazetteer, publisher: Port office, retrieved: 2020-01-01}
graphs:
  - {file: others.ttl, document: doc, speaker: {Person: {slug: amanov, name: R. Amanov}}}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = mini(tmp_path_factory.mktemp("asked") / "project")
    folder = made.data / "others"
    folder.mkdir()
    (folder / "others.ttl").write_bytes(OTHERS)
    (folder / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    shutil.copytree(CASES / "graphs" / "ships", made.data / "ships")
    shutil.copytree(CASES / "graphs" / "named", made.data / "named")
    report = build(made)
    assert not report.failed, report.issues
    return made


def rows(result: object) -> list[object]:
    assert isinstance(result, Rows)
    return list(result)


@pytest.fixture(scope="module")
def graph(project: Project) -> kg.Graph:
    return kg.open(project.root)


def test_a_subject_is_found_by_the_names_of_its_file(graph: kg.Graph) -> None:
    assert [one.iri for one in graph.find("Long Pier")][:1] == ["http://other.example/pier"]
    assert [one.iri for one in graph.find("Карина")][:1] == ["http://other.example/carina"]


def test_who_says_it_is_told(graph: kg.Graph) -> None:
    (evidence,) = graph.why("http://other.example/pier").evidence
    assert evidence.attribution.document == "https://mini.example/document/others/doc"
    assert evidence.attribution.speaker == "R. Amanov"
    assert evidence.records == ("http://other.example/pier",)


def test_no_triple_of_a_file_is_without_a_claim(graph: kg.Graph) -> None:
    """Nor is a blank node left, and each claim is in its graph what it is by default."""
    asked = graph.sparql(
        "SELECT ?s ?p ?o { ?s ?p ?o FILTER(STRSTARTS(STR(?p), 'http://other.example/')) "
        "FILTER NOT EXISTS { GRAPH ?claim { ?s ?p ?o } ?claim a "
        "<https://w3id.org/sogdian/ontology#Claim> ; "
        "<http://www.w3.org/ns/prov#wasDerivedFrom> ?document } }"
    )
    assert not rows(asked)
    blank = "SELECT ?s { GRAPH ?claim { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } }"
    assert not rows(graph.sparql(blank))


def test_a_name_of_a_file_makes_no_reference_ambiguous(graph: kg.Graph) -> None:
    """The records of other datasets go on to mean their own `Norland`, a flag as the file's is."""
    (own,) = graph.why("http://other.example/flag").evidence
    assert own.attribution.document == "https://mini.example/document/others/doc"
    flags = rows(graph.sparql("SELECT ?f { ?ship <https://mini.example/ontology#flag> ?f }"))
    assert flags
    assert all("Flag/NOR" in str(one) for one in flags)


def test_an_observation_of_others_is_no_claim_by_itself(graph: kg.Graph) -> None:
    about = graph.why("https://mini.example/id/Flag/NOR").evidence
    assert all(one.attribution.document for one in about)
    (own,) = graph.why("http://other.example/figure").evidence
    assert own.attribution.document == "https://mini.example/document/others/doc"
    assert own.claim.startswith("https://mini.example/claim/")


def test_what_no_file_says_is_not_there(graph: kg.Graph) -> None:
    with pytest.raises(QueryError):
        graph.why("http://other.example/hidden#too")


def test_a_dataset_is_proposed_for_an_rdf_file(project: Project) -> None:
    made = proposal(project, str(project.data / "named" / "voices.trig"))
    for line in (
        "graphs:",
        "  - file: voices.trig",
        "    format: trig",
        "    # named: [http://other.example/g3]    2 statements",
        "    # http://other.example/age    6 times",
    ):
        assert line in made.text.splitlines(), made.text


def test_a_proposal_tells_of_terms_that_are_not_there(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(
        "@prefix m: <https://mini.example/ontology#> . <http://x/> a m:Shipp .", "utf-8"
    )
    assert any("Shipp: a class that" in line for line in proposal(project, str(file)).open)
