from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.project import Project
from tests.command import Run, run_kg

KG = [sys.executable, "-m", "kg.cli"]
TURTLE = """\
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a rdfs:label "Ash"@en , "Ясень"@ru ; ex:n 1 .
ex:b rdfs:label "Beech"@en ; ex:n 2 .
"""
NUMBERS = "SELECT ?s ?n { ?s ex:n ?n } ORDER BY ?n"
NAMED = """\
#+ summary: Trees
#+ parameters:
#+   height: {type: integer, description: "How high"}
PREFIX ex: <http://example.org/>
SELECT ?s { VALUES ?height { 1 } ?s ex:n ?height } ORDER BY ?s
"""


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    path = tmp_path / "trees.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    (tmp_path / "high.rq").write_text(NAMED)
    return path


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_named_query_in_a_pipe_is_tab_separated_with_labels(kg: Run) -> None:
    header, *rows = kg("query", "signatories").stdout.splitlines()
    assert "party" in header.split("\t")
    assert rows
    assert all(row.count("\t") == header.count("\t") for row in rows)
    assert any("Uzbekistan" in row.split("\t") for row in rows)
    assert "https://w3id.org" not in "".join(rows)


@pytest.mark.parametrize("party", ["UZB", "Uzbekistan", "Узбекистан", "State/UZB", "860"])
def test_a_parameter_takes_any_name_of_an_entity(kg: Run, party: str) -> None:
    done = kg("query", "signatories", "--party", party, "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = table(done.stdout)
    assert rows
    assert {row["party"] for row in rows} == {"https://w3id.org/sogdian/id/State/UZB"}


def test_a_parameter_given_twice_takes_both_values(kg: Run) -> None:
    done = kg("query", "signatories", "--party=UZB", "--party", "KGZ", "-f", "csv")
    parties = {row["party"].rpartition("/")[2] for row in table(done.stdout)}
    assert parties == {"UZB", "KGZ"}


def test_the_language_of_labels(kg: Run) -> None:
    assert "Узбекистан" in kg("query", "signatories", "--party", "UZB", "--lang", "ru").stdout
    assert "乌兹别克斯坦" in kg("query", "signatories", "--party", "UZB", "--lang", "zh").stdout


def test_whole_iris_on_request(kg: Run) -> None:
    shown = kg("query", "signatories", "--party", "UZB", "--iris").stdout
    assert "https://w3id.org/sogdian/id/State/UZB" in shown


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("signatories", "--prty", "UZB"), 2, 'did you mean "--party"?'),
        (("signatories", "--formt", "csv"), 2, 'did you mean "--format"?'),
        (("signatories", "--party", "Uzbekistn"), 2, "did you mean State/UZB (Uzbekistan)"),
        (("signatories", "--party"), 2, "--party needs a value"),
        (("signatories", "--party", "UZB", "more"), 2, '"more" is no parameter'),
        (("signatories", "-x"), 2, '"-x" is no parameter'),
        (("--party", "UZB", "signatories"), 2, "come after the name"),
        (("signatories", "--action", "ratifcation"), 2, 'did you mean "ratification"'),
        (("signatories", "--format", "ttl"), 2, "a SELECT gives rows, for which there is table"),
        (("signatories", "--format", "xlsx"), 2, "there is no format"),
        (("signatories", "-o", "x.xlsx"), 2, "means no format"),
        (("signatories", "-e", "ASK {}"), 2, "one of them"),
        ((), 2, "one of them"),
        (("signatorys",), 1, 'did you mean "signatories"?'),
        (("none.rq",), 1, "none.rq: cannot be read"),
        (("-e", "SELECT * { ?s kgg:p ?o }"), 1, '1:15: the prefix "kgg:" is not declared'),
        (("-e", "SELECT * { ?s ?p }"), 1, "does not parse"),
        (("-e", "INSERT DATA { <a> <b> 1 }"), 1, "INSERT would change the store"),
        (("-e", "SELECT * { SERVICE <http://x/> { } }"), 1, "SERVICE asks another server"),
        (("-e", "ASK {}", "--store", "s", "--data", "d.ttl"), 2, "--store and --data contradict"),
        (("-e", "ASK {}", "--store", "s", "-p", "p"), 2, "--store and --project contradict"),
        (("x.rq", "--data", "d.ttl", "-p", "p"), 2, "--data and --project contradict"),
        (("-e", "ASK {}", "--store", "nowhere"), 1, "there is no store at nowhere"),
        (("-e", "ASK {}", "--data", "none.ttl"), 1, "there is no file none.ttl"),
        (("signatories", "--project", "nowhere"), 1, "there is no folder"),
    ],
)
def test_what_is_wrong_is_one_message(
    kg: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    done = kg("query", *words)
    assert said in done.stderr
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "fault of kg" not in done.stderr


def test_files_are_asked_without_a_project(trees: Path) -> None:
    done = run_kg("query", "-e", NUMBERS, "--data", trees, cwd=trees.parent)
    assert done.stdout == "s\tn\nAsh\t1\nBeech\t2\n"


def test_several_files_are_one_graph(trees: Path) -> None:
    more = trees.with_name("more.nt")
    more.write_text("<http://example.org/c> <http://example.org/n> 3 .".replace("3", '"3"'))
    done = run_kg(
        "query", "-e", "ASK { ex:a ex:n 1 . ex:c ex:n ?n }", "--data", trees, "--data", more,
        cwd=trees.parent,
    )  # fmt: skip
    assert done.stdout == "true\n"


def test_any_store_is_asked(trees: Path) -> None:
    store = ox.Store(str(trees.parent / "store"))
    store.load(path=trees)
    store.flush()
    del store
    text = "PREFIX ex: <http://example.org/> " + NUMBERS
    done = run_kg("query", "-e", text, "--store", "store", "-f", "tsv", cwd=trees.parent)
    assert done.stdout.splitlines()[1] == "<http://example.org/a>\t1"


def test_a_query_file_and_standard_input(trees: Path) -> None:
    for words, given in (("high.rq", None), ("-", NAMED)):
        done = subprocess.run(
            [*KG, "query", words, "--height", "2", "--data", str(trees)],
            cwd=trees.parent, input=given, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert done.stdout == "s\nBeech\n"


def test_a_fault_in_a_file_names_the_file(trees: Path) -> None:
    (trees.parent / "bad.rq").write_text("SELECT *\n{ ?s kgg:p ?o }")
    done = run_kg("query", "bad.rq", "--data", trees, cwd=trees.parent)
    assert done.stderr.startswith('Error: bad.rq:2:6: the prefix "kgg:"')


def test_the_bound_sparql_is_printed(kg: Run) -> None:
    shown = kg("query", "signatories", "--party", "UZB", "--sparql").stdout
    assert "VALUES ?party { <https://w3id.org/sogdian/id/State/UZB> }" in shown
    assert "VALUES () { () }" in shown
    again = kg("query", "-e", shown, "-f", "csv").stdout
    assert again == kg("query", "signatories", "--party", "UZB", "-f", "csv").stdout


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "xml", "md", "txt", "parquet"])
def test_the_ending_of_a_file_is_its_format(trees: Path, name: str) -> None:
    target = trees.with_name(f"answer.{name}")
    done = run_kg("query", "-e", NUMBERS, "--data", trees, "-o", target, cwd=trees.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert target.stat().st_size > 10
    assert sorted(path.name for path in trees.parent.iterdir() if "answer" in path.name) == [
        target.name
    ]


@pytest.mark.parametrize("name", ["ttl", "nt", "trig", "jsonld"])
def test_triples_are_written_as_rdf(trees: Path, name: str) -> None:
    target = trees.with_name(f"answer.{name}")
    text = "CONSTRUCT { ?s ex:m ?n } { ?s ex:n ?n }"
    done = run_kg("query", "-e", text, "--data", trees, "-o", target, cwd=trees.parent)
    assert done.returncode == 0, done.stderr
    assert len(list(ox.parse(path=target))) == 2


@pytest.mark.parametrize("name", ["csv", "json", "table", "lines"])
def test_a_limit_is_said(trees: Path, name: str) -> None:
    form = () if name == "lines" else ("--format", name)
    words = ("query", "-e", NUMBERS, "--data", trees, "--limit", 1, *form)
    done = run_kg(*words, cwd=trees.parent)
    assert "only the first 1 rows (--limit)" in done.stderr
    assert "Beech" not in done.stdout
    whole = run_kg(*[2 if word == 1 else word for word in words], "-q", cwd=trees.parent)
    assert whole.stderr == ""


def test_a_file_that_cannot_be_written_is_told(trees: Path) -> None:
    done = run_kg("query", "-e", "ASK {}", "--data", trees, "-o", "no/a.csv", cwd=trees.parent)
    assert done.returncode == 1
    assert done.stderr == "Error: no/a.csv cannot be written: No such file or directory\n"


def test_a_failing_query_leaves_the_old_file(trees: Path) -> None:
    target = trees.with_name("answer.csv")
    target.write_text("old")
    text = "SELECT (<http://example.org/f>(?n) AS ?x) { ?s ex:n ?n }"
    done = run_kg("query", "-e", text, "--data", trees, "-o", target, cwd=trees.parent)
    assert done.returncode == 1
    assert target.read_text() == "old"
    assert len(list(trees.parent.glob("*answer*"))) == 1


def test_help_lists_the_parameters_of_the_query(kg: Run) -> None:
    shown = kg("query", "signatories", "--help").stdout
    assert "Parameters of signatories:" in shown
    assert "--party VALUE" in shown
    assert "Parameters of" not in kg("query", "--help").stdout
    assert 'there is no query "nonsense"' in kg("query", "nonsense", "--help").stderr
    assert "Usage: kg query" in kg("query", "-e", "ASK {}", "--help").stdout


def test_queries_lists_what_can_be_asked(kg: Run) -> None:
    lines = [line.split("\t") for line in kg("queries").stdout.splitlines()]
    assert [name for name, *_ in lines if name == "signatories"] == ["signatories"]
    assert all(len(line) == 3 and line[1] for line in lines)
    listed = json.loads(kg("queries", "--format", "json").stdout)
    assert {one["name"] for one in listed} == {line[0] for line in lines}
    assert kg("queries", "--format", "xml").returncode == 2


def test_queries_describes_one(kg: Run) -> None:
    shown = kg("queries", "signatories").stdout
    assert "--agreement" in shown
    assert "example: <https://w3id.org/sogdian/id/Agreement/" in shown
    assert "SELECT" in shown
    assert "#+" not in shown
    assert kg("queries", "sinatories").returncode == 1


def test_one_bad_query_hides_no_good_one(built: Path, tmp_path: Path) -> None:
    for name in ("ontology", "data"):
        (tmp_path / name).symlink_to(built / name)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "bad.rq").write_text("#+ sumary: x\nASK {}")
    (tmp_path / "queries" / "good.rq").write_text("#+ summary: x\nASK {}")
    done = run_kg("queries", cwd=tmp_path)
    assert done.stdout == "good\tx\t\n"
    assert done.returncode == 1
    assert 'queries/bad.rq: a header has no "sumary"' in done.stderr


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b = ?d && ?d = ?e) }"


