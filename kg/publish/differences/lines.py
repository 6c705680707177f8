r"""The lines that only one of two N-Quads files has, found on disk and told in their order.

Lines are dealt out to buckets by their checksum, so that a line of the one and the same line of the
other meet in one bucket, and only two buckets are held at a time: memory grows with neither file.
What differs in a bucket is sorted and written; what differs in all is merged while it is read.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, cast
from zlib import crc32

BUCKETS = 64
_HELD = 100_000  # lines that are held before they are written to their buckets
Writes = Callable[[IO[bytes]], None]


class Differing:
    """The lines that `a` alone has, and those that `b` alone has, each sorted, with their ends.

    Args:
        folder: an empty one, for what is written meanwhile.
        buckets: how many there are; a file with more lines than memory holds needs as many as make
            a bucket small.
    """

    def __init__(self, folder: Path, a: Writes, b: Writes, buckets: int = BUCKETS) -> None:
        self._folder = folder
        self.removed = self.added = 0
        for name, write in (("a", a), ("b", b)):
            split = _Split(folder, name, buckets)
            write(cast(IO[bytes], split))
            split.finish()
        for number in range(buckets):
            here, there = (_taken(folder / f"{name}.{number}") for name in ("a", "b"))
            self.removed += _kept(folder / f"removed.{number}", here - there)
            self.added += _kept(folder / f"added.{number}", there - here)

    def lines(self, kind: str) -> Iterator[bytes]:
        """The lines that were `removed` or `added`."""
        with ExitStack() as files:
            yield from heapq.merge(
                *(files.enter_context(path.open("rb")) for path in self._folder.glob(f"{kind}.*"))
            )


class _Split:
    """A file to write to, which deals its lines out to buckets."""

    def __init__(self, folder: Path, name: str, buckets: int) -> None:
        self._paths = [folder / f"{name}.{number}" for number in range(buckets)]
        self._lines: list[list[bytes]] = [[] for _ in range(buckets)]
        self._held = 0
        self._rest = b""

    def write(self, octets: bytes) -> int:
        *lines, self._rest = (self._rest + octets).split(b"\n")
        buckets, dealt = len(self._lines), self._lines
        for line in lines:
            dealt[crc32(line) % buckets].append(line)
        self._held += len(lines)
        if self._held >= _HELD:
            self._flush()
        return len(octets)

    def _flush(self) -> None:
        for path, lines in zip(self._paths, self._lines, strict=True):
            if lines:
                with path.open("ab") as file:
                    file.write(b"\n".join(lines) + b"\n")
                lines.clear()
        self._held = 0

    def finish(self) -> None:
        if self._rest:
            self.write(b"\n")
        self._flush()

    def flush(self) -> None:
        """Wait: what was written is written when there is enough of it."""


def _taken(path: Path) -> set[bytes]:
    """The lines of a bucket, which is removed."""
    if not path.exists():
        return set()
    with path.open("rb") as file:
        lines = set(file)
    path.unlink()
    return lines


def _kept(path: Path, lines: set[bytes]) -> int:
    if lines:
        with path.open("wb") as file:
            file.writelines(sorted(lines))
    return len(lines)
