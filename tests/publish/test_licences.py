"""What licences let leave: a release holds no more, also not as a conclusion, and says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, Graph, Literal, URIRef

import kg
from kg.build import clean
from kg.ingest.licences import Level, Licences, read_licences
from kg.ingest.part import licences
from kg.project import Project
from kg.publish.verifying import verify
from tests.command import run_kg
from tests.projects import CASES, add_facts, complaints, mini

CASE = CASES / "licences"
HELD = json.loads((CASE / "expected.json").read_text(encoding="utf-8"))
LENGTHS = "SELECT ?n { ?ship m:length ?n ; kg:slug ?s FILTER(?s = 'aurora') }"


def with_licences(target: Path) -> Project:
    project = mini(target)
    for folder in sorted(CASE.iterdir()):
        if folder.is_dir():
            shutil.copytree(folder, project.data / folder.name)
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project whose datasets may not leave as a whole, built; treat it as read-only."""
    project = with_licences(tmp_path_factory.mktemp("licences") / "project")
    kg.open(project.root)
    return project


@pytest.fixture(scope="module")
def release(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "1"
    kg.open(project.root).release(folder)
    return folder


def everything(folder: Path) -> str:
    files = (path for path in folder.rglob("*") if path.is_file())
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def test_the_manifest_says_what_was_held_back_and_why(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["held_back"] == HELD
    assert verify(release).whole
    assert manifest["counts"]["claims"] == 10
    assert manifest["counts"]["documents"] == 10, "they are described, all of them"


@pytest.mark.parametrize(
    "secret",
    ["Hidden Vega", "unlicensed words", "odd words", "shy first words", "shy last", "Diary Name"],
)
def test_what_stays_is_in_no_file(release: Path, secret: str) -> None:
    assert secret not in everything(release)


def test_what_leaves(release: Path, project: Project) -> None:
    text = (release / "claims.nq").read_text(encoding="utf-8")
    for wanted in (
        "verbatim words",
        "the first words",
        "A dataset that says nothing of its licence",
        "The closed paper",
        "A diary",
        "<https://mini.example/id/Ship/vega>",  # who is meant by a claim that leaves
    ):
        assert wanted in text
    graph = kg.open(data=[release / "claims.nq"])
    assert values(graph) == ["101", "102", "103", "104", "120.5"]
    assert values(kg.open(project.root)) == ["101", "102", "103", "104", "105", "120.5", "77"]


def values(graph: kg.Graph) -> list[str]:
    found = graph.sparql("PREFIX m: <https://mini.example/ontology#> " + LENGTHS)
    return sorted(str(row[0]) for row in found)  # type: ignore[union-attr]


def test_the_catalogue_offers_no_claims_of_a_dataset_that_stays_whole(release: Path) -> None:
    found = Graph().parse(release / "catalogue.ttl")
    offered = {
        str(dataset).rpartition("/")[2]
        for dataset, file in found.subject_objects(DCAT.distribution)
        if (file, DCAT.accessURL, None) in found and "/dataset/" in str(dataset)
    }
    assert offered == {"register", "shy", "mixed"}
    closed = URIRef("https://mini.example/dataset/closed")
    assert list(found.objects(closed, DCTERMS.description)) == [
        Literal("This release lacks 2 claims of 1 document: the dataset has no licence.", "en")
    ]
    assert "This release lacks 2 claims of 1 document" in (release / "dataset.jsonld").read_text()


def test_nothing_is_concluded_from_what_stays(release: Path, project: Project) -> None:
    """That the Vega is a ferry, and so a ship, is said by the closed dataset alone."""
    asked = "ASK { <https://mini.example/id/Ship/vega> a ?class }"
    assert kg.open(project.root).sparql(asked)
    assert not kg.open(data=[release / "claims.nq"]).sparql(asked)


def test_it_is_built_once_and_goes_with_the_sources(tmp_path: Path) -> None:
    project = with_licences(tmp_path / "project")
    graph = kg.open(project.root)
    graph.release(tmp_path / "1")
    kept = project.to_release().current_build()
    assert kept is not None
    before = kept.stat().st_mtime_ns
    graph.release(tmp_path / "2")
    assert kept.stat().st_mtime_ns == before
    assert everything(tmp_path / "1") == everything(tmp_path / "2")
    facts = project.data / "shy" / "facts.yaml"
    facts.write_text(facts.read_text().replace("104", "106"))
    assert run_kg("build", cwd=project.root).returncode == 0
    assert not project.to_release().home.exists()
    kg.open(project.root).release(tmp_path / "3")
    assert '"106"' in (tmp_path / "3" / "claims.nq").read_text()
    clean(project)
    assert not project.leaving.exists()


def test_as_of_a_day(tmp_path: Path, project: Project) -> None:
    graph = kg.open(project.root, as_of="2021")
    manifest = graph.release(tmp_path / "2021")
    assert manifest["as_of"] == "2021-12-31"
    by_then = [one for one in HELD if one["dataset"] != "shy" and one["what"] != "rows"]
    assert manifest["held_back"] == by_then
    text = (tmp_path / "2021" / "claims.nq").read_text(encoding="utf-8")
    assert "Hidden Vega" not in text
    assert "A diary" not in text
    assert "Aurora" in text


def test_nothing_is_built_where_all_may_leave(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    manifest = kg.open(project.root).release(tmp_path / "1")
    assert manifest["held_back"] == []
    assert not project.leaving.exists()


def test_the_command_tells_it(project: Project, tmp_path: Path) -> None:
    done = run_kg("release", tmp_path / "1", cwd=project.root)
    assert done.returncode == 0, done.stderr
    assert "Note: held back of closed: 2 claims of 1 document: the dataset has no licence." in (
        done.stderr.splitlines()
    )
    assert "Note: held back of mixed: 1 quotation of 1 document:" in done.stderr


def test_an_export_is_for_oneself(project: Project, tmp_path: Path) -> None:
    kg.open(project.root).export("nquads", tmp_path / "all.nq")
    assert "Hidden Vega" in (tmp_path / "all.nq").read_text(encoding="utf-8")


def test_check_warns_of_what_nobody_lets_leave(tmp_path: Path) -> None:
    assert complaints(with_licences(tmp_path / "project")) == [
        "warning: data/closed/dataset.yaml:1:1: the dataset has no licence, so a release holds its"
        " records back; write `license:` with the address of one that is known"
        " (data/licences.csv), or `release:` with what may leave"
    ]


TWO = """\
title: Two
license: {licence}
{release}
language: en
documents:
  - {{id: doc, title: A document, publisher: Port office, issued: 2020}}
"""
SAYS = """\
document: doc
records: [{id: a, says: {Ship: {slug: aurora, length: 77}}}]
"""


@pytest.mark.parametrize(
    ("licence", "release", "held"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "", 0),
        ("https://www.creativecommons.org/licenses/by-sa/3.0/igo", "", 0),
        ("http://creativecommons.org/licenses/by-nc/2.0/", "", 0),
        ("https://creativecommons.org/licenses/by-nd/4.0/", "", 1),
        ("https://creativecommons.org/licenses/by/4.0/", "release: metadata", 1),
        ("https://creativecommons.org/licenses/by/4.0/", "release: offsets", 0),
        ("https://rightsstatements.org/vocab/InC/1.0/", "", 1),
        ("https://example.org/mine", "", 1),
        ("https://example.org/mine", "release: data", 0),
        ("https://spdx.org/licenses/LGPL-2.1-only", "", 0),
    ],
)
def test_licence_and_release_of_a_dataset(
    tmp_path: Path, licence: str, release: str, held: int
) -> None:
    project = mini(tmp_path / "project")
    add_facts(project, "two", SAYS, TWO.format(licence=licence, release=release))
    manifest = kg.open(project.root).release(tmp_path / "1")
    assert len(manifest["held_back"]) == held
    said = (tmp_path / "1" / "claims.nq").read_text(encoding="utf-8").count('"77"')
    assert bool(said) is not bool(held)


def test_a_project_has_licences_of_its_own(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    own = project.data / "licences.csv"
    own.write_text(
        "licence,name,dataset,document\n"
        "example.org/mine,Mine,data,offsets\n"
        "creativecommons.org/licenses/by/*,Ours,metadata,metadata\n"
    )
    known = licences(project)
    assert known.of("http://example.org/mine/") == ("example.org/mine", "Mine", 3, 1)
    by = known.of("https://creativecommons.org/licenses/by/4.0/")
    assert by is not None
    assert by.dataset is Level.METADATA, "it goes before what is shipped"
    add_facts(project, "two", SAYS, TWO.format(licence="https://example.org/mine", release=""))
    held = kg.open(project.root).release(tmp_path / "1")["held_back"]
    assert {one["dataset"] for one in held} == {"register"}


def test_more_than_the_licence_is_refused(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    nd = "https://creativecommons.org/licenses/by-nd/4.0/"
    text = TWO.format(licence=nd, release="release: data").replace(
        "issued: 2020", f'issued: 2020, license: "{nd}", release: data'
    )
    add_facts(project, "two", SAYS, text)
    assert complaints(project) == [
        'data/two/dataset.yaml:3:1: release: "data" is more than may leave: the dataset is under'
        f" CC BY-ND ({nd}), which lets metadata leave; write metadata or less",
        'data/two/dataset.yaml:6:132: documents.release: "data" is more than may leave: the'
        f" document is under CC BY-ND ({nd}), which lets quotations leave; write quotations"
        " or less",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", 'licences.csv:1: the header is "a,b"; wanted is licence,name,dataset,document'),
        ("x,X,data\n", "licences.csv:2: four values are wanted"),
        ("x,X,data,all\n", 'licences.csv:2: document: "all" is none of metadata, offsets,'),
    ],
)
def test_a_file_of_licences_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    project = mini(tmp_path / "project")
    header = "" if text.startswith("a,") else "licence,name,dataset,document\n"
    (project.data / "licences.csv").write_text(header + text)
    (complaint,) = complaints(project)
    assert said in complaint


def test_a_release_that_is_none(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    text = TWO.format(licence="https://example.org/x", release="release: all")
    add_facts(project, "two", SAYS, text)
    assert complaints(project)[0].startswith(
        'data/two/dataset.yaml:3:1: release: "all" is none of '
    )


def test_without_files_no_licence_is_known(tmp_path: Path) -> None:
    none = read_licences([tmp_path / "none.csv"])
    assert none.of("https://creativecommons.org/licenses/by/4.0/") is None
    assert isinstance(none, Licences)
