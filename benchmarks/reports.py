"""What the reports of disagreement cost on made-up data, from the command line.

    python benchmarks/reports.py [PART …] [SIZE] [RUNS]

A part builds, in a temporary folder, a project of so many claims. Then the report is asked as
people ask it: `kg` as a process of its own, its start counted, its output written to a pipe; and
the same question as one SPARQL query of the same store, which pyoxigraph runs in this process.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).parent.parent
KG = Path(sys.executable).parent / "kg"
DOCUMENTS, QUANTITIES = 40, ("length", "cargo", "area", "investment", "jobs")
UNITS = dict(zip(QUANTITIES, ("kilometre", "tonne", "hectare", "USD", "person"), strict=True))
DATASET = """\
title: Made-up measures
license: https://creativecommons.org/publicdomain/zero/1.0/
language: en
publisher: {Organisation: {slug: benchmark, name: Benchmark}}
documents:
"""
CONTRADICTIONS = """
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?question ?one ?first ?here ?other ?second ?there WHERE {
  ?one kg:question ?question ; kg:number ?first .
  ?other kg:question ?question ; kg:number ?second .
  FILTER(STR(?one) < STR(?other) && ?first != ?second)
  OPTIONAL { ?one kg:period ?period } OPTIONAL { ?other kg:period ?when }
  FILTER(!BOUND(?period) || !BOUND(?when) || ?period = ?when)
  GRAPH ?claim { ?one kg:number ?first } ?claim prov:wasDerivedFrom ?here .
  GRAPH ?another { ?other kg:number ?second } ?another prov:wasDerivedFrom ?there .
  FILTER(?here != ?there)
}
"""


def write_measures(folder: Path, claims: int) -> None:
    """Two measures of each of five quantities of many places; one pair in ten disagrees."""
    dice = random.Random(1)
    records: list[list[str]] = [[] for _ in range(DOCUMENTS)]
    places = range(claims // (2 * len(QUANTITIES)))
    for place in places:
        records[0].append(
            f"{{id: p{place}, says: {{Place: {{slug: p{place}, name: Place {place}}}}}}}"
        )
        for number, quantity in enumerate(QUANTITIES):
            base = dice.randrange(100, 100_000)
            for again in range(2):
                value = base if dice.random() < 0.95 else round(base * dice.uniform(1.1, 2))
                says = (
                    f"of: p{place}, quantity: {quantity}, number: {value}, unit: {UNITS[quantity]}"
                )
                document = records[(place * 7 + number * 3 + again * 13) % DOCUMENTS]
                document.append(f"{{id: m{place}-{number}-{again}, says: {{Measure: {{{says}}}}}}}")
    folder.mkdir(parents=True)
    listed = "".join(
        f"  - {{id: d{n}, title: Document {n}, publisher: benchmark, retrieved: 2026-11-25}}\n"
        for n in range(DOCUMENTS)
    )
    (folder / "dataset.yaml").write_text(DATASET + listed, encoding="utf-8")
    for number, found in enumerate(records):
        text = "".join(f"  - {one}\n" for one in found)
        file = folder / f"d{number}.facts.yaml"
        file.write_text(f"document: d{number}\nrecords:\n{text}", encoding="utf-8")


def project(folder: Path) -> None:
    """A project with the shipped ontology and no data."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    for name in ("data", "queries"):
        (folder / name).mkdir()


def run(folder: Path, *words: str) -> tuple[float, float]:
    """Run `kg` and return the seconds and the processor's seconds that it took."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        [KG, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        while process.stdout.read(1 << 20):
            pass
    if process.returncode:
        raise SystemExit(f"kg {' '.join(words)} failed")
    taken, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken, used


def sparql(folder: Path, query: str) -> tuple[float, int]:
    """Ask the store of the current build, and return the seconds and the number of solutions."""
    build = (folder / ".kg" / "current").read_text(encoding="utf-8").strip()
    store = ox.Store.read_only(str(folder / ".kg" / "builds" / build / "store"))
    started = time.perf_counter()
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    found = sum(1 for _ in solutions)
    return time.perf_counter() - started, found


def measured(folder: Path, runs: int, query: str, *words: str) -> None:
    """Print the medians of a report and of its question in SPARQL, and their ratio."""
    found = [run(folder, *words) for _ in range(runs + 1)][1:]
    wall, used = (statistics.median(column) for column in zip(*found, strict=True))
    asked = [sparql(folder, query) for _ in range(runs)]
    plain = statistics.median(seconds for seconds, _ in asked)
    line = f"kg {' '.join(words)}"
    print(f"{line:<48}{wall:>8.2f} s  ({used:.2f} s of processor)")
    print(f"{f'as one query, {asked[0][1]:,} solutions':<48}{plain:>8.2f} s")
    print(f"{'ratio':<48}{wall / plain:>8.2f}")


def contradictions(folder: Path, claims: int, runs: int) -> None:
    """Who disagrees with whom, over statements of many documents."""
    project(folder)
    write_measures(folder / "data" / "measures", claims)
    wall, used = run(folder, "build")
    print(f"{f'kg build, {claims:,} claims':<48}{wall:>8.2f} s  ({used:.2f} s of processor)")
    measured(folder, runs, CONTRADICTIONS, "contradictions")


PARTS: dict[str, tuple[Callable[[Path, int, int], None], int]] = {
    "contradictions": (contradictions, 100_000),
}


def main(parts: list[str], size: int, runs: int) -> None:
    """Measure the named parts, or all of them."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {runs} runs")
    for name in parts or PARTS:
        part, usual = PARTS[name]
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder), size or usual, runs)


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    named = [one for one in sys.argv[1:] if not one.isdecimal()]
    if unknown := set(named) - PARTS.keys():
        raise SystemExit(f"no part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    main(named, *(numbers + [0, 5][len(numbers) :]))
