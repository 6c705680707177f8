"""The builds of a project as folders: written beside the others, then made current by one rename.

One process writes at a time and holds a lock that the system frees with it, however it ends. What
a killed one left behind is a draft, which no reader ever opens and the next writer removes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kg.errors import KgError, StoreError
from kg.project import Project
from kg.store.bases import DRAFT as _DRAFT
from kg.store.bases import keep_only
from kg.store.embedded import require_whole


@contextmanager
def writing(project: Project, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the project's lock; whatever happens meanwhile leaves no draft behind.

    Args:
        project: the project.
        waiting: is called before another process is waited for; without it, that is an error.

    Raises:
        StoreError: another process writes, the folder is read-only, the disk is full.
    """
    with refused(project.home, project.current):
        project.home.mkdir(parents=True, exist_ok=True)
        with (project.home / "lock").open("w") as file:
            _lock(file.fileno(), project, waiting)
            _remove_drafts(project)
            try:
                yield
            finally:
                _remove_drafts(project)


@contextmanager
def refused(folder: Path, current: Path | None = None) -> Iterator[None]:
    """Turn what the system refuses to write into one clear error.

    Args:
        folder: what is written.
        current: names the build that stays current, if there is one.

    Raises:
        StoreError: the folder is read-only, the disk is full.
    """
    try:
        yield
    except OSError as error:
        place = error.filename or folder
        reason = error.strerror or error
        kept = "; the current build is unchanged" if current and current.exists() else ""
        raise StoreError(f"cannot write {place}: {reason}{kept}") from None


def _lock(descriptor: int, project: Project, waiting: Callable[[], None] | None) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no flock; there the rename of the draft decides
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if waiting is None:
            raise StoreError(f"another build of {project.root} is running") from None
        waiting()
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _remove_drafts(project: Project) -> None:
    for folder in (project.builds, project.bases):
        for left in folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)


def new_draft(project: Project, name: str) -> Path:
    """An empty folder for a build that is not yet one."""
    draft = project.builds / f"{_DRAFT}{name}"
    draft.mkdir(parents=True)
    return draft


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """The manifest of a build that is whole and that this version can read, or None."""
    try:
        return require_whole(folder)
    except KgError:
        return None


def switch(project: Project, draft: Path) -> Path:
    """Make a finished draft the current build and remove the builds that nobody needs."""
    name = draft.name.removeprefix(_DRAFT)
    before = named_current(project)
    folder = project.builds / name
    shutil.rmtree(folder, ignore_errors=True)  # of that name, but damaged
    draft.rename(folder)
    make_current(project, name)
    _tidy(project, {name, before})
    return folder


def make_current(project: Project, name: str) -> None:
    """Say which build readers open: one atomic rename."""
    draft = project.current.with_suffix(".draft")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(project.current)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def named_current(project: Project) -> str:
    """The name that stands in `current`, whether or not there is such a build."""
    with suppress(OSError, ValueError):
        return project.current.read_text(encoding="utf-8").strip()
    return ""


def _tidy(project: Project, needed: set[str]) -> None:
    """Keep the current build, the one before it, and none that is older than these."""
    for path in project.builds.iterdir():
        if path.name not in needed:
            shutil.rmtree(path, ignore_errors=True)


def tidy_bases(project: Project, name: str) -> None:
    """Keep the bases with which the builds that are kept began, and the one of that name."""
    manifests = (manifest_of(folder) for folder in project.builds.glob("*"))
    keep_only(project.bases, {name, *(one.get("tables", "") for one in manifests if one)})


def remove_all(project: Project) -> int:
    """Remove all builds and what was made for them; return how many octets that freed."""
    caches = [project.home / name for name in ("cache", "parts")]  # what was fetched is a source
    made = (project.builds, project.bases, project.past, project.leaving, *caches)
    found = [path.stat() for one in made for path in one.rglob("*") if path.is_file()]
    freed = sum({one.st_ino: one.st_size for one in found}.values())  # builds share files
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    for name in ("current", "issues.jsonl"):
        (project.home / name).unlink(missing_ok=True)
    return freed
