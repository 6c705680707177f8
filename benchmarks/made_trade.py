"""A project with a table of made-up bilateral trade, and `kg` as a process of its own to ask it."""

from __future__ import annotations

import csv
import itertools
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
KG = Path(sys.executable).parent / "kg"
FIRST_YEAR, YEARS, PARTNERS = 1975, 51, 100
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
VALUATION = "          valuation: {column: flow, codes: {M: cif, X: fob}}\n"


def areas() -> list[str]:
    """The codes of the states and territories of the shipped project, Kyrgyzstan first."""
    text = (ROOT / "data" / "states" / "m49.facts.yaml").read_text(encoding="utf-8")
    known = sorted(set(re.findall(r"iso3: ([A-Z]{3})\b", text)))
    return ["KGZ", "CHN", *(code for code in known if code not in ("KGZ", "CHN"))]


def write_trade(path: Path, rows: int, reporters: int | None = None) -> None:
    """Write both flows of every reporter, or of the first ones, with its partners, by year."""
    known, dice = areas(), random.Random(1)
    pairs = itertools.product(known[:reporters], known[:PARTNERS], "MX")
    few = ((r, p, f) for r, p, f in pairs if r != p)
    years = range(FIRST_YEAR, FIRST_YEAR + YEARS)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["reporter", "partner", "flow", "year", "value"])
        found = ((*one, year) for one in few for year in years)
        for row in itertools.islice(found, rows):
            writer.writerow([*row, f"{dice.random() * 1e10:.2f}"])


def trade_project(folder: Path, rows: int, *, both_sides: bool = False) -> None:
    """The shipped project with the made-up table; with both sides, all report with each other."""
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    made = folder / "data" / "made-up-trade"
    made.mkdir()
    (made / "dataset.yaml").write_text(DATASET + VALUATION * both_sides, encoding="utf-8")
    write_trade(made / "trade.csv", rows, PARTNERS if both_sides else None)


def seconds(folder: Path, *words: str, limit: float | None = None) -> float:
    """Run `kg` and return the seconds that it took; infinitely many if it was stopped."""
    started = time.perf_counter()
    try:
        subprocess.run(
            [KG, *words],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return float("inf")
    return time.perf_counter() - started
