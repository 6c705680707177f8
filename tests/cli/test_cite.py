"""Citations and notes at the command line: where they go, what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.api import Graph
from kg.errors import CitationError
from kg.publish.citations import csl_json
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


REPORTS = {
    "contradictions": ("contradictions", "KGZ", "--kind", "scope"),
    "series": ("series", "trade", "--reporter", "KGZ", "--partner", "CHN", "--by", "year"),
    "mirror": ("mirror", "trade", "--reporter", "CHN", "--partner", "KGZ", "--by", "year"),
    "gaps": ("gaps", "ratifications", "TKM"),
    "gaps figures": ("gaps", "figures", "trade", "--reporter", "KGZ"),
    "history": ("history", "china-kyrgyzstan-uzbekistan-railway", "length"),
}


def notes_in(path: Path) -> dict[str, object]:
    """What must be known of the answer in a JSON file, or in the one beside another file."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    held = plain.get("notes") or plain["head"]["notes"]
    return held[0] if isinstance(held, list) else held  # type: ignore[no-any-return]


@pytest.mark.parametrize("words", REPORTS.values(), ids=REPORTS)
def test_every_report_says_what_must_be_known(
    kg: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    told = kg(*words, "-o", tmp_path / "a.csv")
    assert told.returncode == 0, told.stderr
    assert "Sources: " in told.stderr
    quiet = kg(*words, "-q", "-o", tmp_path / "a.json")
    assert "Sources: " not in quiet.stderr
    found = notes_in(tmp_path / "a.json")
    assert found == notes_in(tmp_path / "a.csv-metadata.json")
    assert found["documents"] >= found["independent"] > 0  # type: ignore[operator]
    assert {"newest", "official_share", "contradicted", "limit", "as_of"} <= found.keys()
    assert not (tmp_path / "a.json-metadata.json").exists()


def test_other_files_have_the_notes_beside_them_or_inside(kg: Run, tmp_path: Path) -> None:
    for name in ("a.tsv", "a.parquet", "a.svg"):
        kg(*REPORTS["mirror"], "-o", tmp_path / name)
        beside = notes_in(tmp_path / f"{name}-metadata.json")
        assert beside["first_day"] <= "2022-01-01" < beside["last_day"]  # type: ignore[operator]
        assert 0 < beside["contradicted"] <= beside["rows"]  # type: ignore[operator]
    for words in ("history", "gaps"):
        kg(*REPORTS[words], "-o", tmp_path / "a.md")
        assert "\n*Sources: " in (tmp_path / "a.md").read_text(encoding="utf-8")
    kg(*REPORTS["history"], "-o", tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_text(encoding="utf-8").startswith("date\tdated\t")
    done = kg(*REPORTS["history"], "-o", tmp_path / "a.xlsx")
    assert done.returncode == 2
    assert "known are .csv .md .json .txt" in done.stderr


@pytest.mark.parametrize("words", REPORTS.values(), ids=REPORTS)
def test_every_report_can_be_cited(kg: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = kg(*words, "-o", tmp_path / "a.csv", "--cite")
    assert done.returncode == 0, done.stderr
    assert "Sources: " not in done.stderr
    file = tmp_path / "a.csv.cite.json"
    verified = kg("cite", "verify", file)
    assert verified.stdout.startswith(f"The same: {lines(tmp_path / 'a.csv') - 1:,} row")


def test_the_citation_of_a_report_takes_its_place(kg: Run) -> None:
    shown = kg(*REPORTS["history"], "--cite")
    assert shown.stdout.startswith("“kg history china-kyrgyzstan-uzbekistan-railway length”. Sog")
    assert "Sources (" in shown.stdout
    assert shown.stderr == ""
    assert kg("contradictions", "--cite", "bibtex", "TKM").stdout.startswith("@misc{sogdian-")


def test_a_report_that_nobody_knows_is_no_citation(graph: Graph, tmp_path: Path) -> None:
    words = ("china-kyrgyzstan-uzbekistan-railway", "length")
    file = tmp_path / "a.cite.json"
    items = json.loads(csl_json(graph.cite("history", *words)))
    for call in (
        {"command": "sparql", "words": [], "options": {}},
        {"command": "history", "words": [], "options": {"found": 1}},
        {"command": "history", "words": 1, "options": {}},
        {"command": "history", "words": [1, 2, 3], "options": {}},
        {"command": "history", "words": ["nobody"], "options": {"colour": "red"}},
        {"command": "history", "words": ["no such thing at all"], "options": {}},
        {"command": "history"},
    ):
        items[0]["custom"]["sogdian"]["asked"]["call"] = call
        file.write_text(json.dumps(items), encoding="utf-8")
        with pytest.raises(CitationError):
            graph.cite_verify(file)


def test_pages_say_it_too(kg: Run) -> None:
    for words in (("show", "TKM"), ("why", "TKM", "signatory")):
        done = kg(*words, "--format", "json")
        assert "Sources: " in done.stderr
        notes = json.loads(done.stdout)["notes"]
        assert 0 < notes["contradicted"] < notes["rows"]
        assert kg(*words, "-q").stderr.count("Sources: ") == 0


def test_an_answer_as_of_a_day_says_so_in_its_file(kg: Run, tmp_path: Path) -> None:
    words = ("gaps", "figures", "trade", "--as-of", "2025-12")
    for more in (words, (*REPORTS["history"], "--as-of", "2025-12")):
        kg(*more, "-o", tmp_path / "a.json")
        assert notes_in(tmp_path / "a.json")["as_of"] == "2025-12-31"


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
