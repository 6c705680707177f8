"""`kg validate` names thing, claim, document and line, and tells by its exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg as library
from kg.model.vocab import SH
from tests.command import Run, run_kg
from tests.projects import add_facts, mini

FACTS = """
document: doc
records:
  - id: plain
    says: {Ship: {slug: plain, length: 10, name: Plain}}
  - id: nameless
    says: {Ferry: {slug: nameless, length: 20}}
"""
# Without a name a ship is none, in the build as a whole; one record need not give it again.
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix kg: <https://w3id.org/sogdian/ontology#> .
@prefix m: <https://mini.example/ontology#> .
m:NamedShape a sh:NodeShape ; sh:targetClass m:Ferry ;
    sh:property [ sh:path kg:name ; sh:datatype rdf:langString ; sh:minCount 1 ; sh:order 9 ] .
"""


@pytest.fixture(scope="module")
def nameless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built project in which a ferry has no name."""
    project = mini(tmp_path_factory.mktemp("nameless") / "project")
    (project.ontology / "named.ttl").write_text(SHAPE, encoding="utf-8")
    add_facts(project, "letters", FACTS)
    assert run_kg("build", cwd=project.root).returncode == 0
    return project.root


def test_a_violation_is_told_with_its_place(nameless: Path) -> None:
    done = run_kg("validate", cwd=nameless)
    assert done.returncode == 1
    first, claim, document, last = done.stdout.splitlines()
    assert first.startswith("Violation: data/letters/facts.yaml:7")
    assert "record nameless" in first
    assert "Ship/nameless: `name` is missing" in first
    assert first.endswith("[sh:minCount]")
    assert claim.strip().startswith("claim https://mini.example/claim/")
    assert document.strip().endswith("<https://mini.example/document/letters/doc>")
    assert last == "Not valid: 1 violations."
    assert done.stderr == ""


def test_json_has_the_same(nameless: Path) -> None:
    done = run_kg("validate", "--format", "json", cwd=nameless)
    assert done.returncode == 1
    (one,) = json.loads(done.stdout)["results"]
    assert one["entity"] == "https://mini.example/id/Ship/nameless"
    assert (one["record"], one["line"], one["dataset"]) == ("nameless", 7, "letters")
    assert one["shape"] == "https://mini.example/ontology#NamedShape"
    assert one["file"].endswith("data/letters/facts.yaml")


def test_turtle_is_a_report_of_shacl(nameless: Path) -> None:
    done = run_kg("validate", "--format", "ttl", cwd=nameless)
    assert done.returncode == 1
    store = ox.Store()
    store.load(done.stdout.encode(), ox.RdfFormat.TURTLE)
    (row,) = store.query(
        f"""PREFIX sh: <{SH}> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT * {{ ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
          ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultPath ?path ;
            sh:resultSeverity sh:Violation ; sh:sourceShape ?shape ; prov:wasDerivedFrom ?claim ;
            sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
            sh:resultMessage ?said }}"""
    )  # type: ignore[misc]
    assert row["focus"].value == "https://mini.example/id/Ship/nameless"


def test_sources_that_changed_have_no_lines(nameless: Path, tmp_path: Path) -> None:
    project = tmp_path / "changed"
    shutil.copytree(nameless, project)
    with (project / "data/letters/facts.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {id: more, says: {Ship: {slug: more, name: More}}}\n")
    done = run_kg("validate", cwd=project)
    assert done.returncode == 1
    assert done.stdout.startswith("Violation: Ship/nameless")
    assert "sources have changed" in done.stderr


def test_two_values_in_two_claims_are_a_contradiction_and_no_violation(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    add_facts(project, "letters", FACTS)
    add_facts(
        project,
        "notes",
        "document: doc\nrecords: [{id: a, says: {Ship: {slug: plain, length: 11}}}]",
    )
    assert run_kg("build", cwd=project.root).returncode == 0
    done = run_kg("validate", cwd=project.root)
    assert (done.returncode, done.stdout) == (0, "Valid: 0 violations.\n")
    groups = library.open(project.root).contradictions("plain", properties=["length"])
    assert len(groups) == 1


@pytest.mark.parametrize(
    ("says", "wanted"),
    [
        ("{Ship: {slug: x, length: [1, 2]}}", "at most 1 value"),
        ("{Inspection: {registration: {ship: {slug: x}, flag: {flagCode: KAZ}}}}", "`outcome`"),
    ],
)
def test_one_record_is_held_against_the_numbers_when_it_is_built(
    says: str, wanted: str, tmp_path: Path
) -> None:
    project = mini(tmp_path / "project")
    add_facts(project, "letters", f"document: doc\nrecords: [{{id: a, says: {says}}}]")
    done = run_kg("build", cwd=project.root)
    assert done.returncode == 1
    assert wanted in done.stderr


def test_the_shipped_build_is_valid(kg: Run) -> None:
    done = kg("validate")
    assert (done.returncode, done.stdout) == (0, "Valid: 0 violations.\n")


def test_files_and_releases(nameless: Path, tmp_path: Path) -> None:
    done = run_kg("export", "trig", "-o", tmp_path / "all.trig", cwd=nameless)
    assert done.returncode == 0, done.stderr
    done = run_kg("validate", tmp_path / "all.trig", cwd=nameless)
    assert done.returncode == 1
    assert "nameless: `name` is missing" in done.stdout
    assert run_kg("release", tmp_path / "release", cwd=nameless).returncode == 0
    done = run_kg("validate", tmp_path / "release", cwd=nameless)
    assert done.returncode == 1
    assert "nameless: `name` is missing" in done.stdout
    (tmp_path / "release/manifest.json").write_text('{"format": 99}')
    done = run_kg("validate", tmp_path / "release", cwd=nameless)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("was written by a newer kg: update kg\n")


@pytest.mark.parametrize("text", ["", "<https://a.example/x> a <https://a.example/Other> ."])
def test_what_holds_nothing_of_the_ontology_is_told(
    text: str, nameless: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    done = run_kg("validate", tmp_path / "a.ttl", cwd=nameless)
    assert (done.returncode, done.stdout) == (0, "Valid: 0 violations.\n")
    assert done.stderr.startswith("Note: nothing in it is of a class of the ontology")


def test_a_folder_that_is_no_release(nameless: Path, tmp_path: Path) -> None:
    done = run_kg("validate", tmp_path, cwd=nameless)
    assert done.returncode == 1
    assert "no release" in done.stderr
    done = run_kg("validate", tmp_path, tmp_path / "a.ttl", cwd=nameless)
    assert done.returncode == 2
    done = run_kg("validate", tmp_path / "none.ttl", cwd=nameless)
    assert done.returncode == 1
    assert "there is no file" in done.stderr
