"""Citations and notes at the command line: where they go, what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.command import Run

WORDS = ("query", "signatories", "--party", "Uzbekistan")


def lines(table: Path) -> int:
    """Count the lines of a CSV file, its header among them."""
    with table.open(encoding="utf-8", newline="") as file:
        return len(list(csv.reader(file)))


def test_the_citation_takes_the_place_of_the_answer(kg: Run) -> None:
    done = kg(*WORDS, "--cite")
    assert done.stdout.startswith("“signatories: Who signed")
    assert done.stderr == ""
    assert kg(*WORDS, "--cite", "text").stdout == done.stdout
    assert kg(*WORDS, "--cite", "bibtex").stdout.startswith("@misc{sogdian-")
    assert kg("query", "--cite", *WORDS[1:]).stdout == done.stdout


def test_a_file_has_its_citation_beside_it(kg: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    done = kg(*WORDS, "-o", target, "--cite")
    assert done.returncode == 0, done.stderr
    verified = kg("cite", "verify", f"{target}.cite.json")
    assert verified.stdout.startswith("The same: ")
    count = lines(target) - 1
    plain = json.loads(kg("cite", "verify", f"{target}.cite.json", "-f", "json").stdout)
    assert plain["same"]
    assert plain["now"]["rows"] == count
    kg(*WORDS, "-o", target, "--cite", "bibtex")
    assert target.with_name("a.csv.cite.bib").read_text(encoding="utf-8").startswith("@misc")


def test_a_changed_citation_exits_with_1(kg: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    kg(*WORDS, "-o", target, "--cite")
    file = tmp_path / "a.csv.cite.json"
    items = json.loads(file.read_text(encoding="utf-8"))
    items[0]["custom"]["sogdian"]["rows"] = 1
    file.write_text(json.dumps(items), encoding="utf-8")
    done = kg("cite", "verify", file)
    assert done.returncode == 1
    assert "Different: 1 row was cited, there are " in done.stdout


@pytest.mark.parametrize("content", [b"", b"[", b"\xff\xfe", b"{}", None])
def test_what_is_no_citation_exits_with_2(kg: Run, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "a.json"
    if content is not None:
        file.write_bytes(content)
    done = kg("cite", "verify", file)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {file}: ")
    assert done.stderr.count("\n") == 1


def test_what_cannot_be_written_is_told(kg: Run) -> None:
    done = kg(*WORDS, "-o", "nowhere/a.csv", "--cite")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert kg(*WORDS, "--cite=bibtx").returncode == 2


def test_notes_are_said_unless_quiet(kg: Run) -> None:
    assert kg(*WORDS).stderr.startswith("Sources: ")
    assert kg(*WORDS, "-q").stderr == ""
    assert kg("query", "-e", "ASK { ?s ?p ?o }").stderr == ""
    assert "Sources: " in kg("contradictions", "KGZ").stderr
    assert "Sources: " in kg("series", "trade", "--reporter", "KGZ", "--by", "year").stderr


def test_notes_stand_in_the_file_or_beside_it(kg: Run, tmp_path: Path) -> None:
    for name in ("a.csv", "a.tsv", "a.jsonl", "a.json", "a.xml", "a.md"):
        kg(*WORDS, "-q", "-o", tmp_path / name)
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["head"]["notes"]
    beside = json.loads((tmp_path / "a.csv-metadata.json").read_text(encoding="utf-8"))
    assert beside["notes"] == [found]
    assert beside["url"] == "a.csv"
    assert [one["name"] for one in beside["tableSchema"]["columns"]][:2] == ["agreement", "party"]
    assert (tmp_path / "a.tsv-metadata.json").is_file()
    assert (tmp_path / "a.jsonl-metadata.json").is_file()
    assert not (tmp_path / "a.json-metadata.json").exists()
    for name in ("a.xml", "a.md"):
        assert "Sources: " in (tmp_path / name).read_text(encoding="utf-8")


def test_standard_readers_read_what_has_notes(kg: Run, tmp_path: Path) -> None:
    query = "CONSTRUCT { ?x a kg:SeaPort } { ?x a kg:SeaPort }"
    for name in ("a.ttl", "a.nt", "a.trig"):
        kg("query", "-e", query, "-o", tmp_path / name)
        assert "# Sources: " in (tmp_path / name).read_text(encoding="utf-8")
        assert len(list(ox.parse(path=tmp_path / name))) > 3
    for name in ("a.json", "a.xml"):
        kg(*WORDS, "-o", tmp_path / name)
        assert len(list(ox.parse_query_results(path=tmp_path / name))) > 3  # type: ignore[arg-type]


def test_a_long_answer_is_streamed_and_says_what_was_not_looked_for(
    kg: Run, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"
    done = kg("query", "-e", "SELECT * { ?s ?p ?o } LIMIT 20001", "-o", target)
    assert "Contradictions were not looked for" in done.stderr
    beside = json.loads((tmp_path / "a.csv-metadata.json").read_text(encoding="utf-8"))
    assert beside["notes"][0]["contradicted"] is None
    assert beside["notes"][0]["documents"] > 0
    assert lines(target) == 20002


def test_a_form_that_there_is_not_is_told(kg: Run) -> None:
    done = kg(*WORDS, "--cite", "bibtx")
    assert done.returncode == 2
    assert 'there is no citation "bibtx"; did you mean "bibtex"?' in done.stderr