def test_a_running_query_is_interrupted(built: Path) -> None:
    with subprocess.Popen(
        [*KG, "query", "-e", ENDLESS], cwd=built, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        time.sleep(1.5)
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        assert running.wait(5) == 130
        assert running.stderr is not None
        assert running.stderr.read() == b""


def test_what_is_interrupted_leaves_no_file(built: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_text("old")
    every = "SELECT * { ?a ?p ?b . ?c ?q ?d }"
    words = [*KG, "query", "-e", every, "-o", str(old)]
    with subprocess.Popen(words, cwd=built, stderr=subprocess.PIPE) as running:
        while not list(tmp_path.glob(".old.csv.*")):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]
    assert old.read_text() == "old"


def test_a_folder_is_no_query_and_no_data(trees: Path) -> None:
    for words in (("query", "."), ("query", str(trees.parent))):
        done = run_kg(*words, "--data", trees, cwd=trees.parent)
        assert "is a folder; name a query, or a file of one" in done.stderr
    done = run_kg("query", "-e", "ASK {}", "--data", trees.parent, cwd=trees.parent)
    assert done.stderr == f"Error: {trees.parent} is a folder; name the files in it\n"


@pytest.mark.parametrize("form", [(), ("--format", "csv"), ("--format", "table")])
def test_a_reader_that_leaves_is_no_error(built: Path, form: tuple[str, ...]) -> None:
    # enough lines to fill the pipe, so that kg is still writing when nobody reads any more
    words = [*KG, "query", "-e", "SELECT * { ?s a ?o } LIMIT 4000", *form]
    with subprocess.Popen(
        words, cwd=built, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        running.wait(30)
        assert running.stderr is not None
        assert running.stderr.read() == b""


def completed(built: Path, *words: str) -> list[str]:
    asked = {
        "_KG_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("kg", *words)),
        "COMP_CWORD": str(len(words)),
    }
    program = Path(sys.executable).parent / "kg"
    done = subprocess.run(
        [program], cwd=built, env=os.environ | asked, capture_output=True, text=True, check=False
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("query", "sign"), ["signatories"]),
        (("query", "signatories", "--par"), ["--party"]),
        (("query", "signatories", "--party", "UZ"), ["UZB"]),
        (("query", "signatories", "--party", "Uzbekistan"), ["UZB"]),
        (("query", "signatories", "--action", "ratif"), ["ratification"]),
        (("query", "signatories", "--format", "js"), ["json", "jsonl", "jsonld"]),
        (("query", "nonsense", "--party", "U"), []),
        (("queries", "sign"), ["signatories"]),
    ],
)
def test_the_shell_completes(built: Path, words: tuple[str, ...], expected: list[str]) -> None:
    found = completed(built, *words)
    assert found[: len(expected)] == expected
    assert (found == []) == (expected == [])


