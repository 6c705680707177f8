"""What a question about the past costs: the first of a day, which builds, and those after it.

    python benchmarks/past.py [RUNS] [DAY]

Works on a copy of the project, with `kg query` as a process of its own, as people run it.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
QUERY = ("query", "signatories", "--party", "UZB", "--as-of")


def ask(project: Path, *words: str) -> float:
    """Ask, and return the seconds that it took."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "kg.cli", *QUERY, *words]
    subprocess.run(
        command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - started


def main(runs: int, day: str) -> None:
    """Measure the first question and the next ones, without tables and with them."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {runs} runs, medians in s")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("ontology", "data", "queries"):
            shutil.copytree(ROOT / name, project / name)
        for more in ((), ("--tables",)):
            first, later = [], []
            for _ in range(runs):
                shutil.rmtree(project / ".kg", ignore_errors=True)
                first.append(ask(project, day, *more))
                later.append(ask(project, day, *more))
            said = " ".join(("as of", day, *more))
            print(f"{said:<28}{statistics.median(first):>8.2f}{statistics.median(later):>8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, (sys.argv[2:] or ["2024-12-31"])[0])
