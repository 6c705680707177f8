"""A real cluster of two worker processes writes the lines that one process writes."""

from __future__ import annotations

from pathlib import Path

from kg.ingest.spark import map_on_spark, session
from tests.mapping import planned

CLUSTER = "local-cluster[2,1,1024]"


def test_a_cluster_gives_the_lines_of_one_process(tmp_path: Path) -> None:
    table = planned(tmp_path, 70_000)
    expected = table.lines()
    told = [str(issue) for issue in table.opened.problems.issues()]
    again = planned(tmp_path / "again", 70_000)
    with session(CLUSTER) as spark:
        written, derived, resolved = map_on_spark(
            spark, again.opened, again.plans, tmp_path / "lines.nq"
        )
    files = sorted((tmp_path / "lines.nq").iterdir())
    assert len(files) > 1
    assert {file.suffix for file in files} == {".nq"}
    lines = {line for file in files for line in file.read_text("utf-8").splitlines()}
    assert sorted(lines) == expected
    assert [str(one).replace("/again", "") for one in again.opened.problems.issues()] == told
    assert written.observations == 70_001
    assert written.empty == 1
    assert len(derived) > 1000
    assert {iri for _, iri in resolved.items()} == {"https://mini.example/id/Flag/NOR"}
