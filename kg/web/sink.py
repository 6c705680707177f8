"""Where a worker writes an answer: memory while it is small, then a file without a name."""

from __future__ import annotations

import os
import tempfile
from typing import IO

from kg.errors import LimitError

_IN_MEMORY = 1 << 16


class Sink:
    """Takes the octets of one answer, up to a limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._file: IO[bytes] | None = None
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take more.

        Raises:
            LimitError: that is more than an answer may have.
        """
        self.size += len(data)
        if self.size > self._limit:
            raise LimitError(f"the answer has more than {self._limit:,} octets")
        if self._file is None and self.size > _IN_MEMORY:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (it outlives this)
            self._file.writelines(self._parts)
            self._parts.clear()
        if self._file is None:
            self._parts.append(bytes(data))
        else:
            self._file.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> tuple[bytes, int | None]:
        """What was written: its octets, or the descriptor of the file that has them."""
        if self._file is None:
            return b"".join(self._parts), None
        file = os.dup(self._file.fileno())
        self._file.close()
        return b"", file

    def close(self) -> None:
        """Forget what was written."""
        self._parts.clear()
        if self._file is not None:
            self._file.close()
