"""find, show, why and the lists, as a person or a script runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import run_kg
from tests.world import LOOK, write_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("look") / "project")


def output(project: Path, *words: object) -> str:
    done = run_kg(*words, cwd=project)
    assert done.returncode == 0
    assert re.fullmatch(r"(Sources: .+\.\n(\d+ rows? .+\n|Contradicted: .+\n)?)?", done.stderr)
    return done.stdout


def rows(project: Path, *words: object) -> list[list[str]]:
    return [line.split("\t") for line in output(project, *words).splitlines()]


def complaint(project: Path, *words: object) -> str:
    done = run_kg(*words, cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_find_prints_a_line_for_each_match(project: Path) -> None:
    assert rows(project, "find", "авария") == [
        ["Avaria", "Land", "Авария", "name", "ru", "100", "Land/AVA"]
    ]


def test_find_says_when_there_is_nothing(project: Path) -> None:
    assert "Nothing is called" in complaint(project, "find", "qqqqq")


def test_find_limits(project: Path) -> None:
    assert len(rows(project, "find", "a", "--limit", 2)) == 2


def test_show_prints_a_line_for_each_value(project: Path) -> None:
    lines = rows(project, "show", "AVA")
    assert ["name", "Авария @ru", "", "List of lands", "2024-01-31"] in lines
    disputed = [line for line in lines if line[0] == "population"]
    assert [line[2] for line in disputed] == ["disputed: population"] * 2
    denied = [line for line in lines if line[2].startswith("denied")]
    assert denied[0][:2] == ["pact (signatory)", "Treaty of Eternal Good-Neighborliness"]
    assert ["neighbour", "Belland", "inferred", "", ""] in lines


def test_show_with_whole_iris(project: Path) -> None:
    lines = rows(project, "show", "AVA", "--iris")
    assert lines[0][:2] == [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "https://example.org/ontology#Land",
    ]


def test_show_in_another_language(project: Path) -> None:
    assert rows(project, "show", "AVA", "--lang", "ru")[0][1] == "страна"


def test_show_names_the_candidates(project: Path) -> None:
    assert "Port/khorgos-dry (Khorgos dry port)" in complaint(project, "show", "Khorgos")
    assert "did you mean Land/AVA (Avaria)" in complaint(project, "show", "Avarja")


def test_json_is_whole(project: Path) -> None:
    shown = json.loads(output(project, "show", "AVA", "--format", "json"))
    assert shown["iri"] == "https://example.org/id/Land/AVA"
    assert {"is a", "name", "population", "act (party)"} <= {g["label"] for g in shown["groups"]}
    found = json.loads(output(project, "find", "AVA", "-f", "json"))
    assert found[0]["score"] == 100
    reasons = json.loads(output(project, "why", "AVA", "population", "-f", "json"))
    assert len(reasons["evidence"]) == 2


@pytest.mark.parametrize(
    "words", [("find", "AVA"), ("show", "AVA"), ("why", "AVA"), ("documents",)]
)
def test_csv_has_a_header_and_whole_rows(project: Path, words: tuple[str, ...]) -> None:
    table = list(csv.reader(io.StringIO(output(project, *words, "--format", "csv"))))
    assert len(table) > 1
    assert {len(row) for row in table} == {len(table[0])}


def test_markdown_links(project: Path) -> None:
    table = output(project, "documents", "--format", "md")
    assert "[Trade jumps](<https://post.example/jumps-2025>)" in table


def test_why_tells_who_where_and_in_which_words(project: Path) -> None:
    told = output(project, "why", "AVA", "population", "--archive", LOOK)
    assert "speaker    the minister\n" in told
    assert "quoting    the customs\n" in told
    assert "figures of Belland\n" in told
    assert "date       retrieved 2026-11-25\n" in told
    assert "sentence   “Trade — with all: 23.6 billion.”\n" in told
    assert "jumps-2025#:~:text=Trade%20%E2%80%94%20with,23.6%20billion." in told
    assert "condenses  A longer story\n" in told


def test_why_passes_over_what_is_odd_in_the_archive(project: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_bytes((LOOK / "article.txt").read_bytes())
    (tmp_path / "odd.txt").mkdir()
    done = run_kg("why", "AVA", "population", "--archive", tmp_path, cwd=project)
    assert "sentence   “Trade — with all: 23.6 billion.”\n" in done.stdout
    odd = f"Warning: {tmp_path}/odd.txt: cannot be read and is passed over: Is a directory\n"
    assert done.stderr.startswith(f"{odd}Sources: 2 documents, 2 independent, ")
    quiet = run_kg("why", "AVA", "population", "-q", cwd=project)
    assert (quiet.returncode, quiet.stderr) == (0, "")


def test_why_of_a_record_a_claim_and_an_observation(project: Path) -> None:
    assert "claim/c4" in output(project, "why", "ratified")
    assert "a misprint" in output(project, "why", "claim/c6")
    observation = "observation/news/jumps/Visits/AVA/2025-01-01/P10M"
    assert "place      0-12" in output(project, "why", observation)


def test_why_complains_of_what_is_wrong(project: Path, tmp_path: Path) -> None:
    assert 'did you mean "population"' in complaint(project, "why", "AVA", "popuation")
    assert "no archive folder" in complaint(project, "why", "AVA", "--archive", tmp_path / "no")


def test_the_lists(project: Path) -> None:
    assert rows(project, "datasets")[1][-3:] == ["2", "1", "8"]
    assert [row[0] for row in rows(project, "documents")] == [
        "document/lists/lands",
        "document/news/jumps",
        "document/news/long",
    ]
    assert rows(project, "issues")[0][-1] == "a doubtful date"


def test_one_source_is_looked_into(project: Path) -> None:
    for word in ("find", "show", "why"):
        done = run_kg(word, "AVA", "-p", project, "--data", "x.ttl", cwd=project)
        assert (done.returncode, "--data and --project contradict" in done.stderr) == (2, True)
    done = run_kg(
        "find", "AVA", "--data", LOOK / "world.trig", cwd=project, KG_PROJECT=str(project)
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_no_issues_are_said_to_be_none(tmp_path: Path) -> None:
    made = write_project(tmp_path / "project")
    (made / ".kg" / "builds" / "world" / "issues.jsonl").write_text("")
    done = run_kg("issues", cwd=made)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No issues are recorded.\n")


def test_any_store_and_any_files_can_be_looked_into(project: Path, tmp_path: Path) -> None:
    store = project / ".kg" / "builds" / "world" / "store"
    assert rows(project, "find", "Belland", "--store", store)[0][6].endswith("id/Land/BEL")
    file = tmp_path / "x.ttl"
    file.write_text('<http://a/1> <http://www.w3.org/2000/01/rdf-schema#label> "Aktau" .')
    assert rows(project, "show", "Aktau", "--data", file) == [["rdfs:label", "Aktau", "", "", ""]]


def test_an_unknown_format_is_wrong_usage(project: Path) -> None:
    done = run_kg("show", "AVA", "--format", "pdf", cwd=project)
    assert done.returncode == 2
    assert "'table', 'csv', 'md', 'json'" in done.stderr


def on_a_terminal(project: Path, *words: str) -> str:
    """Run `kg` with a terminal as its output."""
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "kg.cli", *words],
        cwd=project,
        env=env,
        stdout=theirs,
        stderr=subprocess.STDOUT,
    )
    os.close(theirs)
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    os.close(ours)
    assert process.wait() == 0, text
    return text.decode()


def test_a_terminal_gets_a_page_with_links(project: Path) -> None:
    text = on_a_terminal(project, "show", "AVA")
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)
    assert "Avaria · land · Land/AVA" in plain
    assert "Avaria @en, Авария @ru" in plain
    assert "(disputed: population)" in plain
    assert "https://post.example/jumps-2025" in text
    assert "https://post.example/jumps-2025" not in plain


def test_a_terminal_gets_tables_and_links_for_the_rest(project: Path) -> None:
    assert "Land/AVA" in on_a_terminal(project, "find", "Avaria")
    assert "\x1b]8;;https://post.example/jumps-2025#:~:text=" in on_a_terminal(
        project, "why", "turnover"
    )
