"""Bases: stores that hold the observations of large tables from one build to the next.

A build starts as a checkpoint of a base, whose files it shares by hard links, so that it lives on
when the base is gone. A base is written beside the others and renamed when it is whole. One that
holds tables that are all still wanted is the start of the next.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.store.embedded import load_lines, open_store
from kg.store.pipes import Lines

DRAFT = ".draft-"
_TABLES = "tables.json"
_FORMAT = 1
Facts = dict[str, Any]


class Base:
    """The base of one build: what was held already, and what is loaded now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables: dict[str, Facts] = {}
        self._at: Path | None = None

    def start(self, good: Callable[[str, Facts], bool]) -> None:
        """Start from the base that holds most, of those that hold nothing but good tables."""
        for path in sorted(self.folder.glob("*")):
            tables = _held(path)
            if len(tables) > len(self.tables) and all(good(*one) for one in tables.items()):
                self.tables, self._at = tables, path

    def load(self, digest: str, write: Callable[[Lines], Facts]) -> Facts:
        """Load the lines of one more table; what fails leaves the others as they were."""
        before = self._at
        draft = self.folder / f"{DRAFT}{len(self.tables)}"
        shutil.rmtree(draft, ignore_errors=True)
        facts = load_lines(draft / "store", write, before and before / "store")
        self.tables = {**self.tables, digest: facts}
        self._at = draft
        if before is not None and before.name.startswith(DRAFT):
            shutil.rmtree(before, ignore_errors=True)
        return facts

    def finish(self) -> str:
        """Give what was loaded its name and return it; the empty text if nothing is held."""
        if self._at is None or not self._at.name.startswith(DRAFT):
            return self._at.name if self._at else ""
        text = json.dumps({"format": _FORMAT, "tables": self.tables}, ensure_ascii=False)
        (self._at / _TABLES).write_text(text, encoding="utf-8")
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        shutil.rmtree(self.folder / name, ignore_errors=True)  # of that name, but damaged
        self._at = self._at.rename(self.folder / name)
        return name


def _held(path: Path) -> dict[str, Facts]:
    """The tables of a base; none if it is damaged or of another version."""
    if path.name.startswith(DRAFT):
        return {}
    try:
        found = json.loads((path / _TABLES).read_bytes())
        open_store(path / "store")
        return dict(found["tables"]) if found["format"] == _FORMAT else {}
    except (OSError, ValueError, LookupError, TypeError, KgError):
        return {}


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Remove all bases but some; builds that began as one of them share its files and go on."""
    for path in folder.glob("*"):
        if path.name not in names:
            shutil.rmtree(path, ignore_errors=True)
