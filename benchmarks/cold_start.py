"""What a question costs from the shell, against the least that it could cost.

    python benchmarks/cold_start.py [RUNS]

Each question is asked three ways of the same store, the runs interleaved so that a busy machine
slows all of them alike: with `kg`; with a bare Python script that opens the store with pyoxigraph
and writes the result of a SPARQL query as CSV; and with the `oxigraph` command, where installed.
For `kg query` all three ask the same query. `kg find` and `kg show` do more than one query does
(typing errors, who says what), so theirs is the nearest plain SPARQL.
"""

from __future__ import annotations

import compileall
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from kg.build import build, require_no_errors
from kg.project import Project, find_project
from kg.query.named.queries import bound, named
from kg.store.embedded import open_build

BIN = Path(sys.executable).parent
BARE = """
import sys, pyoxigraph
store = pyoxigraph.Store.read_only(sys.argv[1])
with open(sys.argv[2]) as file:
    results = store.query(file.read())
results.serialize(sys.stdout.buffer, pyoxigraph.QueryResultsFormat.CSV)
"""
KG = "PREFIX kg: <https://w3id.org/sogdian/ontology#>\n"
FIND = (
    KG
    + """
SELECT DISTINCT ?entity ?name {
  ?entity kg:name|kg:alias ?name FILTER(CONTAINS(LCASE(STR(?name)), "khorgos"))
}"""
)
SHOW = (
    KG
    + """
SELECT ?property ?value ?claim {
  VALUES ?entity { <https://w3id.org/sogdian/id/State/KAZ> }
  { ?entity ?property ?value } UNION { GRAPH ?claim { ?entity ?property ?value } }
}"""
)


def questions(project: Project, build: Path) -> dict[tuple[str, ...], str]:
    """Each `kg` command line with the SPARQL that the other two are asked."""
    asked = bound(named(project.queries, "signatories"), open_build(build), {})
    return {("query", "signatories"): asked, ("find", "Khorgos"): FIND, ("show", "KAZ"): SHOW}


def ways(words: tuple[str, ...], sparql: str, store: Path, folder: Path) -> dict[str, list[str]]:
    """The command lines that are compared for one question."""
    query, bare = folder / f"{words[0]}.rq", folder / "bare.py"
    query.write_text(sparql, encoding="utf-8")
    bare.write_text(BARE, encoding="utf-8")
    lines = {"kg": [str(BIN / "kg"), *words], "bare script": [sys.executable, str(bare)]}
    lines["bare script"] += [str(store), str(query)]
    if (BIN / "oxigraph").exists():
        lines["oxigraph"] = [str(BIN / "oxigraph"), "query", "--location", str(store)]
        lines["oxigraph"] += ["--query-file", str(query), "--results-format", "csv"]
    return lines


def seconds(command: list[str]) -> float:
    """Run a command and return its wall time."""
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def medians(lines: Mapping[str, list[str]], runs: int) -> dict[str, float]:
    """The median milliseconds of each way; the first round only warms the caches."""
    rounds = [{way: seconds(line) for way, line in lines.items()} for _ in range(runs + 1)][1:]
    return {way: 1000 * statistics.median(one[way] for one in rounds) for way in lines}


def main(runs: int) -> None:
    """Build if needed, measure, print one line per question."""
    project = find_project(Path(__file__).parent.parent)
    compileall.compile_dir(project.root / "kg", quiet=1)  # as pip does with what it installs
    require_no_errors(report := build(project))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {runs} runs, medians in ms")
    print(f"{'question':<22}{'kg':>8}{'bare':>8}{'oxigraph':>10}{'kg/bare':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for words, sparql in questions(project, report.folder).items():
            found = medians(ways(words, sparql, report.folder / "store", Path(folder)), runs)
            kg, bare = found["kg"], found["bare script"]
            engine = f"{found['oxigraph']:.1f}" if "oxigraph" in found else "-"
            name = "kg " + " ".join(words)
            print(f"{name:<22}{kg:>8.1f}{bare:>8.1f}{engine:>10}{kg / bare:>9.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
