"""Digests of files; that of a large one is remembered, so that it is not read for each build.

What is remembered is good while the file's place, size, number and times stay the same.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.model.lines import write_whole

MEMORY = "digests.json"
_LARGE = 1 << 20
# A file that changed a moment ago may change again within one tick of its clock.
_SETTLED = 2_000_000_000


class Digests:
    """The SHA-256 of files, with a file in which those of large ones are remembered."""

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._kept: dict[str, list[object]] = {}
        self._changed = False
        if memory is not None:
            with suppress(OSError, ValueError, AttributeError):
                self._kept = dict(json.loads(memory.read_bytes()).items())

    def of(self, path: Path) -> str:
        """The digest of one file.

        Raises:
            OSError: it cannot be read.
        """
        seen = path.stat()
        if seen.st_size < _LARGE:
            return _read(path)
        marks = [seen.st_size, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns]
        kept = self._kept.get(str(path))
        if isinstance(kept, list) and kept[:-1] == marks:
            return str(kept[-1])
        found = _read(path)
        if time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) > _SETTLED:
            self._kept[str(path)] = [*marks, found]
            self._changed = True
        return found

    def files(self, root: Path, paths: Iterable[Path], start: str = "") -> str:
        """The digest of some files: of their names under `root` and contents, in their order.

        Raises:
            DatasetError: a file cannot be read.
        """
        total = hashlib.sha256(start.encode())
        for path in paths:
            total.update(path.relative_to(root).as_posix().encode() + b"\0")
            try:
                total.update(bytes.fromhex(self.of(path)))
            except OSError as error:
                message = f"cannot be read: {error.strerror}"
                raise DatasetError(message, where=Where(str(path))) from None
        return total.hexdigest()[:32]

    def remember(self) -> None:
        """Write down what was found; what cannot be written is only found again."""
        if self._memory is None or not self._changed or not self._memory.parent.is_dir():
            return
        kept = {name: marks for name, marks in self._kept.items() if Path(name).is_file()}
        with suppress(OSError):
            write_whole(self._memory, json.dumps(kept))
        self._changed = False


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_digest(root: Path, paths: Iterable[Path], start: str = "") -> str:
    """As `Digests.files`, of files none of which is remembered.

    Raises:
        DatasetError: a file cannot be read.
    """
    return Digests().files(root, paths, start)
