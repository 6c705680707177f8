"""What exports write to: one stream, or a folder that knows the digests of what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from kg.publish.exports.export import Export, Written


class Pouring:
    """A target that is one stream, such as a pipe."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output: IO[bytes] | None = output

    def open(self, name: str) -> IO[bytes]:
        """Begin the one file that there is."""
        output, self._output = self._output, None
        assert output is not None, f"{name} is the second file of an export that has one"
        return output


class Filling:
    """A target that is a folder; it knows the digests of what was written into it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._file: _Digesting | None = None
        self._export: Export | None = None
        self.written: dict[str, Written] = {}
        self.lines: dict[str, int] = {}

    @contextmanager
    def of(self, export: Export) -> Iterator[Filling]:
        """Take the files of one export; of one that fails nothing stays."""
        before = set(self.written)
        self._export = export
        try:
            yield self
            self._finish()
        except BaseException:
            self._finish()
            for name in self.written.keys() - before:
                (self._root / name).unlink()
                del self.written[name], self.lines[name]
            raise
        finally:
            self._export = None

    def open(self, name: str) -> IO[bytes]:
        """Begin a file."""
        self._finish()
        inside = self._export.file if self._export and self._export.several else ""
        name = f"{inside}{name.removeprefix(inside)}"
        path = self._root / name
        for folder in reversed(path.relative_to(self._root).parents):  # the root itself is there
            with suppress(FileExistsError):
                (self._root / folder).mkdir()
        self._file = _Digesting(name, path.open("xb"))
        return cast(IO[bytes], self._file)

    def _finish(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.output.close()
            by, kind = (self._export.name, self._export.media_type) if self._export else ("", "")
            self.written[file.name] = Written(by, kind, file.size, file.digest.hexdigest())
            self.lines[file.name] = file.lines


class _Digesting:
    """A file that is digested and counted while it is written."""

    def __init__(self, name: str, output: IO[bytes]) -> None:
        self.name = name
        self.output = output
        self.digest = hashlib.sha256()
        self.size = self.lines = 0

    def write(self, octets: bytes) -> int:
        self.digest.update(octets)
        self.size += len(octets)
        self.lines += bytes(octets).count(b"\n")
        return self.output.write(octets)

    def flush(self) -> None:
        self.output.flush()

    def tell(self) -> int:
        return self.size

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    @property
    def closed(self) -> bool:
        return self.output.closed

    def close(self) -> None:
        """Leave it open: what wraps it may not end it."""
