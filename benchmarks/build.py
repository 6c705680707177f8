"""What a build costs: from nothing, when nothing changed, and when one dataset changed.

    python benchmarks/build.py [RUNS]

Works on a copy of the project, with `kg build` as a process of its own, as people run it.
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
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
KG = Path(sys.executable).parent / "kg"


def build(project: Path) -> float:
    """Run `kg build` and return the seconds that it took."""
    started = time.perf_counter()
    subprocess.run([KG, "build"], cwd=project, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def from_nothing(project: Path) -> None:
    """Remove what earlier builds left."""
    shutil.rmtree(project / ".kg", ignore_errors=True)


def unchanged(project: Path) -> None:
    """Leave everything as it is."""


def one_changed(project: Path) -> None:
    """Change the first dataset, without changing what it says."""
    with min((project / "data").glob("*/dataset.yaml")).open("a", encoding="utf-8") as file:
        file.write("# changed\n")


CASES: tuple[Callable[[Path], None], ...] = (from_nothing, unchanged, one_changed)


def main(runs: int) -> None:
    """Measure each case and print its median."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {runs} runs, medians in s")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("ontology", "data", "queries"):
            shutil.copytree(ROOT / name, project / name)
        for prepare in CASES:
            times = []
            for _ in range(runs):
                prepare(project)
                times.append(build(project))
            print(f"{prepare.__name__.replace('_', ' '):<16}{statistics.median(times):>8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
