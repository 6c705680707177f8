"""Totals have to be the sum of the others, in exact decimals; what is not is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.ingest import dataset
from kg.project import Project
from tests.projects import CASES, complaints, mini

FLAGS = ("NOR", "AUS", "BEL")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = mini(tmp_path / "project")
    ignored = shutil.ignore_patterns("expected*")
    shutil.copytree(CASES / "tables" / "totals", made.data / "calls", ignore=ignored)
    file = made.data / "calls" / "dataset.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.partition("    minimum:")[0].replace("calls.csv", "t.csv"))
    return made


def told(project: Project, *rows: str) -> list[str]:
    (project.data / "calls" / "t.csv").write_text("\n".join(["flag,year,calls", *rows]) + "\n")
    return [line.partition("t.csv:")[2] for line in complaints(project)]


def test_a_total_that_fits_is_no_issue(project: Project) -> None:
    assert told(project, "NOR,2018,1", "AUS,2018,2", "World,2018,3") == []


def test_numbers_that_a_float_cannot_hold(project: Project) -> None:
    large = 10**19
    assert told(project, f"NOR,2018,{large}", "AUS,2018,1", f"World,2018,{large + 1}") == []
    (line,) = told(project, f"NOR,2018,{large}", "AUS,2018,1", f"World,2018,{large}")
    assert line == (
        f'4: calls: the row is the total of "flag", {large}, but the other rows add up to '
        f"{large + 1}, a difference of -1"
    )


def test_a_sum_too_large_to_be_added_is_told(project: Project) -> None:
    rows = [f"{flag},2018,{9 * 10**19}" for flag in FLAGS]
    (line,) = told(project, *rows, "World,2018,3")
    assert line.startswith("1: the totals cannot be checked: ")


def test_each_period_is_added_up_for_itself(project: Project) -> None:
    rows = [f"{flag},{year},{n}" for n, flag in enumerate(FLAGS) for year in range(2000, 2020)]
    totals = [f"World,{year},{4 if year == 2007 else 3}" for year in range(2000, 2020)]
    (line,) = told(project, *rows, *totals)
    assert line.startswith("69: calls: ")
    assert line.endswith("4, but the other rows add up to 3, a difference of 1")


def test_a_part_that_nothing_is_known_of_counts_still(project: Project) -> None:
    (line,) = told(project, "NOR,2018,1", "Atlantis,2018,2", "World,2018,3")
    assert line.startswith('3: flag: no Flag is known as "Atlantis"')


def test_what_is_skipped_is_no_part(project: Project) -> None:
    assert told(project, "NOR,2018,1", "Europe,2018,1", "World,2018,1") == []


def test_a_total_alone_has_no_parts_to_fit(project: Project) -> None:
    assert told(project, "World,2018,3", "NOR,2019,1") == []


def test_totals_of_rows_that_are_no_plain_observation(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "is_flat", lambda template, ontology: False)
    (line,) = told(project, "NOR,2018,1", "World,2018,3")
    assert line == "1: the totals are not checked: no row says one plain observation"


def test_a_total_of_a_column_that_is_not_there(project: Project) -> None:
    file = project.data / "calls" / "dataset.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("totals: {flag: World}", "totals: {flags: World}"))
    (project.data / "calls" / "t.csv").write_text("flag,year,calls\nNOR,2018,1\n")
    (line,) = complaints(project)
    assert '"flags" is no column of "t.csv"; did you mean "flag"?' in line
