"""Large tables are loaded once: builds begin as checkpoints of a base that holds them."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build import build, clean, require_no_errors
from kg.errors import KgError, StoreError
from kg.ingest.tables import kept
from kg.ingest.tables import writing as tables
from kg.project import Project, find_project
from kg.query.ask import ask
from kg.store.embedded import load_lines, open_build, open_store, write_store
from kg.store.pipes import Lines
from tests.projects import add_facts, mini
from tests.test_build import LIMITED, dump

DATASET = """title: Calls
language: en
documents:
  - {id: doc, title: Calls, publisher: Port office, retrieved: 2026-11-25}
  - {id: other, title: Calls, publisher: Port office}
tables:
  - {file: calls.csv, document: doc, rows: {says: {CallObservation:
      {callFlag: {column: flag}, period: {column: when}, calls: {column: calls}}}}}
"""
MORE = """  - {file: more.csv, document: other, rows: {says: {CallObservation:
      {callFlag: {column: flag}, period: {column: when}, calls: {column: calls}}}}}
"""
BUILD = """
import sys
from pathlib import Path
from kg.build import build, require_no_errors
from kg.ingest.tables import kept
from kg.project import find_project
kept.LARGE = 1
require_no_errors(build(find_project(Path(sys.argv[1]))))
"""
ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?o <https://w3id.org/sogdian/ontology#row> ?row }"


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGE", 1)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return with_calls(mini(tmp_path / "project"))


def with_calls(project: Project, dataset: str = DATASET, rows: int = 3) -> Project:
    folder = project.data / "calls"
    folder.mkdir(exist_ok=True)
    (folder / "dataset.yaml").write_text(dataset, encoding="utf-8")
    lines: Iterator[str] = (f"NOR,{1000 + n // 12}-{n % 12 + 1:02},{n}\n" for n in range(rows))
    for name in ("calls.csv", *(["more.csv"] if MORE in dataset else [])):
        (folder / name).write_text("flag,when,calls\n" + "".join(lines), encoding="utf-8")
        lines = iter(["NOR,2020,1\n", "NOR,2021,2\n"])
    return project


def built(project: Project) -> Path:
    require_no_errors(build(project))
    folder = project.current_build()
    assert folder is not None
    return folder


def calls(folder: Path) -> int:
    return int(next(ask(open_build(folder), COUNT))["n"].value)


def bases(project: Project) -> list[str]:
    return sorted(path.name for path in project.bases.iterdir())


def mapped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that are mapped from now on."""
    names: list[str] = []
    write = tables.ObservationWriter.write

    def note(self: tables.ObservationWriter, *more: object) -> tables.Written:
        names.append(self.opened.mapping.name)
        return write(self, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(tables.ObservationWriter, "write", note)
    return names


# ---- what a base is ----------------------------------------------------------------------------


def test_a_build_on_a_base_is_the_same_as_one_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, small = (with_calls(mini(tmp_path / name), DATASET + MORE) for name in "ab")
    first = built(large)
    monkeypatch.setattr(kept, "LARGE", 1 << 30)
    second = built(small)
    assert not small.bases.exists()
    assert dump(first) == dump(second)
    manifests = [json.loads((one / "manifest.json").read_bytes()) for one in (first, second)]
    assert manifests[0]["counts"] == manifests[1]["counts"]
    assert manifests[0]["tables"] == bases(large)[0]


def test_a_table_that_did_not_change_is_not_mapped_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(project)
    again = mapped(monkeypatch)
    before = bases(project)
    add_facts(project, "facts", "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: x}}}\n")
    folder = built(project)
    with (project.data / "calls" / "dataset.yaml").open("a", encoding="utf-8") as file:
        file.write("minimum: {observations: 3}\n")
    folder = built(project)
    assert again == []
    assert bases(project) == before
    assert calls(folder) == 3


def test_builds_outlive_their_base(project: Project) -> None:
    folder = built(project)
    whole = dump(folder)
    shutil.rmtree(project.bases)
    assert dump(folder) == whole
    add_facts(project, "facts", "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: x}}}\n")
    assert calls(built(project)) == 3, "the base that was lost is made again"
    assert len(bases(project)) == 1


def test_a_further_table_is_loaded_beside_the_others(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(project)
    again = mapped(monkeypatch)
    assert calls(built(with_calls(project, DATASET + MORE))) == 5
    assert again == ["more.csv"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("NOR,1000-02,1", "NOR,1000-02,7"),
        lambda text: text.replace("NOR,1000-02,1\n", ""),
    ],
)
def test_a_table_that_changed_is_loaded_anew(project: Project, change: object) -> None:
    built(project)
    table = project.data / "calls" / "calls.csv"
    table.write_text(change(table.read_text()))  # type: ignore[operator]
    folder = built(project)
    assert calls(folder) == table.read_text().count("NOR")


def test_a_table_is_good_only_while_its_references_mean_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = project.data / "calls" / "calls.csv"
    table.write_text("flag,when,calls\nStar,2020,1\n")
    star = "document: doc\nrecords:\n  - {id: a, says: {Flag: {flagCode: %s, name: Star}}}\n"
    add_facts(project, "stars", star % "AAA")
    built(project)
    again = mapped(monkeypatch)
    add_facts(project, "stars", star % "BBB")
    folder = built(project)
    assert again == ["calls.csv"]
    flag = "<https://mini.example/ontology#callFlag> <https://mini.example/id/Flag/%s>"
    view = open_build(folder)
    assert bool(view.query(f"ASK {{ ?o {flag % 'BBB'} }}"))
    assert not bool(view.query(f"ASK {{ ?o {flag % 'AAA'} }}"))


def test_a_row_that_was_left_out_comes_in_when_its_name_is_given(project: Project) -> None:
    table = project.data / "calls" / "calls.csv"
    table.write_text("flag,when,calls\nNOR,2020,1\nStar,2020,2\n")
    before = calls(built(project))
    star = "document: doc\nrecords:\n  - {id: a, says: {Flag: {flagCode: AAA, name: Star}}}\n"
    add_facts(project, "stars", star)
    assert calls(built(project)) == before + 1


def test_bases_that_no_build_needs_are_removed(project: Project) -> None:
    table = project.data / "calls" / "calls.csv"
    for number in range(4):
        table.write_text(f"flag,when,calls\nNOR,2020,{number}\n")
        built(project)
    assert len(bases(project)) == 2, "of the current build and of the one before"
    shutil.rmtree(project.data / "calls")
    for number in range(2):
        add_facts(project, "x", f"records: []\n# {number}\n")
        built(project)
    assert bases(project) == []
    assert clean(project) > 0
    assert not project.bases.exists()


def test_issues_and_counts_of_a_held_table_are_told_again(project: Project) -> None:
    table = project.data / "calls" / "calls.csv"
    table.write_text("flag,when,calls\nNOR,2020,1\nNOR,18,2\nNrland,2021,2\n")
    first = build(project)
    add_facts(project, "facts", "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: x}}}\n")
    with (project.data / "calls" / "dataset.yaml").open("a", encoding="utf-8") as file:
        file.write("# another digest of the dataset\n")
    second = build(project)
    assert len(first.issues) == 2
    assert second.issues == first.issues
    assert second.counts["faulty"] == first.counts["faulty"] == 2


# ---- keys that stand twice ---------------------------------------------------------------------


def test_a_key_with_different_values_enters_nowhere(project: Project) -> None:
    table = project.data / "calls" / "calls.csv"
    table.write_text(
        "flag,when,calls\nNOR,2020,1\nNOR,2021,2\nNOR,2020,3\nNOR,2022,4\nNOR,2022,4\n"
    )
    report = build(project)
    folder = project.current_build()
    assert folder is not None
    assert [issue.message for issue in report.issues] == [tables.TWICE.format(rows="2, 4")]
    assert calls(folder) == 2
    assert report.counts["faulty"] == 2
    left = "ASK { ?o <https://w3id.org/sogdian/ontology#row> 2 }"
    assert not bool(open_build(folder).query(left))


def test_a_mapping_that_tells_no_rows_apart_is_an_error(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MOST_TWICE", 1)
    table = project.data / "calls" / "calls.csv"
    pairs = "".join(f"NOR,{year},{value}\n" for year in (2020, 2021, 2022) for value in (1, 2))
    table.write_text("flag,when,calls\n" + pairs)
    with pytest.raises(KgError, match=r"3 observations stand in several rows each.*no column"):
        require_no_errors(build(project))
    table.write_text("flag,when,calls\n" + pairs.replace(",2\n", ",1\n"))
    assert calls(built(project)) == 3, "rows that say the same do no harm"


# ---- whatever happens --------------------------------------------------------------------------


def test_an_error_elsewhere_keeps_what_was_loaded(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_facts(project, "bad", "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: A B}}}\n")
    ships = "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: a, sisterOf: nobody}}}\n"
    add_facts(project, "bad", ships)
    assert build(project).failed
    again = mapped(monkeypatch)
    shutil.rmtree(project.data / "bad")
    assert calls(built(project)) == 3
    assert again == []


@pytest.mark.parametrize("what", ["store", "tables.json", "CURRENT"])
def test_a_damaged_base_is_made_again(project: Project, what: str) -> None:
    built(project)
    (base,) = project.bases.iterdir()
    if what == "store":
        shutil.rmtree(base / "store")
    elif what == "CURRENT":
        (base / "store" / "CURRENT").unlink()
    else:
        (base / what).write_text("{")
    add_facts(project, "facts", "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: x}}}\n")
    assert calls(built(project)) == 3
    assert bases(project) == [base.name]


def test_a_process_that_is_killed_leaves_nothing_half_made(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    before = built(project)
    with_calls(project, rows=8000)
    shutil.copytree(project.root, tmp_path / "timed")
    command = [sys.executable, "-c", BUILD, str(project.root)]
    started = time.monotonic()
    subprocess.run([*command[:-1], str(tmp_path / "timed")], check=True)
    whole = time.monotonic() - started
    killed = 0
    for tenth in range(2, 10):
        process = subprocess.Popen(command)
        time.sleep(whole * tenth / 10)
        process.kill()
        process.wait()
        if process.returncode != -signal.SIGKILL or project.current_build() != before:
            break
        killed += 1
        assert bool(open_build(before).query("ASK { ?s ?p ?o }"))
    assert killed
    subprocess.run(command, check=True)
    after = project.current_build()
    assert after is not None
    assert calls(after) == 8000
    assert [path for path in project.home.rglob("*") if "draft" in path.name] == []


def test_ctrl_c_leaves_what_was_current(project: Project) -> None:
    before = built(project)
    with_calls(project, rows=50_000)
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(project.root)],
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not list(project.bases.glob(".draft-*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    if process.returncode:
        assert project.current_build() == before
    assert list(project.bases.glob(".draft-*")) == []
    assert calls(built(project)) == 50_000


@pytest.mark.parametrize("most", [20_000, 100_000, 400_000])
def test_a_full_disk_is_one_error(most: int, project: Project) -> None:
    before = built(project)
    with_calls(project, rows=20_000)
    large = LIMITED.replace("main()", "from kg.ingest.tables import kept; kept.LARGE = 1; main()")
    done = subprocess.run(
        [sys.executable, "-c", large, str(most), "build", "--project", str(project.root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert [line.partition(" ")[0] for line in done.stderr.splitlines()][:1] == ["Error:"]
    assert "Traceback" not in done.stderr
    assert project.current_build() == before
    assert list(project.bases.glob(".draft-*")) == []
    assert calls(built(project)) == 20_000


# ---- the pipe ----------------------------------------------------------------------------------


def lines(count: int) -> Iterator[memoryview]:
    for number in range(count):
        yield memoryview(f"<http://e.org/{number}> <http://e.org/p> <http://e.org/o> .\n".encode())


def test_lines_are_loaded_while_they_are_written(tmp_path: Path) -> None:
    def write(sink: Lines) -> str:
        for line in lines(5000):
            sink.write(line)
        return "done"

    assert load_lines(tmp_path / "store", write) == "done"
    write_store(tmp_path / "build" / "store", [], base=tmp_path / "store")
    assert next(ask(open_store(tmp_path / "build" / "store"), ALL))["n"].value == "5000"
    files = list((tmp_path / "build" / "store").glob("*.sst"))
    assert files
    assert all(file.stat().st_nlink > 1 for file in files), "the files are shared, not copied"


def test_what_the_writer_raises_is_raised(tmp_path: Path) -> None:
    def write(sink: Lines) -> None:
        for line in lines(10):
            sink.write(line)
        raise OSError(5, "the table cannot be read")

    with pytest.raises(OSError, match="the table cannot be read"):
        load_lines(tmp_path / "store", write)


def test_what_the_loader_raises_ends_the_writer(tmp_path: Path) -> None:
    def write(sink: Lines) -> None:
        sink.write(memoryview(b"no line\n"))
        for line in lines(1_000_000):
            sink.write(line)

    with pytest.raises(SyntaxError):
        load_lines(tmp_path / "store", write)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "store").touch()
    with pytest.raises(StoreError):
        load_lines(tmp_path / "store", lambda sink: None)


def test_no_pipe_is_left_open(tmp_path: Path) -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    for number in range(3):
        load_lines(tmp_path / str(number), lambda sink: None)
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_a_project_that_moves_keeps_its_tables(project: Project, tmp_path: Path) -> None:
    built(project)
    moved = find_project(project.root.rename(tmp_path / "moved"))
    with (moved.data / "register" / "facts.yaml").open("a") as file:
        file.write("# changed\n")
    before = bases(moved)
    assert calls(built(moved)) == 3
    assert bases(moved) == before


def test_nothing_is_loaded_beside_an_ontology_that_is_wrong(project: Project) -> None:
    with next(project.ontology.glob("*.ttl")).open("a", encoding="utf-8") as file:
        file.write("m:XShape a sh:NodeShape ; sh:targetClass m:Projekt .\n")
    assert build(project).failed
    assert not project.bases.exists() or bases(project) == []
