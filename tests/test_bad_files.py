"""Everything that a file can have wrong gives exact lines: the place, what is wrong, what is right.

A case of `cases/bad/` is laid over the three-class project; `expected.txt` is what `check` says.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.build import build
from kg.check import check
from tests.projects import CASES, add_facts, complaints, mini, with_case

BAD = sorted((CASES / "bad").iterdir())


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_what_is_wrong_and_where(case: Path, tmp_path: Path) -> None:
    project = with_case(case, tmp_path / "project")
    expected = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert complaints(project) == expected  # a warning would begin with the word


def test_the_three_class_project_is_good(tmp_path: Path) -> None:
    assert complaints(mini(tmp_path / "project")) == []


def test_a_value_of_many_characters_is_cut_in_the_message(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    long = "9x" * 1_000_000
    facts = f"document: doc\nrecords:\n  - id: a\n    says: {{Ship: {{slug: x, length: {long}}}}}\n"
    add_facts(project, "long", facts)
    issues = check(project)
    assert len(issues) == 1
    assert len(issues[0].message) < 300
    assert len(issues[0].value) <= 200


def test_a_name_of_many_characters_is_kept(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    long = "Aurora " * 200_000
    facts = f"document: doc\nrecords:\n  - id: a\n    says: {{Ship: {{slug: x, name: {long}}}}}\n"
    add_facts(project, "long", facts)
    assert not build(project).failed


@pytest.mark.parametrize("depth", [70, 5000, 200_000])
@pytest.mark.parametrize(("opened", "closed"), [("{Ship: ", "}"), ("[", "]"), ("- ", "")])
def test_deep_nesting_is_one_error(opened: str, closed: str, depth: int, tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    nested = opened * depth + closed * depth
    add_facts(project, "deep", f"document: doc\nrecords:\n  {nested}\n")
    (line,) = complaints(project)
    assert line.startswith("data/deep/facts.yaml:3:")


def test_a_dataset_without_its_description(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    (add_facts(project, "bare", "records: []\n") / "dataset.yaml").unlink()
    assert complaints(project) == [
        "data/bare/dataset.yaml: cannot be read: No such file or directory"
    ]


def test_a_folder_whose_name_is_no_id(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    add_facts(project, "my ships", "records: []\n")
    assert complaints(project) == [
        'data/my ships: a dataset\'s folder is named by its id: "my ships" is no id: '
        "ASCII letters and digits, with . _ - inside"
    ]


def test_a_link_that_leads_into_itself(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    (project.data / "register" / "facts.yaml").unlink()
    (project.data / "register" / "facts.yaml").symlink_to("facts.yaml")
    assert complaints(project) == [
        "data/register/facts.yaml: cannot be read: Too many levels of symbolic links"
    ]


def test_folders_that_link_into_each_other(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    (project.data / "register" / "again").symlink_to("..", target_is_directory=True)
    assert complaints(project) == []


def test_a_link_to_a_file_outside_of_the_dataset(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text("records: []\n", encoding="utf-8")
    dataset = "title: X\nlanguage: en\nfiles: [more.yaml]\n"
    folder = add_facts(project, "linked", "records: []\n", dataset)
    (folder / "facts.yaml").unlink()
    (folder / "more.yaml").symlink_to(elsewhere)
    assert complaints(project) == [
        'data/linked/dataset.yaml:3:9: files: "more.yaml" stands outside of linked/'
    ]


def test_a_file_that_is_no_file(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    facts = project.data / "register" / "facts.yaml"
    facts.unlink()
    os.mkfifo(facts)
    assert complaints(project) == ["data/register/facts.yaml: is no plain file"]


def test_an_ontology_that_cannot_be_read(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    (project.ontology / "more.ttl").symlink_to("more.ttl")
    assert complaints(project) == [
        "ontology/more.ttl: cannot be read: Too many levels of symbolic links"
    ]


def test_no_import_of_the_shipped_core(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    core = project.ontology / "core.ttl"
    text = core.read_text(encoding="utf-8")
    imports = "owl:imports <https://w3id.org/sogdian/ontology/core>"
    core.write_text(text.replace(f" ;\n    {imports}", ""), encoding="utf-8")
    (line,) = complaints(project)
    assert line.startswith("ontology/core.ttl:14: no class of documents and datasets")
    assert imports in line
