"""Where exports are written: beside the place that was asked for, which is taken at the end."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kg.errors import KgError
from kg.model.scratch import remove
from kg.publish.exports.export import Export, Material
from kg.publish.exports.targets import Filling, Pouring

_DRAFT = ".draft"


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
    with beside(path, folder=export.several) as draft:
        if export.several:
            with Filling(draft).of(export._replace(file="")) as target:
                export.write(material, _Inside(target, export.file))
        else:
            with draft.open("wb") as output:
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
    if path.is_dir() and (path.is_mount() or path.resolve() == Path.cwd()):
        # Its place is taken by another folder, which cannot be, or leaves you in one that is gone.
        raise KgError(f"{path} is in use as it is; name a new folder, such as {path / 'out'}")


@contextmanager
def beside(path: Path, *, folder: bool = False) -> Iterator[Path]:
    """An empty file or folder beside `path` that becomes it at the end, or goes if something fails.

    What a process that was killed left there is removed.

    Raises:
        KgError: the system does not let it be written.
    """
    draft = draft_of(path)
    try:
        _sweep(path.resolve())
        draft.mkdir() if folder else draft.touch(exist_ok=False)
        with _in_use(draft):
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
    return path.with_name(f".{path.name}.{os.getpid()}{_DRAFT}")


def forget(draft: Path) -> None:
    """Remove a draft, also one that is still being written."""
    with suppress(OSError):
        draft.unlink()
    remove(draft)


def _sweep(path: Path) -> None:
    """Remove drafts of a place that nobody is writing any more."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.[0-9]*{_DRAFT}"):
        with _in_use(left) as mine:
            if mine:
                forget(left)


@contextmanager
def _in_use(draft: Path) -> Iterator[bool]:
    """Hold a draft, so that nobody sweeps it; false if another process does, or it cannot be told.

    The system lets go of it when the process ends, however that is.
    """
    try:
        import fcntl
    except ImportError:  # Windows has no flock; what is left there stays
        yield False
        return
    descriptor, held = -1, False
    with suppress(OSError):  # also where the file system knows no locks
        descriptor = os.open(draft, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held = True
    try:
        yield held
    finally:
        if descriptor >= 0:
            os.close(descriptor)
