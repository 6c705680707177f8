"""Where lines of observations go, and what is kept of a table whose lines are not written twice.

Whoever ties the rooms together gives a `Keeper` that holds large tables in a store; here are those
that need none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, Protocol

from kg.ingest.tables.cells import Leaf
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.plan import ObservationPlan

# A table whose file has fewer octets costs a build less than a second to load anew.
LARGE = 1 << 18


@dataclass(slots=True)
class Facts:
    """What a table gave beside its lines: all that has to be known when they are there already."""

    counts: dict[str, int] = field(default_factory=dict)
    resolved: list[list[str]] = field(default_factory=list)
    derived: list[list[str]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """What `Facts(**…)` takes."""
        return asdict(self)


class Sink(Protocol):
    """Takes the lines of one table."""

    def write(self, lines: memoryview) -> object:
        """Take whole lines."""

    def again(self, refused: Collection[str]) -> None:
        """Expect all lines once more, without those of the subjects that are refused."""


class Keeper(Protocol):
    """Holds the observations of large tables from one build to the next."""

    def start(self, good: Callable[[str, Facts], bool]) -> None:
        """Look for what is held of tables that are all still wanted."""

    def known(self, digest: str) -> Facts | None:
        """What a table gave whose observations are held."""

    def load(self, digest: str, write: Callable[[Sink], Facts]) -> Facts:
        """Hold the lines that `write` writes."""


class FileSink:
    """Appends to a file that can be written again."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self._start = file.tell()

    def write(self, lines: memoryview) -> None:
        """Append lines."""
        self.file.write(lines)

    def again(self, refused: Collection[str]) -> None:
        """Take back all of the table."""
        self.file.seek(self._start)
        self.file.truncate()


class Nowhere:
    """Keeps nothing: for whoever only wants to know what is wrong."""

    def write(self, lines: memoryview) -> None:
        """Take lines."""

    def again(self, refused: Collection[str]) -> None:
        """Expect all lines once more."""

    def start(self, good: Callable[[str, Facts], bool]) -> None:
        """Hold nothing."""

    def known(self, digest: str) -> Facts | None:
        """Nothing is held."""
        return None

    def load(self, digest: str, write: Callable[[Sink], Facts]) -> Facts:
        """Let the lines be written, and hold nothing."""
        return write(self)


def is_large(opened: Opened) -> bool:
    """Whether a table is held in a store of its own between builds."""
    return bool(opened.flat) and opened.file.stat().st_size >= LARGE


def table_digest(
    start: str, file: str, opened: Opened, plans: list[ObservationPlan], sources: list[Any]
) -> str:
    """The digest of everything that decides what the rows of a table give.

    Args:
        start: of the ontology and the code that maps.
        file: of the table's file.
        opened: the table.
        plans: what every row says.
        sources: who says it, as the columns have it.
    """
    frame = opened.mapping.frame
    parts = [
        start,
        file,
        _text(opened.folder / frame.shape) if frame.shape else "",
        [frame.file, frame.member, frame.format, frame.read, frame.missing],
        [frame.skip, {name: total.model_dump() for name, total in frame.totals.items()}],
        [_plan(plan) for plan in plans],
        sources,
    ]
    text = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _text(path: Any) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _plan(plan: ObservationPlan) -> list[Any]:
    slots = [[slot.prop.iri, slot.cls, _leaf(slot.leaf)] for slot in plan.slots]
    return [plan.start, plan.cube, plan.path, plan.pairs, slots, plan.scope.language]


def _leaf(leaf: Leaf) -> str:
    frame = getattr(leaf, "frame", None)
    return str(frame.model_dump_json()) if frame is not None else repr(leaf)
