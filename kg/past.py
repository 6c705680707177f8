"""What had been published by a day: a build of its own, made when it is first asked for and kept.

So is what may leave to others, where that is less than all.

It is good as long as the sources are the same. What was built of other sources is removed when a
build is made of these.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from kg.errors import ParameterError, StoreError
from kg.ingest.fingerprint import inputs_digest
from kg.model.dates import parse_date
from kg.project import AsOf, Project
from kg.store import builds


def read_as_of(text: str, *, tables: bool = False) -> AsOf:
    """Read a day, a month or a year, which mean what had been published by their end.

    Raises:
        ParameterError: it is none of these.
    """
    try:
        return AsOf(parse_date(text).latest, tables)
    except ValueError as error:
        raise ParameterError(f"as of: {error}") from None


def is_there(past: Project) -> bool:
    """Whether what is current there was made of the sources as they are now."""
    name = builds.named_current(past)
    return bool(name) and inputs_digest(past) == name and bool(manifest(past))


def manifest(past: Project) -> dict[str, Any]:
    """The manifest of what is current, or nothing."""
    try:
        folder = past.current_build()
    except StoreError:
        return {}
    return (folder and builds.manifest_of(folder)) or {}


def told(past: Project) -> list[str]:
    """What an answer must say of itself: which documents it had, and what it left out."""
    found = manifest(past).get("as_of", {})
    if not past.as_of or not found:
        return []
    day = past.as_of.day.isoformat()
    lines = [f"as of {day}: {found['documents']:,} of {found['all']:,} documents"]
    undated = found["retrieved"] + found["retrieved_later"]
    if undated:
        lines.append(
            f"without a date of issue a document counts from the day on which it was retrieved: "
            f"{found['retrieved']:,} of {undated:,} by then"
        )
    if left := found["tables_left_out"]:
        lines.append(f"without {left:,} table{'s' * (left != 1)} of figures")
    return lines


def tidy(project: Project) -> None:
    """Remove what was built, as of any day or to be released, of other sources than these."""
    whole = project.whole
    for folder in [*whole.past.glob("*"), *whole.leaving.glob("*")]:
        part = _part(whole, folder)
        if part is None:
            shutil.rmtree(folder, ignore_errors=True)
        elif not is_there(part):
            _remove(part)


def _part(whole: Project, folder: Path) -> Project | None:
    """The part of a project whose builds a folder holds, if it is one."""
    as_of = AsOf.named(folder.name)
    if folder.parent == whole.leaving:
        past = whole.at(as_of) if as_of else whole
        return past.to_release() if past.to_release().home == folder else None
    return whole.at(as_of) if as_of else None


def _remove(past: Project) -> None:
    """Remove one, unless another process is building it."""
    try:
        with builds.writing(past):
            shutil.rmtree(past.home, ignore_errors=True)
    except StoreError:
        return
