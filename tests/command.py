"""`kg` as a person runs it, and projects to run it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def run_kg(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `kg` in a process of its own, in a pipe, without the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "kg.cli", *map(str, args)],
        cwd=cwd,
        env=kept | env,
        capture_output=True,
        encoding="utf-8",
        timeout=600,  # a hang, not slowness: a cluster on a loaded machine takes minutes
        check=False,
    )


def copy_project(target: Path) -> Path:
    """Copy the project that the repository holds, without what was built of it."""
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, target / name)
    return target
