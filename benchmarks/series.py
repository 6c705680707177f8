"""What `kg series` costs over a million observations, from the command line.

    python -m benchmarks.series [ROWS] [RUNS] [--sparql]

Builds, in a temporary folder, the shipped project with a table of made-up bilateral trade. Then
each question is asked as people ask it: `kg` as a process of its own, its start counted. With
`--sparql` the first of them is also asked of the same build as SPARQL, once: it may take minutes.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.made_trade import seconds, trade_project

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


def main(rows: int, runs: int, *, sparql: bool) -> None:
    """Build, ask each question some times, print the medians."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {rows:,} rows, {runs} runs")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trade_project(folder, rows)
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