def test_a_read_only_home_is_no_obstacle(
    built: Path, monkeypatch: pytest.MonkeyPatch, kg: Run
) -> None:
    home = Project(built, built / ".kg").home
    memo = home / "queries.json"
    memo.unlink(missing_ok=True)
    memo.mkdir()
    try:
        assert kg("query", "signatories").returncode == 0
    finally:
        memo.rmdir()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?x kg:signatori ?y }", 'kg:signatori; did you mean "signatory"'),
        ("SELECT * { ?x a kg:Treaty }", "nothing describes kg:Treaty; "),
        ("SELECT * { ?x kg:actionType action:ratificaton }", 'did you mean "ratification"'),
    ],
)
def test_an_empty_answer_says_which_terms_are_not_described(kg: Run, query: str, said: str) -> None:
    done = kg("query", "-e", query)
    assert said in done.stderr
    assert done.returncode == 0


def test_an_empty_answer_to_known_terms_and_a_full_one_have_no_note(kg: Run) -> None:
    assert kg("query", "-e", 'SELECT * { ?x kg:name "nobody" }').stderr == ""
    full = "SELECT * { ?x kg:name ?y OPTIONAL { ?x kg:signatori ?z } } LIMIT 1"
    assert kg("query", "-q", "-e", full).stderr == ""
