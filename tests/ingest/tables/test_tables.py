"""Tables: a case's rows give exactly its quads and issues, by both interpreters."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import pytest

from kg.ingest import dataset
from kg.ingest.tables import opened
from kg.project import Project
from tests.projects import CASES, complaints, mini, quads, said, staged

TABLES = sorted((CASES / "tables").iterdir())


def project_of(case: Path, target: Path) -> Project:
    project = mini(target)
    files = shutil.ignore_patterns("expected*")
    shutil.copytree(case, project.data / case.name, ignore=files)
    return project


def lines_of(project: Project, name: str, cache: Path) -> list[str]:
    """What a dataset says, and what is warned of, as sorted lines."""
    one = staged(project, cache)[name]
    found = {line for path in one.files for line in path.read_text("utf-8").splitlines()}
    return said(sorted(found), sources=False)


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case.name)
def test_a_table_gives_exactly_these_quads(case: Path, tmp_path: Path) -> None:
    project = project_of(case, tmp_path / "project")
    lines = lines_of(project, case.name, tmp_path / "cache")
    assert lines == (case / "expected.nq").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case.name)
def test_row_by_row_gives_the_same(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows interpreter is the specification; batches are held to it."""
    monkeypatch.setattr(dataset, "is_flat", lambda template, ontology: False)
    project = project_of(case, tmp_path / "project")
    lines = lines_of(project, case.name, tmp_path / "cache")
    assert lines == (case / "expected.nq").read_text(encoding="utf-8").splitlines()


PLAIN = [case for case in TABLES if "read:" not in (case / "dataset.yaml").read_text("utf-8")]
PLAIN = [case for case in PLAIN if len(list(case.glob("*.csv"))) and not list(case.glob("*.sql"))]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
def test_a_plain_table_needs_no_arrow(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "without_arrow", lambda: True)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    project = project_of(case, tmp_path / "project")
    lines = lines_of(project, case.name, tmp_path / "cache")
    assert lines == (case / "expected.nq").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case.name)
def test_what_is_wrong_is_told_with_its_place(case: Path, tmp_path: Path) -> None:
    project = project_of(case, tmp_path / "project")
    expected = case / "expected.txt"
    told = expected.read_text(encoding="utf-8").splitlines() if expected.exists() else []
    assert complaints(project) == told


def test_the_file_of_a_table_is_described(tmp_path: Path) -> None:
    case = CASES / "tables" / "flags"
    project = project_of(case, tmp_path / "project")
    lines = quads(project, "flags", tmp_path / "cache")
    octets = (case / "calls.csv").read_bytes()
    file = "<https://mini.example/document/flags/calls-2020/file"
    digest = f'"{hashlib.sha256(octets).hexdigest()}"^^<http://www.w3.org/2001/XMLSchema#hexBinary>'
    assert f"{file}/checksum> <http://spdx.org/rdf/terms#checksumValue> {digest} ." in lines
    assert f'{file}> <http://purl.org/dc/terms/title> "calls.csv" .' in lines
