"""A curator's slips: each is one clear error at its line, and what was current stays.

A case of `cases/slips/` is laid beside the dataset of `cases/curated/` in a project that has the
shipped ontology; `expected.txt` is what `check` says.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.build import build
from kg.project import Project, find_project, shipped_root
from tests.projects import CASES, add_facts, complaints

ACROSS = (CASES / "across" / "facts.yaml").read_text(encoding="utf-8")
SLIPS = sorted((CASES / "slips").iterdir())


def curated(target: Path, case: Path | None = None) -> Project:
    """A project with the shipped ontology, the curated dataset and a case."""
    shutil.copytree(shipped_root() / "ontology", target / "ontology")
    shutil.copytree(CASES / "curated", target / "data" / "curated")
    (target / "queries").mkdir()
    if case:
        lay(target, case)
    return find_project(target)


def lay(target: Path, case: Path) -> None:
    folder = shutil.copytree(case, target / "data" / case.name)
    (folder / "expected.txt").unlink()
    if not (folder / "dataset.yaml").exists():
        text = (CASES / "dataset.yaml").read_text(encoding="utf-8")
        named = text.replace("Port office", "printer")
        (folder / "dataset.yaml").write_text(named, encoding="utf-8")


def test_the_curated_dataset_is_good(tmp_path: Path) -> None:
    assert complaints(curated(tmp_path / "project")) == []


@pytest.mark.parametrize("case", SLIPS, ids=lambda case: case.name)
def test_a_slip_is_told_and_builds_nothing(case: Path, tmp_path: Path) -> None:
    project = curated(tmp_path / "project", case)
    expected = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert complaints(project) == expected
    report = build(project)
    assert report.failed
    assert complaints(project, report.issues) == expected
    assert project.current_build() is None


def test_what_was_current_stays_and_the_next_build_tells_it_again(tmp_path: Path) -> None:
    """The datasets then come from the cache, and the lines are found all the same."""
    project = curated(tmp_path / "project")
    good = build(project)
    case = CASES / "slips" / "unit-of-another-quantity"
    lay(project.root, case)
    first, second = build(project), build(project)
    assert first.mapped == [case.name]
    assert second.mapped == []
    expected = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert complaints(project, first.issues) == complaints(project, second.issues) == expected
    assert project.current_build() == good.folder
    shutil.rmtree(project.data / case.name)
    assert not build(project).failed


def test_what_two_documents_say_against_each_other_is_built_and_told(tmp_path: Path) -> None:
    project = curated(tmp_path / "project")
    dataset = (CASES / "dataset.yaml").read_text(encoding="utf-8").replace("Port office", "printer")
    add_facts(project, "across", ACROSS, dataset)
    assert complaints(project) == []
    assert build(project).issues == []
    told = {
        voice.record
        for one in kg.open(project.root).contradictions(kinds=["arithmetic"])
        for voice in one.answers[0].voices
    }
    assert told == {"ratified", "in-force", "of-another-treaty"}


def test_sources_that_disagree_hide_no_slip_of_one_of_them(tmp_path: Path) -> None:
    """The message tells what the document itself says, not what the other one does."""
    project = curated(tmp_path / "project", CASES / "slips" / "action-before-its-agreement")
    dataset = (CASES / "dataset.yaml").read_text(encoding="utf-8").replace("Port office", "printer")
    add_facts(project, "across", ACROSS.replace("2022-08", "2022-06"), dataset)
    case = CASES / "slips" / "action-before-its-agreement"
    expected = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert complaints(project) == expected
