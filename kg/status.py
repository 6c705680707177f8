"""What is current in a project: a build, what it holds, whether the sources changed since."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from kg.ingest.fingerprint import inputs_digest
from kg.issues import ISSUES, read_issues
from kg.project import Project
from kg.store.embedded import require_whole


class Status(NamedTuple):
    """What is current in a project, and whether its sources have changed since."""

    root: Path
    folder: Path | None
    manifest: dict[str, Any]
    stale: bool
    issues: Counter[str]


def status(project: Project) -> Status:
    """Say which build is current and whether the sources have changed since.

    Raises:
        StoreError: what should be current is missing, half written or of a newer version.
    """
    folder = project.current_build()
    if folder is None:
        return Status(project.root, None, {}, True, Counter())
    manifest = require_whole(folder)
    issues = Counter(issue.severity for issue in read_issues(folder / ISSUES))
    stale = inputs_digest(project) != folder.name
    return Status(project.root, folder, manifest, stale, issues)
