"""What `kg series` costs over a million observations, from the command line.

    python benchmarks/series.py [ROWS] [RUNS] [--sparql]

Builds, in a temporary folder, the shipped project with a table of made-up bilateral trade. Then
each question is asked as people ask it: `kg` as a process of its own, its start counted. With
`--sparql` the first of them is also asked of the same build as SPARQL, once: it may take minutes.
"""

from __future__ import annotations

import csv
import itertools
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
KG = Path(sys.executable).parent / "kg"
FIRST_YEAR, FLOWS, PARTNERS = 1975, ("M", "X"), 100
DATASET = """\
title: Made-up trade
description: Numbers from a generator, to measure with.
publisher: {Organisation: {slug: benchmark, name: Benchmark}}
license: https://creativecommons.org/publicdomain/zero/1.0/
language: en
documents:
  - {id: trade, title: Made-up trade, publisher: benchmark, retrieved: 2026-11-25}
tables:
  - file: trade.csv
    document: trade
    rows:
      says:
        TradeObservation:
          tradingArea: {column: reporter}
          partnerArea: {column: partner}
          reportingArea: {column: reporter}
          flow: {column: flow, codes: {M: imports, X: exports}}
          product: total
          period: {column: year}
          unit: USD
          number: {column: value}
"""
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("trade", "--reporter", "KGZ", "--partner", "CHN", "--by", "year"),
    ("trade", "--reporter", "KGZ", "--flow", "exports", "--by", "partner", "--since", "2024"),
    ("trade", "--partner", "Китай", "--period", "2024", "--format", "csv"),
)
SPARQL = """
SELECT ?flow ?period ?number ?document {
  ?o kg:reportingArea <https://w3id.org/sogdian/id/Territory/KGZ> ;
     kg:partnerArea <https://w3id.org/sogdian/id/Territory/CHN> ;
     kg:flow ?flow ; kg:period ?period ; kg:number ?number ; prov:wasDerivedFrom ?document }
"""


def areas() -> list[str]:
    """The codes of the states and territories of the shipped project, Kyrgyzstan first."""
    text = (ROOT / "data" / "states" / "m49.facts.yaml").read_text(encoding="utf-8")
    known = sorted(set(re.findall(r"iso3: ([A-Z]{3})\b", text)))
    return ["KGZ", "CHN", *(code for code in known if code not in ("KGZ", "CHN"))]


def write_trade(path: Path, rows: int) -> None:
    """Write bilateral trade of every reporter with its partners, year by year."""
    known, dice = areas(), random.Random(1)
    pairs = itertools.product(known, known[:PARTNERS], FLOWS)
    few = ((r, p, f) for r, p, f in pairs if r != p)
    years = range(FIRST_YEAR, FIRST_YEAR + 51)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["reporter", "partner", "flow", "year", "value"])
        found = ((*one, year) for one in few for year in years)
        for row in itertools.islice(found, rows):
            writer.writerow([*row, f"{dice.random() * 1e10:.2f}"])


def project(folder: Path, rows: int) -> None:
    """The shipped project with the made-up table."""
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    made = folder / "data" / "made-up-trade"
    made.mkdir()
    (made / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    write_trade(made / "trade.csv", rows)


def seconds(folder: Path, *words: str) -> float:
    """Run `kg` and return the seconds that it took."""
    started = time.perf_counter()
    subprocess.run(
        [KG, *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def main(rows: int, runs: int, *, sparql: bool) -> None:
    """Build, ask each question some times, print the medians."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {rows:,} rows, {runs} runs")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder, rows)
        print(f"{'kg build':<72}{seconds(folder, 'build'):>8.2f} s")
        twin = sum(path.stat().st_size for path in folder.glob(".kg/builds/*/columns/*/*"))
        print(f"{'its columns':<72}{twin / 1e6:>8.1f} MB")
        for words in QUESTIONS:
            times = [seconds(folder, "series", *words) for _ in range(runs + 1)][1:]
            print(f"{'kg series ' + ' '.join(words):<72}{statistics.median(times):>8.2f} s")
        if sparql:
            taken = seconds(folder, "query", "-e", SPARQL)
            print(f"{'the first question in SPARQL':<72}{taken:>8.2f} s")


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    main(*(numbers + [1_000_000, 5][len(numbers) :]), sparql="--sparql" in sys.argv)
