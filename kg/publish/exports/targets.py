"""Where exports write: beside the place that was asked for, which is taken when all is written."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from kg.errors import KgError
from kg.publish.exports.export import Export, Material, Written

_TRIES = 3


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


def leave(export: Export, material: Material, path: Path) -> None:
    """Write an export to a file or, if it is several files, into a new folder.

    Raises:
        KgError: the place is taken or cannot be written, or the build has nothing to write.
    """
    require_place(path, export)
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe, or /dev/null
        with path.open("wb") as output:
            export.write(material, Pouring(output))
        return
    with beside(path) as draft:
        if export.several:
            draft.mkdir()
            with Filling(draft).of(export._replace(file="")) as target:
                export.write(material, _Inside(target, export.file))
        else:
            with draft.open("xb") as output:
                export.write(material, Pouring(output))


class _Inside:
    """A folder that stands for the one that an export names."""

    def __init__(self, target: Filling, folder: str) -> None:
        self._target = target
        self._folder = folder

    def open(self, name: str) -> IO[bytes]:
        return self._target.open(name.removeprefix(self._folder))


def require_place(path: Path, export: Export | None = None) -> None:
    """Refuse a place where an export, or without one a release, cannot be.

    A file is replaced when the new one is whole; a folder must be new, or empty.

    Raises:
        KgError: so it is.
    """
    if not path.absolute().parent.is_dir():
        raise KgError(f"there is no folder {path.absolute().parent}")
    if export is not None and not export.several:
        if path.is_dir():
            raise KgError(f"{path} is a folder; name a file, such as {path / export.file}")
        return
    if path.exists() and not path.is_dir():
        what = f"{export.name} is a folder of files" if export else "a release is a folder"
        raise KgError(f"{path} is a file, and {what}; name a new folder")
    if path.is_dir() and any(path.iterdir()):
        raise KgError(f"{path} is not empty; name a new folder")


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A place beside `path` that becomes it at the end, or is gone if something fails.

    Raises:
        KgError: the system does not let it be written.
    """
    draft = draft_of(path)
    try:
        yield draft
        draft.replace(path.resolve())
    except OSError as error:
        forget(draft)
        if isinstance(error, BrokenPipeError):
            raise
        raise KgError(f"{path} cannot be written: {error.strerror or error}") from None
    except BaseException:
        forget(draft)
        raise


def draft_of(path: Path) -> Path:
    """Where this process writes what shall be `path`."""
    path = path.resolve()
    return path.with_name(f".{path.name}.{os.getpid()}")


def forget(draft: Path) -> None:
    """Remove a draft, also one that is still being written."""
    with suppress(OSError):
        draft.unlink()
    for _ in range(_TRIES):
        shutil.rmtree(draft, ignore_errors=True)
