"""Issues: what a build leaves out is told, listed, and stops it where that is asked for."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kg.build import build
from kg.project import Project
from tests.command import run_kg
from tests.projects import CASES, add_facts, mini

SOUND = "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: x}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a current build, to which a table with wrong cells has come since."""
    made = mini(tmp_path / "project")
    assert not build(made).failed
    shutil.copytree(CASES / "tables" / "wrong-cells", made.data / "calls")
    return made


def test_a_build_says_what_it_left_out(project: Project) -> None:
    done = run_kg("build", cwd=project.root)
    assert done.returncode == 0, done.stderr
    assert "10 rows, " in done.stdout
    assert done.stdout.endswith(" 7 rows left out: `kg issues` lists them.\n")
    assert done.stderr.count("Warning: data/calls/calls.csv:") == 7
    again = run_kg("build", cwd=project.root)
    assert again.stdout.endswith(" 7 rows left out: `kg issues` lists them.\n")
    state = run_kg("status", cwd=project.root)
    assert "issues     7 warnings: `kg issues`\n" in state.stdout


def test_many_warnings_are_counted(project: Project) -> None:
    table = project.data / "calls" / "calls.csv"
    rows = "".join(f"NOR,{year},no {year}\n" for year in range(1900, 2000))
    table.write_text(f"flag,when,calls\n{rows}", encoding="utf-8")
    done = run_kg("build", cwd=project.root)
    assert done.stderr.count("Warning: ") == 20
    assert done.stderr.endswith("… and 80 more warnings: `kg issues` lists all.\n")
    assert len(run_kg("issues", cwd=project.root).stdout.splitlines()) == 100


def test_strict_stops_at_a_warning(project: Project) -> None:
    before = project.current_build()
    done = run_kg("build", "--strict", cwd=project.root)
    assert done.returncode == 1
    assert "Nothing was built; what was current stays." in done.stderr
    assert project.current_build() == before
    listed = run_kg("issues", "--format", "jsonl", cwd=project.root).stdout.splitlines()
    assert {json.loads(line)["dataset"] for line in listed} == {"calls"}
    assert run_kg("build", cwd=project.root).returncode == 0
    assert project.current_build() != before
    assert run_kg("build", "--strict", cwd=project.root).returncode == 1, "it is built, with issues"
    shutil.rmtree(project.data / "calls")
    assert run_kg("build", "--strict", cwd=project.root).returncode == 0


def test_issues_of_one_dataset_or_file(project: Project) -> None:
    shutil.copytree(CASES / "tables" / "totals", project.data / "totals")
    assert run_kg("build", cwd=project.root).returncode == 0

    def listed(*words: str) -> list[dict[str, Any]]:
        done = run_kg("issues", "--format", "json", *words, cwd=project.root)
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    assert len(listed()) == 8
    assert len(listed("--dataset", "totals")) == 1
    assert len(listed("--file", "calls/calls.csv")) == 7
    assert len(listed("--file", "calls.csv", "--dataset", "calls")) == 7
    assert listed("--file", "alls.csv") == []
    (one,) = listed("--dataset", "totals")
    assert one["line"] == 9
    assert one["property"] == "calls"
    assert one["value"] == "12"
    rows = list(csv.reader(io.StringIO(run_kg("issues", "-f", "csv", cwd=project.root).stdout)))
    assert rows[0] == ["severity", "dataset", "where", "value", "message"]
    assert len(rows) == 9


def test_the_issues_of_a_first_build_that_failed(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    add_facts(project, "bad", SOUND.replace("slug: x", "slug: A B"))
    assert run_kg("build", cwd=project.root).returncode == 1
    done = run_kg("issues", cwd=project.root)
    assert done.returncode == 0
    assert "does not have the form" in done.stdout


@pytest.mark.parametrize(
    ("minimum", "said"),
    [
        ("{rows: 10, observations: 2}", ""),
        ("{rows: 11}", "rows: 10 rows, but at least 11 are asserted"),
        ("{observations: 3}", "2 observations, but at least 3 are asserted"),
        ("{claims: 3}", "a minimum is a number of one of observations, rows; here is claims: 3"),
        ("{rows: many}", "here is rows: many"),
    ],
)
def test_a_table_asserts_how_much_it_holds(minimum: str, said: str, project: Project) -> None:
    with (project.data / "calls" / "dataset.yaml").open("a", encoding="utf-8") as file:
        file.write(f"    minimum: {minimum}\n")
    done = run_kg("build", cwd=project.root)
    assert done.returncode == bool(said)
    assert said in done.stderr
