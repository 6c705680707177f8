"""What it costs to let a build leave: N-Quads beside the engine's own dump, and a whole release.

    python -m benchmarks.release [--rows N] [--runs N] [--folder DIR] [--project DIR] [--whole]

The build is the shipped project with N rows of made-up trade, which are some ten million quads;
with --project, one that is built already. `kg export nquads` and `oxigraph dump` write the same
store by turns, so that a busy machine slows both; medians are printed with their ratios, by the
clock and by the work of the processor, and the most memory that each process held. All files must
be the same, octet for octet. With --whole, two releases are written and compared, too.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.made_trade import KG, trade_project

OXIGRAPH = Path(sys.executable).parent / "oxigraph"


class Run(NamedTuple):
    """What one process took."""

    seconds: float
    work: float
    megabytes: float


def run(*words: str | Path, cwd: Path) -> Run:
    """Run a command and measure it."""
    started = time.perf_counter()
    process = subprocess.Popen(words, cwd=cwd, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if process.returncode or status:
        sys.exit(f"{words[0]} failed")
    work = used.ru_utime + used.ru_stime
    return Run(time.perf_counter() - started, work, used.ru_maxrss / 1024)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compare(project: Path, runs: int, folder: Path) -> None:
    """Write N-Quads by turns with both, and print medians, ratio, memory."""
    name = (project / ".kg" / "current").read_text(encoding="utf-8").strip()
    store = project / ".kg" / "builds" / name / "store"
    ours, theirs = folder / "ours.nq", folder / "theirs.nq"
    pairs, digests = [], set()
    for _ in range(runs):
        theirs.unlink(missing_ok=True)
        export = run(KG, "export", "nquads", "-o", ours, cwd=project)
        dump = run(OXIGRAPH, "dump", "--location", store, "--file", theirs, cwd=project)
        pairs.append((export, dump))
        digests |= {digest(ours), digest(theirs)}
    with ours.open("rb") as file:
        quads = sum(1 for _ in file)
    print(f"{quads:,} quads, {ours.stat().st_size / 1e6:,.0f} MB")
    for who, at in (("kg export nquads", 0), ("oxigraph dump", 1)):
        took = statistics.median(pair[at].seconds for pair in pairs)
        held = max(pair[at].megabytes for pair in pairs)
        work = statistics.median(pair[at].work for pair in pairs)
        speed = f"{quads / took:>12,.0f} quads/s"
        print(f"{who:<18}{took:>8.2f} s{speed}{work:>8.2f} s of work{held:>7,.0f} MB")
    clock = statistics.median(dump.seconds / export.seconds for export, dump in pairs)
    work = statistics.median(dump.work / export.work for export, dump in pairs)
    print(f"speed of the export: {clock:.0%} of the dump's, by work {work:.0%} ({runs} pairs)")
    print("all files are the same" if len(digests) == 1 else "the files differ")


def release(project: Path, folder: Path) -> None:
    """Write two releases, and say what one takes and whether they are the same."""
    sums = []
    for name in ("one", "two"):
        took = run(KG, "release", folder / name, cwd=project)
        print(f"kg release        {took.seconds:>8.2f} s  {took.megabytes:>7,.0f} MB")
        sums.append((folder / name / "SHA256SUMS").read_bytes())
    print("two releases are the same" if sums[0] == sums[1] else "two releases differ")


def main() -> None:
    """Make the project, build it, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=540_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        project = given.project or folder / "project"
        if given.project is None:
            trade_project(project, given.rows)
            run(KG, "build", cwd=project)
        compare(project, given.runs, folder)
        if given.whole:
            release(project, folder)


if __name__ == "__main__":
    main()
