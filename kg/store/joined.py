"""Several files as one stream, for the engine's loader."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO


class Joined:
    """Some files as one stream: a load for each would write, and later merge, files of its own."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = iter(paths)
        self._file: IO[bytes] | None = None

    def read(self, size: int = -1) -> bytes:
        while True:
            if self._file is None:
                path = next(self._paths, None)
                if path is None:
                    return b""
                self._file = path.open("rb")
            if data := self._file.read(size):
                return data
            self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
