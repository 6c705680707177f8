"""What had been published by a day: documents, retractions, names, tables; and that it is kept."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest

import kg
from kg import build as building
from kg.api import Graph
from kg.build import clean
from kg.errors import CitationError, KgError, ParameterError, StoreError
from kg.project import Project
from kg.publish.citations import csl_json, text
from kg.query.results import Rows
from tests.command import run_kg
from tests.projects import add_facts, mini

PAPERS = """\
title: Papers
language: en
documents:
  - {id: first, title: First paper, publisher: Port office, issued: 2021-02}
  - {id: second, title: Second paper, publisher: Port office, issued: 2024-05-02}
  - {id: found, title: Found paper, publisher: Port office, retrieved: 2022-07-01}
  - {id: undated, title: Undated paper, publisher: Port office}
  - {id: calls, title: Calls, publisher: Port office, issued: 2022}
tables:
  - file: calls.csv
    document: calls
    rows:
      says: {CallObservation: {callFlag: NOR, period: {column: year}, calls: {column: calls}}}
minimum: {records: 7}
"""
SLIP = "status: retracted, retracted: {on: 2023-06, why: a slip}"
RECORDS = f"""\
records:
  - {{id: length, document: first, {SLIP}, says: {{Ship: {{slug: cygnus, length: 100}}}}}}
  - {{id: length, document: first, says: {{Ship: {{slug: cygnus, length: 110}}}}}}
  - {{id: sister, document: first, says: {{Ship: {{slug: draco, sisterOf: lyra}}}}}}
  - {{id: named, document: second, says: {{Ferry: {{slug: cygnus, name: Cygnus, length: 120}}}}}}
  - {{id: lyra, document: second, says: {{Ferry: {{slug: lyra, name: Lyra, launched: 1999}}}}}}
  - {{id: seen, document: found, says: {{Ship: {{slug: draco, length: 90}}}}}}
  - {{id: never, document: undated, says: {{Ship: {{slug: draco, length: 91}}}}}}
"""
LENGTHS = "SELECT ?n { GRAPH ?claim { ?ship m:length ?n } ?ship kg:slug ?s FILTER(?s = 'cygnus') }"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found = mini(tmp_path / "project")
    folder = add_facts(found, "papers", RECORDS, PAPERS)
    (folder / "calls.csv").write_text("year,calls\n2019,7\n2020,8\n", encoding="utf-8")
    return found


def values(graph: Graph, text: str) -> list[str]:
    rows = graph.sparql(text)
    assert isinstance(rows, Rows)
    return sorted(str(row[0]) for row in rows)


def at(project: Project, day: str, *, tables: bool = False) -> Graph:
    return kg.open(project.root, as_of=day, tables=tables)


@pytest.mark.parametrize(
    ("day", "lengths"),
    [
        ("2021-02-28", ["100"]),  # what was taken back later still stands
        ("2023-06-29", ["100"]),
        ("2023-06", ["110"]),
        ("2024-05-01", ["110"]),
        ("2024-05-02", ["110", "120"]),
        ("2999", ["110", "120"]),
    ],
)
def test_a_day_has_what_had_certainly_been_published(
    project: Project, day: str, lengths: list[str]
) -> None:
    assert values(at(project, day), LENGTHS) == lengths


OLD = f"id: old, document: first, {SLIP}, says:"
NEW = "id: new, document: first, says:"


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("Ship: {{slug: draco, length: {}}}", "GRAPH ?claim { ?one m:length ?n }"),
        ("CallObservation: {{callFlag: NOR, period: 2019, calls: {}}}", "?one m:calls ?n"),
    ],
)
def test_what_came_in_the_place_of_what_stood_gives_way(
    project: Project, kind: str, asked: str
) -> None:
    said = [f"{OLD} {{{kind.format(70)}}}", f"{NEW} {{{kind.format(71)}}}"]
    for first, second in (said, reversed(said)):
        text = f"records:\n  - {{{first}}}\n  - {{{second}}}\n"
        about = PAPERS[: PAPERS.index("tables:")]
        add_facts(project, "papers", text, about)
        query = f"SELECT ?n {{ {asked} FILTER(?n IN (70, 71)) }}"
        assert values(at(project, "2023-05"), query) == ["70"]
        assert values(at(project, "2023-06"), query) == ["71"]


def test_a_row_that_came_in_the_place_of_what_stood_is_not_there_yet(project: Project) -> None:
    rows = """\
      - says: {CallObservation: {callFlag: NOR, period: {column: year}, calls: {column: calls}}}
      - id: {column: ship}
        says: {Ship: {slug: {column: ship}, length: {column: calls}}}
