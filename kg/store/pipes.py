"""Lets a loader read what is still being written: a pipe, and a thread for the loader.

The engine holds no lock of Python's while it loads from a path, so that both work at once; a pipe
is a path, too, on all systems but Windows.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

Found = TypeVar("Found")
_WIDTH = 1 << 20
_NO_LINE = b"\n!\n"  # makes a loader that would take the rest for the end give up


class Lines:
    """Takes lines; those of some subjects may turn out to be wrong when they are written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file: IO[bytes] | None = file
        self.refused: Collection[str] = ()

    def write(self, lines: memoryview) -> None:
        """Take whole lines."""
        if self._file is not None:
            self._file.write(lines)

    def again(self, refused: Collection[str]) -> None:
        """Take no lines any more, since all came; those of `refused` are to go."""
        self._file = None
        self.refused = refused


def piped(
    read: Callable[[str | IO[bytes]], None], write: Callable[[Lines], Found]
) -> tuple[Found, Collection[str]]:
    """Let one read what the other writes; return what was written, and which lines are to go.

    Whatever is raised on either side ends both.
    """
    exit_, entry = os.pipe()
    _widen(entry)
    failed: list[BaseException] = []
    thread = threading.Thread(target=_reading, args=(read, exit_, failed), daemon=True)
    thread.start()
    try:
        with open(entry, "wb") as file:  # noqa: PTH123 (a descriptor is no path)
            found, refused = _written(write, file)
    except BrokenPipeError:
        thread.join()
        raise failed[0] if failed else StoppedError from None
    finally:
        thread.join()
    if failed:
        raise failed[0]
    return found, refused


class StoppedError(Exception):
    """The reader stopped without saying why."""


def _reading(
    read: Callable[[str | IO[bytes]], None], descriptor: int, failed: list[BaseException]
) -> None:
    with open(descriptor, "rb", buffering=0) as file:
        try:
            path = f"/dev/fd/{descriptor}"
            read(path if Path("/dev/fd").is_dir() else file)
        except BaseException as error:
            failed.append(error)


def _written(write: Callable[[Lines], Found], file: IO[bytes]) -> tuple[Found, Collection[str]]:
    lines = Lines(file)
    try:
        return write(lines), lines.refused
    except BaseException:
        with suppress(OSError):
            file.write(_NO_LINE)
        raise


def _widen(descriptor: int) -> None:
    """Make room for a loader that reads in large steps, where the system allows."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _WIDTH)
