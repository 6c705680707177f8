"""A real cluster of two worker processes writes the lines that one process writes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from kg.ingest.tables.kept import FileSink
from kg.ingest.tables.spark import SparkWriter, session
from tests.command import run_kg
from tests.mapping import planned

EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
CLUSTER = "local-cluster[2,1,1024]"


def test_a_cluster_gives_the_lines_of_one_process(tmp_path: Path) -> None:
    table = planned(tmp_path, 70_000)
    expected = table.lines()
    told = [str(issue) for issue in table.opened.problems.issues()]
    again = planned(tmp_path / "again", 70_000)
    sink = BytesIO()
    with session(CLUSTER) as spark:
        writer = SparkWriter(spark, tmp_path / "parts", again.opened, again.plans)
        written = writer.write(FileSink(sink), lambda rows: None)
    files = sorted((tmp_path / "parts" / "calls" / "doc").iterdir())
    assert len(files) > 1
    assert {file.suffix for file in files} == {".nq"}
    lines = {line for file in files for line in file.read_text("utf-8").splitlines()}
    assert sorted(lines) == expected
    assert set(sink.getvalue().decode().splitlines()) == lines
    assert [str(one).replace("/again", "") for one in again.opened.problems.issues()] == told
    assert written.observations == 70_001
    assert written.empty == 1
    assert len(writer.found.derived) > 1000
    means = {"https://mini.example/id/Flag/NOR", ""}  # of the unknown flag: nothing
    assert {*writer.found.resolved.values()} == means


def test_a_build_on_a_cluster_holds_what_one_here_does(tmp_path: Path) -> None:
    held = []
    for name, options in (("here", []), ("there", ["--engine", "spark", "--master", CLUSTER])):
        project = planned(tmp_path / name, 20).project
        done = run_kg("build", *options, cwd=project.root)
        assert done.returncode == 0, done.stderr
        assert not any(word in done.stderr for word in ("pandas", "Stage")), done.stderr
        series = run_kg("series", "calls", "--format", "csv", cwd=project.root)
        lines = run_kg("query", "-e", EVERYTHING, cwd=project.root)
        held.append((series.stdout, lines.stdout))
    assert held[0] == held[1]
    assert list((tmp_path / "there" / "project" / ".kg" / "parts").rglob("part-*.nq"))
