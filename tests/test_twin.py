"""The columnar twin and the graph hold the same numbers, and a build is whole without it, too."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyarrow import parquet

import kg as library
from kg.api import open as open_graph
from kg.build import build, require_no_errors
from kg.errors import StoreError
from kg.ingest.tables import kept
from kg.ingest.tables import parquet as written
from kg.model.keys import spoken
from kg.model.vocab import XSD, local_name
from kg.project import Project
from kg.query.figures.cubes import cubes
from kg.store.columns import Wanted, open_columns
from kg.store.view import View
from tests.command import run_kg
from tests.projects import CASES, add_facts, mini

SAID = """
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT ?observation ?property ?value { ?observation a qb:Observation ; ?property ?value }
"""
SOURCES = {"wasDerivedFrom": "document", "row": "row", "column": "column", "recordId": "recordId"}
CALLS = """\
title: Calls
publisher: Port office
license: https://creativecommons.org/licenses/by/4.0/
language: en
documents:
  - {id: calls, title: Calls, publisher: Port office, issued: 2022, retrieved: 2026-11-25}
tables:
  - file: calls.csv
    document: calls
    rows:
      speaker: {Person: {slug: harbour-master, name: Harbour master}}
      says: {CallObservation: {callFlag: NOR, period: {column: year}, calls: {column: calls}}}
"""


def bases(view: View) -> list[str]:
    return [view.base, "https://w3id.org/sogdian/"]


def in_graph(view: View) -> dict[str, dict[str, set[Any]]]:
    """The observations as the graph has them: for each its values by property name."""
    answer, found = view.query(SAID), dict[str, dict[str, set[Any]]]()
    assert isinstance(answer, ox.QuerySolutions)
    for observation, prop, value in answer:
        name = local_name(prop.value)
        one: Any = value.value
        if isinstance(value, ox.NamedNode):
            one = spoken(value.value, bases(view))
        elif value.datatype.value in (XSD + "decimal", XSD + "integer"):
            one = Decimal(value.value)
        found.setdefault(observation.value, {}).setdefault(SOURCES.get(name, name), set()).add(one)
    return found


def in_columns(view: View) -> Iterator[dict[str, Any]]:
    """The rows of the twin."""
    for cube in cubes(view):
        try:
            columns = view.columns(cube.name)
        except StoreError:
            continue
        for row in columns.rows(columns.names, Wanted()):
            yield dict(zip(columns.names, row, strict=True))


def same(value: Any, said: Iterable[Any]) -> bool:
    """Whether the value of a column is what the graph has; several stand in one text."""
    said = list(said)
    if len(said) > 1 and all(isinstance(one, str) for one in said):
        return bool(value == "; ".join(sorted(said)))
    return any(value in one if isinstance(one, tuple) else value == one for one in said)


def compare(view: View) -> int:
    """Hold all observations of a view to the rows of its twin; say how many there are."""
    graph = in_graph(view)
    rows = {row["observation"]: row for row in in_columns(view)}
    assert rows.keys() == graph.keys()
    for observation, said in graph.items():
        for name in said.keys() & rows[observation].keys():
            value = rows[observation][name]
            assert same(value, said[name]), (observation, name, value, said[name])
        stated = {name for name, value in rows[observation].items() if value is not None}
        derived = {"firstDay", "lastDay", "dataset", "edition", "publisher", "issued", "speaker"}
        assert stated - derived - {"observation"} <= said.keys()
    return len(rows)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return mini(tmp_path / "project")


def made(project: Project) -> View:
    """A project's view, built anew."""
    require_no_errors(build(project))
    return open_graph(project.root).view


def with_calls(project: Project, *lines: str) -> Project:
    folder = project.data / "calls"
    folder.mkdir(exist_ok=True)
    (folder / "dataset.yaml").write_text(CALLS, encoding="utf-8")
    (folder / "calls.csv").write_text("\n".join(["year,calls", *lines, ""]), encoding="utf-8")
    return project


def calls(view: View, *names: str) -> list[tuple[Any, ...]]:
    """Values of what the tests add to the three-class project."""
    return view.columns("CallObservation").rows(names, Wanted({"dataset": ["calls", "facts"]}))


def test_the_shipped_figures_are_the_same(graph: library.Graph) -> None:
    assert compare(graph.view) > 300


@pytest.mark.parametrize("case", sorted((CASES / "tables").iterdir()), ids=lambda case: case.name)
def test_the_rows_of_a_table_are_the_same(case: Path, project: Project) -> None:
    files = shutil.ignore_patterns("expected*")
    shutil.copytree(case, project.data / case.name, ignore=files)
    assert compare(made(project)) > 0


def test_a_line_leads_back_to_who_said_it(project: Project) -> None:
    view = made(with_calls(project, "2020,1200"))
    names = ("callFlag", "period", "firstDay", "lastDay", "calls", "row", "document", "dataset")
    ((flag, period, first, last, number, row, document, dataset),) = calls(view, *names)
    assert (flag, period) == ("NOR", "2020-01-01/P1Y")
    assert (str(first), str(last)) == ("2020-01-01", "2020-12-31")
    assert (number, row, document, dataset) == (Decimal(1200), 2, "calls/calls", "calls")
    ((publisher, speaker, issued, edition, observation),) = calls(
        view, "publisher", "speaker", "issued", "edition", "observation"
    )
    assert (publisher, speaker, issued) == ("port-office", "harbour-master", "2022")
    assert edition.startswith("calls/calls/by/")
    assert observation in in_graph(view)