minimum: {}
"""
    about = PAPERS[: PAPERS.index("      says:")] + rows
    said = f"id: corvus, document: calls, {SLIP}, says: {{Ship: {{slug: corvis, length: 9}}}}"
    folder = add_facts(project, "papers", f"records: [{{{said}}}]", about)
    (folder / "calls.csv").write_text("year,calls,ship\n2019,7,corvus\n", encoding="utf-8")
    query = "SELECT ?n { GRAPH ?claim { ?ship m:length ?n } FILTER(?n IN (7, 9)) }"
    assert values(at(project, "2023-05", tables=True), query) == ["9"]
    assert values(at(project, "2023-06", tables=True), query) == ["7"]


def test_a_claim_that_comes_later_is_named_and_not_made(project: Project) -> None:
    says = "says: {Explanation: {of: {Claim: second/named}, because: cygnus}}"
    facts = project.data / "papers" / "facts.yaml"
    text = RECORDS + f"  - {{id: why, document: first, {says}}}\n"
    facts.write_text(text, encoding="utf-8")
    named = "?x a kg:Explanation ; kg:of ?claim ."
    early, late = at(project, "2024-05-01"), at(project, "2024-05-02")
    (claim,) = values(early, f"SELECT DISTINCT ?claim {{ {named} }}")
    assert values(late, f"SELECT DISTINCT ?claim {{ {named} }}") == [claim]
    made = f"SELECT DISTINCT ?claim {{ {named} ?claim a kg:Claim }}"
    assert (values(early, made), values(late, made)) == ([], [claim])


def test_a_month_of_issue_is_over_first(project: Project) -> None:
    early = at(project, "2021-02-27")
    assert values(early, LENGTHS) == []
    assert [one.title for one in early.datasets()] == ["The register"]


def test_without_a_date_of_issue_the_day_of_retrieval_counts(project: Project) -> None:
    assert [one.short for one in at(project, "2022-06-30").find("first paper")] != []
    names = {one.title for one in at(project, "2022-07-01").documents()}
    assert {"First paper", "Found paper"} <= names
    assert not {"Second paper", "Undated paper", "Calls"} & names


def test_what_is_described_later_has_its_class_and_names_and_no_claim(project: Project) -> None:
    graph = at(project, "2021-02")
    assert values(graph, "SELECT ?sister { ?ship m:sisterOf ?sister FILTER(?ship != ?sister) }")
    assert [one.short for one in graph.find("Lyra")] == ["Ship/lyra"]
    assert values(graph, "SELECT ?s { ?s a m:Ferry }")
    assert values(graph, "SELECT ?day { ?ship m:launched ?day }") == ["1999-05"]  # of another one
    claimed = "SELECT ?name { GRAPH ?claim { ?ship a m:Ferry ; kg:name ?name } }"
    assert values(graph, claimed) == ["Aurora"]
    assert graph.find("Борей") == []  # nobody had spoken of it


def test_tables_are_left_out_unless_wanted(project: Project) -> None:
    calls = "SELECT ?n { ?one m:calls ?n ; m:callFlag ?flag ; kg:period ?when }"
    assert values(at(project, "2023"), calls) == ["1200"]
    assert values(at(project, "2023", tables=True), calls) == ["1200", "7", "8"]
    assert values(at(project, "2022-12-30", tables=True), calls) == ["1200"]


def test_a_build_is_made_once_and_again_when_the_sources_change(project: Project) -> None:
    first = at(project, "2023").project.current_build()
    at(project, "2021-02")
    assert at(project, "2023").project.current_build() == first
    facts = project.data / "papers" / "facts.yaml"
    facts.write_text(RECORDS.replace("length: 100", "length: 101"), encoding="utf-8")
    assert values(at(project, "2023-01"), LENGTHS) == ["101"]
    assert sorted(path.name for path in project.past.iterdir()) == ["2023-01-31"]
    again = at(project, "2023").project
    assert again.current_build() != first
    assert clean(project) > 0
    assert not project.past.exists()


def test_what_stops_a_build_leaves_what_was_there(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = at(project, "2023").project.current_build()
    facts = project.data / "papers" / "facts.yaml"
    facts.write_text(RECORDS.replace("length: 100", "length: 101"), encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def interrupted(step: str, done: int, total: int) -> None:
        if step == "loading the store":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kg.open(project.root, as_of="2023", progress=interrupted)
    with monkeypatch.context() as patched:
        patched.setattr(building, "write_store", full)
        with pytest.raises(StoreError, match="No space left on device; the current build is unch"):
            at(project, "2023")
    assert before
    assert before.is_dir()
    assert [path.name for path in before.parent.iterdir()] == [before.name]
    assert values(at(project, "2023"), LENGTHS) == ["110"]


def test_a_day_before_the_first_document_is_told(project: Project) -> None:
    with pytest.raises(ParameterError, match="2019-12-31; the earliest document is of 2020-03"):
        at(project, "2019")


@pytest.mark.parametrize("day", ["last year", "2023-02-29", "2023-1", "", "2023-01-01T00:00"])
def test_what_is_no_date_is_refused(project: Project, day: str) -> None:
    with pytest.raises(ParameterError, match=r"is no date"):
        at(project, day)
    assert not project.past.exists()


def test_only_a_project_has_sources(project: Project) -> None:
    with pytest.raises(ParameterError, match="needs the sources of a project"):
        kg.open(as_of="2023", data=project.ontology / "core.ttl")
    with pytest.raises(ParameterError, match="belongs to as_of"):
        kg.open(project.root, tables=True)
    done = run_kg("find", "x", "--as-of", "2023", "--store", "s", cwd=project.root)
    assert done.returncode == 2
    assert "--as-of needs the sources of a project, which --store does not have" in done.stderr


def test_wrong_sources_are_told_as_for_any_build(project: Project) -> None:
    add_facts(project, "wrong", "records: [{id: a, document: bare, says: {Ship: {slog: a}}}]")
    with pytest.raises(KgError, match="slog"):
        at(project, "2023")


def test_the_terminal_is_told_what_is_left_out(project: Project) -> None:
    done = run_kg("documents", "--as-of", "2023", "--format", "csv", cwd=project.root)
    assert done.returncode == 0, done.stderr
    assert "Note: as of 2023-12-31: 4 of 7 documents." in done.stderr
    assert "from the day on which it was retrieved: 1 of 3 by then." in done.stderr
    assert "Note: without 1 table of figures (--tables takes them in)." in done.stderr
    late = run_kg("find", "Lyra", "--as-of", "2999-01", "--tables", cwd=project.root)
    assert "2999-01-31 is yet to come" in late.stderr
    assert "tables takes" not in late.stderr


def test_gaps_are_those_of_the_day(project: Project) -> None:
    words = ("gaps", "figures", "--format", "csv", "--as-of")
    done = run_kg(*words, "2023", cwd=project.root)
    assert "Note: as of 2023-12-31: 4 of 7 documents." in done.stderr
    assert done.stdout != run_kg(*words, "2023", "--tables", cwd=project.root).stdout


def test_a_file_says_that_it_is_as_of_a_day(project: Project, tmp_path: Path) -> None:
    words = ("query", "-e", LENGTHS, "--as-of", "2023", "-o")
    done = run_kg(*words, tmp_path / "a.csv", cwd=project.root)
    assert done.stderr.count("2023-12-31") == 1
    (held,) = json.loads((tmp_path / "a.csv-metadata.json").read_text(encoding="utf-8"))["notes"]
    assert held["as_of"] == "2023-12-31"
    run_kg(*words, tmp_path / "a.md", "--tables", cwd=project.root)
    assert (tmp_path / "a.md").read_text(encoding="utf-8").endswith("s of 2023-12-31*\n")
    notes = rows_of(at(project, "2023")).notes
    assert list(notes.lines())[-1] == "As of 2023-12-31, without tables of figures"


def rows_of(graph: Graph) -> Rows:
    found = graph.sparql(LENGTHS)
    assert isinstance(found, Rows)
    return found


@pytest.fixture
def dated(project: Project) -> Project:
    """The project with a day for every document, without which it has no build of all."""
    about = project.data / "papers" / "dataset.yaml"
    text = about.read_text(encoding="utf-8")
    late = text.replace("title: Undated paper", "title: Late paper, issued: 2025")
    about.write_text(late, encoding="utf-8")
    return project


@pytest.mark.parametrize("tables", [False, True])
def test_a_citation_is_verified_as_of_its_day(dated: Project, tmp_path: Path, tables: bool) -> None:
    cited = at(dated, "2023-06-29", tables=tables).sparql(LENGTHS).cite()
    assert f"as of 2023-06-29{' with tables' * tables}. 1 row" in text(cited)
    file = tmp_path / "a.cite.json"
    file.write_text(csl_json(cited), encoding="utf-8")
    for graph in (kg.open(dated.root), at(dated, "2024")):
        verdict = graph.cite_verify(file)
        assert (verdict.same, verdict.remarks) == (True, ())
    whole = kg.open(dated.root).sparql(LENGTHS).cite()
    file.write_text(csl_json(whole), encoding="utf-8")
    assert at(dated, "2024").cite_verify(file).same


@pytest.mark.parametrize("day", ["20230629", "2023-06", "some day", "../.."])
def test_a_citation_as_of_what_is_no_day_is_told(dated: Project, tmp_path: Path, day: str) -> None:
    cited = kg.open(dated.root).sparql(LENGTHS).cite()
    odd = cited._replace(asked=cited.asked._replace(as_of=day))
    file = tmp_path / "a.cite.json"
    file.write_text(csl_json(odd), encoding="utf-8")
    with pytest.raises(CitationError, match="which is no day"):
        kg.open(dated.root).cite_verify(file)


def test_a_citation_tells_of_the_build_that_it_needs(dated: Project, tmp_path: Path) -> None:
    past = at(dated, "2023-06-27")
    file = tmp_path / "a.cite.json"
    file.write_text(csl_json(past.sparql(LENGTHS).cite()), encoding="utf-8")
    shutil.rmtree(past.project.builds)
    steps: list[str] = []
    graph = kg.open(dated.root)
    assert graph.cite_verify(file, progress=lambda step, *_: steps.append(step)).same
    assert steps
    steps.clear()
    assert graph.cite_verify(file, progress=lambda step, *_: steps.append(step)).same
    assert not steps
