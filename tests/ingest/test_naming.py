"""The names that a dataset gives: by them people and records find things."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build
from kg.project import Project
from tests.projects import add_facts, complaints, mini


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return mini(tmp_path / "project")


def labels(project: Project) -> list[str]:
    report = build(project)
    assert not report.failed, report.issues
    lines = (report.folder / "labels.tsv").read_text(encoding="utf-8").splitlines()
    return [line.rpartition("\t")[0] for line in lines]


def test_documents_and_datasets_are_found_by_title(project: Project) -> None:
    lines = labels(project)
    base = "https://mini.example"
    assert f"{base}/document/register/letter\tDocument\tname\tru\tA letter" in lines
    assert f"{base}/document/register/letter\tDocument\tkey\t\tregister/letter" in lines
    assert f"{base}/dataset/register\tDataset\tname\tru\tРеестр" in lines
    assert f"{base}/dataset/register\tDataset\tkey\t\tregister" in lines


def test_who_speaks_is_found_too(project: Project) -> None:
    assert any("\tkey\t\tport-office" in line for line in labels(project))
    assert any("\tname\tru\tкапитан" in line for line in labels(project))


def test_what_was_taken_back_gives_no_name(project: Project) -> None:
    facts = """document: doc
records:
  - id: a
    status: retracted
    retracted: {on: 2026-01-02, why: A misprint, by: {Person: {local: editor, name: The editor}}}
    says: [{Ship: {slug: ghost, name: Ghost}}, {Ship: {slug: x, sisterOf: ghost}}]
"""
    add_facts(project, "back", facts)
    lines = labels(project)
    assert not any("host" in line for line in lines)
    assert any("The editor" in line for line in lines)
    more = "document: doc\nrecords:\n  - {id: b, says: {Ship: {slug: y, sisterOf: Ghost}}}\n"
    add_facts(project, "refers", more)
    assert complaints(project) == [
        'data/refers/facts.yaml:3:36: record b, Ship.sisterOf: "Ghost" is known in back/doc alone; '
        "give it a key of its own"
    ]


def test_a_document_of_another_dataset_is_named_with_it(project: Project) -> None:
    dataset = """title: A case
language: en
documents:
  - {id: doc, title: One, publisher: port-office, condenses: [register/letter, two, List of ships]}
  - {id: two, title: Two, publisher: port-office, condenses: doc}
release: data
"""
    add_facts(project, "case", "records: []\n", dataset)
    assert complaints(project) == []