def test_of_rows_that_say_one_thing_twice_the_first_counts(project: Project) -> None:
    view = made(with_calls(project, "2020,1", "2021,2", "2020,1"))
    assert calls(view, "row", "calls") == [(2, 1), (3, 2)]


def test_rows_that_contradict_each_other_are_in_neither(project: Project) -> None:
    view = made(with_calls(project, "2020,1", "2021,2", "2020,3", "2021,2"))
    assert calls(view, "row", "calls") == [(3, 2)]


def test_many_groups_of_rows(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "_ROWS_IN_A_GROUP", 5)
    view = made(with_calls(project, *(f"{year},{year * 7}" for year in range(1000, 1100))))
    assert compare(view) == 101
    (file,) = project.builds.glob("*/columns/*/calls.*")
    assert parquet.ParquetFile(file).num_row_groups > 0


def test_every_digit_is_kept(project: Project) -> None:
    view = made(with_calls(project, "2020,99999999999999999999"))
    assert calls(view, "calls") == [(Decimal(99999999999999999999),)]


def test_a_retracted_figure_is_in_neither(project: Project) -> None:
    record = (
        "document: doc\nrecords:\n"
        "  - id: one\n    says: {CallObservation: {callFlag: NOR, period: 2020, calls: 5}}\n"
        "  - id: two\n    status: retracted\n    retracted: {on: 2026-01-01, why: a slip}\n"
        "    says: {CallObservation: {callFlag: NOR, period: 2021, calls: 6}}\n"
    )
    add_facts(project, "facts", record)
    view = made(project)
    assert calls(view, "calls", "recordId") == [(5, "one")]


def test_what_did_not_change_is_not_written_again(project: Project) -> None:
    with_calls(project, "2020,1")
    made(project)
    (before,) = project.builds.glob("*/columns/*/calls.*")
    add_facts(project, "more", "document: doc\nrecords: []\n")
    found = build(project)
    (after,) = found.folder.glob("columns/*/calls.*")
    assert "calls" not in found.mapped
    assert after.stat().st_ino == before.stat().st_ino


def test_a_damaged_file_is_told_and_made_again(project: Project) -> None:
    view = made(with_calls(project, "2020,1"))
    (file,) = project.builds.glob("*/columns/*/calls.*")
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(StoreError, match=r"are damaged .*run `kg build`"):
        calls(view, "calls")
    assert calls(made(project), "calls") == [(1,)]


def test_a_lost_file_is_made_again(project: Project) -> None:
    made(with_calls(project, "2020,1"))
    for file in (*project.builds.glob("*/columns/*/*"), *project.home.glob("cache/*.parquet")):
        file.unlink()
    assert calls(made(project), "calls") == [(1,)]


NO_ARROW = """\
import sys
sys.modules["pyarrow"] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "pyarrow" else found(name, *more)
from kg.cli import main
main()
"""


def without_arrow(project: Project, *words: str) -> Any:
    import subprocess

    command = [sys.executable, "-c", NO_ARROW, *words]
    return subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)


def test_without_arrow_a_build_is_whole_and_has_no_twin(project: Project) -> None:
    with_calls(project, "2020,1")
    done = without_arrow(project, "build")
    assert done.returncode == 0, done.stderr
    assert "2 observations" in done.stdout
    assert not list(project.builds.glob("*/columns"))
    asked = without_arrow(project, "series", "calls")
    assert asked.returncode == 1
    assert "pip install 'sogdian[tables]'" in asked.stderr
    assert asked.stderr.count("\n") == 1
    with pytest.raises(StoreError, match="keeps no observations as columns; run `kg build`"):
        open_columns(next(project.builds.iterdir()) / "columns", "CallObservation")
    assert run_kg("status", cwd=project.root).stdout.count("changed")
    assert calls(made(project), "calls") == [(1,)]


def test_a_store_that_is_no_build_has_none(project: Project) -> None:
    view = library.open(data=[]).view
    with pytest.raises(StoreError, match="only a project's build"):
        view.columns("CallObservation")


@pytest.mark.parametrize("name", ["it's [odd] * and ? {here}", "проект"])
def test_a_folder_may_have_any_name(name: str, tmp_path: Path) -> None:
    view = made(with_calls(mini(tmp_path / name), "2020,1"))
    assert calls(view, "calls") == [(1,)]


@pytest.fixture
def large(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose table is held between builds."""
    monkeypatch.setattr(kept, "LARGE", 1)
    return with_calls(project, "2020,1", "2021,2", "2020,1", "2022,3", "2022,4")


def test_the_columns_of_a_large_table_are_held_with_it(large: Project) -> None:
    assert calls(made(large), "row", "calls") == [(2, 1), (3, 2)]
    add_facts(large, "more", "document: doc\nrecords: []\n")
    view = made(large)
    assert compare(view) == 3
    (large.data / "calls" / "notes.txt").write_text("changed", encoding="utf-8")
    view = made(large)
    assert compare(view) == 3


def test_who_publishes_a_large_table_may_change(large: Project) -> None:
    made(large)
    file = large.data / "calls" / "dataset.yaml"
    text = file.read_text(encoding="utf-8").replace("issued: 2022", "issued: 2023-05")
    file.write_text(text, encoding="utf-8")
    view = made(large)
    assert {row[0] for row in calls(view, "issued")} == {"2023-05"}
    assert compare(view) == 3


def test_damaged_columns_of_a_large_table_are_made_again(large: Project) -> None:
    made(large)
    for file in large.builds.glob("*/columns/*/calls.*"):
        file.write_bytes(b"PAR1")
    view = made(large)
    assert calls(view, "row", "calls") == [(2, 1), (3, 2)]
    assert compare(view) == 3
