"""What reports of disagreement cost, from the command line, beside the same question as SPARQL.

    python -m benchmarks.reports [--rows N] [--claims N] [--runs N] [--only PART …] [--sparql]

Parts: mirror (`kg mirror` over the shipped project with a table of made-up bilateral trade, in
which every two areas report both of their flows), contradictions (`kg contradictions` over made-up
measures, of which one pair in ten disagrees). Each question is asked as people ask it: `kg` as
a process of its own, its start counted. With `--sparql` each is also asked of the same build as one
SPARQL query, once, by the same engine and command line, and the ratio is printed; a query is
stopped after `--minutes`. With `--folder` the project is kept, and built only once.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.made_trade import ROOT, seconds, trade_project

MIRRORED = """
SELECT ?partner ?flow ?period ?mine ?theirs (?mine / ?theirs AS ?ratio) ?document ?other {
  VALUES ?reporter { <https://w3id.org/sogdian/id/Territory/CHN> }
  %s
  ?a kg:tradingArea ?reporter ; kg:reportingArea ?reporter ; kg:partnerArea ?partner ;
     kg:flow ?flow ; kg:product ?product ; kg:unit ?unit ; kg:period ?period ; kg:number ?mine ;
     prov:wasDerivedFrom ?document .
  ?flow kg:oppositeFlow ?facing .
  ?b kg:tradingArea ?partner ; kg:reportingArea ?partner ; kg:partnerArea ?reporter ;
     kg:flow ?facing ; kg:product ?product ; kg:unit ?unit ; kg:period ?period ; kg:number ?theirs ;
     prov:wasDerivedFrom ?other .
} ORDER BY ?partner ?flow ?period
"""

DOCUMENTS, QUANTITIES = 40, ("length", "cargo", "area", "investment", "jobs")
UNITS = dict(zip(QUANTITIES, ("kilometre", "tonne", "hectare", "USD", "person"), strict=True))
MEASURES = """\
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


class Question(NamedTuple):
    """A question in words of `kg`, and as one SPARQL query."""

    words: tuple[str, ...]
    sparql: str


MIRROR = (
    Question(
        ("mirror", "trade", "--reporter", "CHN", "--partner", "KGZ", "--by", "year"),
        MIRRORED % "VALUES ?partner { <https://w3id.org/sogdian/id/Territory/KGZ> }",
    ),
    Question(
        ("mirror", "trade", "--reporter", "CHN", "--by", "year", "--format", "csv"),
        MIRRORED % "",
    ),
)


def say(what: str, value: float, unit: str = "s") -> None:
    """Print one figure."""
    print(f"{what:<72}{value:>9.2f} {unit}", flush=True)


def ask(folder: Path, questions: tuple[Question, ...], options: argparse.Namespace) -> None:
    """Ask each question some times and print the median; then once as SPARQL, and the ratio."""
    for question in questions:
        times = [seconds(folder, *question.words) for _ in range(options.runs + 1)][1:]
        median = statistics.median(times)
        say("kg " + " ".join(question.words), median)
        if options.sparql:
            taken = seconds(folder, "query", "-e", question.sparql, limit=options.minutes * 60)
            stopped = taken == float("inf")
            taken = options.minutes * 60 if stopped else taken
            say("  the same as one SPARQL query" + ", stopped after" * stopped, taken)
            say("  ratio" + ", at least" * stopped, taken / median, "x")


def mirror(folder: Path, options: argparse.Namespace) -> None:
    """`kg mirror` of one pair, and of one reporter with everybody."""
    if not (folder / "data").is_dir():
        trade_project(folder, options.rows, both_sides=True)
        say("kg build", seconds(folder, "build"))
    ask(folder, MIRROR, options)


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
    (folder / "dataset.yaml").write_text(MEASURES + listed, encoding="utf-8")
    for number, found in enumerate(records):
        text = "".join(f"  - {one}\n" for one in found)
        file = folder / f"d{number}.facts.yaml"
        file.write_text(f"document: d{number}\nrecords:\n{text}", encoding="utf-8")


def bare_project(folder: Path) -> None:
    """A project with the shipped ontology and no data."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    for name in ("data", "queries"):
        (folder / name).mkdir()


def contradictions(folder: Path, options: argparse.Namespace) -> None:
    """`kg contradictions` over statements of many documents."""
    if not (folder / "data").is_dir():
        bare_project(folder)
        write_measures(folder / "data" / "measures", options.claims)
        say(f"kg build, {options.claims:,} claims", seconds(folder, "build"))
    ask(folder, (Question(("contradictions",), CONTRADICTIONS),), options)


PARTS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "mirror": mirror,
    "contradictions": contradictions,
}


def main(options: argparse.Namespace) -> None:
    """Run the parts, each in a folder of its own."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.runs} runs")
    with tempfile.TemporaryDirectory() as name:
        for part in options.only or PARTS:
            folder = Path(options.folder or name) / part
            folder.mkdir(parents=True, exist_ok=True)
            print(part)
            PARTS[part](folder, options)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=list(PARTS))
    parser.add_argument("--folder", help="keep the projects here, and use those that are there")
    parser.add_argument("--sparql", action="store_true", help="ask SPARQL, too")
    parser.add_argument(
        "--minutes", type=float, default=5, help="stop a SPARQL query after so many"
    )
    main(parser.parse_args())
