"""Folders for what need not last. Ctrl-C, which ends `kg` at once, removes them, too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_TRIES = 3
_held: set[Path] = set()


@contextmanager
def scratch(prefix: str = "kg-") -> Iterator[Path]:
    """An empty folder that is gone at the end.

    >>> with scratch() as folder:
    ...     folder.is_dir()
    True
    >>> folder.exists()
    False
    """
    with TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _held.add(folder)
        try:
            yield folder
        finally:
            _held.discard(folder)


def forget_scratch() -> None:
    """Remove the folders that are in use, for who leaves without waiting for their users."""
    for folder in tuple(_held):
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder, also one in which somebody is still writing."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
