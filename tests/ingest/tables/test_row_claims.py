"""Rows are mapped one after the other, and still meet what other rows and facts files say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.ingest.tables.opened import Opened
from kg.model.lines import write_lines
from kg.project import Project
from tests.projects import complaints, mini, quads

DATASET = """
title: Ships
publisher: Port office
license: https://creativecommons.org/licenses/by/4.0/
language: en
documents:
  - {id: list, title: List of ships, publisher: Port office, retrieved: 2026-11-25}
tables:
  - file: ships.csv
    document: list
    rows:
      id: {column: id}
      validFrom: {column: since}
      says: {Ship: {slug: {column: key}, name: {column: name}}}
"""
RETRACTED = "status: retracted, retracted: {on: 2020-01-01, why: typed wrongly}"


def project(folder: Path, rows: list[str], *facts: str) -> Project:
    """A project with a table of ships, and with records of the same document."""
    made = mini(folder / "project")
    data = made.data / "ships"
    data.mkdir()
    (data / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    (data / "ships.csv").write_text("\n".join(["id,key,name,since", *rows, ""]), encoding="utf-8")
    if facts:
        text = "\n".join(["document: list", "records:", *(f"  - {{{one}}}" for one in facts), ""])
        (data / "facts.yaml").write_text(text, encoding="utf-8")
    return made


def says(key: str, name: str) -> str:
    return f"says: {{Ship: {{slug: {key}, name: {name}}}}}"


def lines(folder: Path, made: Project) -> list[str]:
    return quads(made, "ships", folder / "cache")


def claims(found: Iterable[str]) -> set[str]:
    return {line.split()[0] for line in found if "/claim/" in line.split()[0]}


def test_two_rows_that_say_the_same_are_one_claim(tmp_path: Path) -> None:
    found = lines(tmp_path, project(tmp_path, [",a,Aurora,", ",a,Aurora,", ",b,Borealis,"]))
    assert len(claims(found)) == 2
    rows = [line for line in found if "ontology#row>" in line]
    assert len(rows) == 3
    assert found == sorted(set(found))


def test_a_record_that_says_what_a_row_says_is_the_same_claim(tmp_path: Path) -> None:
    made = project(tmp_path, [",a,Aurora,"], "id: typed, at: {page: 3}, " + says("a", "Aurora"))
    found = lines(tmp_path, made)
    assert len(claims({line for line in found if "/at/" not in line.split()[0]})) == 1
    assert any('"typed"' in line for line in found)
    assert any("ontology#row>" in line for line in found)


def test_rows_that_differ_in_validity_alone_are_told(tmp_path: Path) -> None:
    made = project(tmp_path, ["one,a,Aurora,2019", "two,a,Aurora,2020"])
    (issue,) = complaints(made)
    assert issue.startswith("warning: data/ships/ships.csv:3: ")
    assert issue.endswith("the same statement with another validity as record one")


@pytest.mark.parametrize("first", ["one", "typed"])
def test_an_id_is_given_once(first: str, tmp_path: Path) -> None:
    facts = ["id: typed, at: {page: 3}, " + says("b", "Borealis")]
    made = project(tmp_path, [f"{first},a,Aurora,", f"{first},c,Corona,"], *facts)
    twice = [issue for issue in complaints(made) if f'the id "{first}" is given twice' in issue]
    assert twice[0].startswith("data/ships/ships.csv:")


def test_a_row_revises_the_retracted_record_of_its_id(tmp_path: Path) -> None:
    facts = [f"id: one, at: {{page: 3}}, {RETRACTED}, " + says("a", "Aurore")]
    found = lines(tmp_path, project(tmp_path, ["one,a,Aurora,"], *facts))
    (revision,) = [line for line in found if "wasRevisionOf" in line]
    said = next(line for line in found if '"Aurora"' in line and "/claim/" in line)
    assert revision.split()[0] == said.split()[-2]


def test_a_retracted_record_that_says_what_a_row_says_is_told(tmp_path: Path) -> None:
    facts = [f"id: old, at: {{page: 3}}, {RETRACTED}, " + says("a", "Aurora")]
    (issue,) = complaints(project(tmp_path, [",a,Aurora,"], *facts))
    assert "data/ships/facts.yaml:3" in issue
    assert "the same statement with another status as record row-2" in issue


def test_a_row_that_others_refer_to_is_read_for_them_once_and_its_fault_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = "says: {Explanation: {of: {Claim: one}, because: aurora}}"
    facts = [f"id: {name}, at: {{page: 1}}, {about}" for name in ("q", "r", "s")]
    facts += [f"id: t, document: other, at: {{page: 1}}, {about.replace('one', 'u')}"]
    facts += ["id: u, document: other, at: {page: 1}, " + says("c", "Corona")]
    made = project(tmp_path, ["one,a,Aurora,bad", "two,b,Borealis,"], *facts)
    other = "documents:\n  - {id: other, title: X, publisher: Port office, retrieved: 2026-11-25}"
    wrong = DATASET.replace("documents:", other)
    wrong = wrong.replace("      validFrom: {column: since}\n", "")
    wrong = wrong.replace("name: {column: name}", "name: {column: name}, sisterOf: {column: since}")
    (made.data / "ships" / "dataset.yaml").write_text(wrong, encoding="utf-8")
    read: list[Opened] = []
    records = Opened.records

    def counted(opened: Opened) -> Iterator[dict[str, Any]]:
        read.append(opened)
        return records(opened)

    monkeypatch.setattr(Opened, "records", counted)
    told = complaints(made)
    assert [issue for issue in told if 'the record "one" has an error' in issue] == told[:3]
    (issue,) = told[3:]
    assert issue.startswith("warning: data/ships/ships.csv:2: since: no Ship is known as")
    assert "rows" not in issue
    assert len(read) == 3  # for the names, for what is referred to, and to be mapped


@pytest.mark.parametrize("held", [1, 2, 3, 100])
def test_lines_are_sorted_whatever_memory_holds(held: int, tmp_path: Path) -> None:
    some = ["b\n", "ä\n", "a\n", "b\n", "c\n", "a\n"]
    assert write_lines(tmp_path / "x", some, held=held) == 4
    assert (tmp_path / "x").read_text("utf-8") == "a\nb\nc\nä\n"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
