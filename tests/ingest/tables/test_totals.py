"""Totals have to be the sum of the others, in exact decimals; what is not is told."""

from __future__ import annotations

import re
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


def state(project: Project, totals: str) -> None:
    file = project.data / "calls" / "dataset.yaml"
    file.write_text(re.sub("totals: .*", totals, file.read_text(encoding="utf-8")))


def thousands(project: Project) -> None:
    file = project.data / "calls" / "dataset.yaml"
    text = file.read_text(encoding="utf-8").replace('thousands: ","', "times: 1000")
    file.write_text(text)


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


def test_a_sum_may_have_more_digits_than_a_number(project: Project) -> None:
    rows = [f"{flag},2018,{9 * 10**19}" for flag in FLAGS]
    (line,) = told(project, *rows, f"World,2018,{9 * 10**19}")
    assert line.endswith(f"add up to {27 * 10**19}, a difference of -{18 * 10**19}")
    rows = [f"NOR,2018,{9 * 10**19}", f"AUS,2018,{9 * 10**19}", f"BEL,2018,-{8 * 10**19}"]
    (line,) = told(project, *rows, f"World,2018,{10**20 - 1}")
    assert line.endswith(f"add up to {10**20}, a difference of -1")


def test_a_total_too_large_for_a_number_is_told(project: Project) -> None:
    (line,) = told(project, "NOR,2018,1", f"World,2018,{10**20}")
    assert line.startswith(f'3: calls: "{10**20}" is out of range: ')


def test_a_record_of_some_rows_adds_up_those(project: Project) -> None:
    state(project, "totals: {flag: World}\n    ignore: [kind]")
    file = project.data / "calls" / "dataset.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("rows:\n", "rows:\n      where: {kind: [sea]}\n"))
    rows = ["NOR,2018,1,sea", "NOR,2018,5,river", "World,2018,1,sea", "AUS,2018,2,sea"]
    (project.data / "calls" / "t.csv").write_text("\n".join(["flag,year,calls,kind", *rows]))
    lines = complaints(project)
    assert [line for line in lines if "total" in line] == [
        'warning: data/calls/t.csv:4: calls: the row is the total of "flag", 1, but the other rows '
        "add up to 3, a difference of -2"
    ]


def test_rounded_parts_need_not_add_up(project: Project) -> None:
    thousands(project)
    assert told(project, "NOR,2018,1.3", "AUS,2018,2.3", "World,2018,3.7") == []
    assert told(project, "NOR,2018,1", "AUS,2018,2.4", "BEL,2018,4", "World,2018,7.6") == []
    (line,) = told(project, "NOR,2018,1.3", "AUS,2018,2.3", "World,2018,3.8")
    assert line == (
        '4: calls: the row is the total of "flag", 3800, but the other rows add up to 3600, a '
        "difference of 200, where rounding gives 150 at most"
    )


def test_what_a_spreadsheet_left_of_a_number_is_rounded(project: Project) -> None:
    thousands(project)
    assert told(project, "NOR,2018,1.77341E+13", "AUS,2018,3", "World,2018,17734149000000") == []


def test_how_far_a_total_may_be_from_its_parts_can_be_stated(project: Project) -> None:
    state(project, "totals: {flag: {name: World, within: 2}}")
    assert told(project, "NOR,2018,1", "AUS,2018,2", "World,2018,5") == []
    assert len(told(project, "NOR,2018,1", "AUS,2018,2", "World,2018,6")) == 1
    thousands(project)
    state(project, "totals: {flag: {name: World, within: 0}}")
    assert len(told(project, "NOR,2018,1.3", "AUS,2018,2.3", "World,2018,3.7")) == 1


def test_less_than_nothing_is_no_distance(project: Project) -> None:
    state(project, "totals: {flag: {name: World, within: -1}}")
    (project.data / "calls" / "t.csv").write_text("flag,year,calls\nNOR,2018,1\n")
    (line,) = complaints(project)
    assert line.endswith('"-1" is less than nothing')


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
