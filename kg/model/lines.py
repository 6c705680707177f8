"""Lines in order, whatever their number: what memory should not hold is sorted in runs on disk."""

from __future__ import annotations

import heapq
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, count, groupby, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from kg.model.scratch import scratch

_HELD = 250_000  # lines that are sorted in memory; more are sorted in runs on disk, then merged
_KEPT = 50_000  # lines that stay in memory while somebody goes through them
_AT_ONCE = 10_000  # lines that are written at once


def write_lines(path: Path, lines: Iterable[str], *, held: int = _HELD) -> int:
    """Write lines sorted and without duplicates, and return how many there are.

    Args:
        path: the file.
        lines: the lines, with their ends, in any order.
        held: how many are held in memory at a time.
    """
    with ExitStack() as files:
        runs: list[TextIO] = []
        left = iter(lines)
        while some := list(islice(left, held)):
            run = sorted(set(some))
            if not runs and len(some) < held:
                return _write(path, run)
            runs.append(files.enter_context(_run(path.parent)))
            runs[-1].writelines(_joined(run))
            runs[-1].seek(0)
        return _write(path, (line for line, _ in groupby(heapq.merge(*runs))))


def _run(folder: Path) -> TextIO:
    """A file without a name, which goes when it is closed."""
    return TemporaryFile("w+", dir=folder, encoding="utf-8", newline="\n")


def _write(path: Path, lines: Iterable[str]) -> int:
    number = count()
    write_whole(path, _joined(line for line, _ in zip(lines, number, strict=False)))
    return next(number)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Some lines at a time, which are written faster than one, and take less room than all."""
    left = iter(lines)
    while some := list(islice(left, _AT_ONCE)):
        yield "".join(some)


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a text so that a reader, or a process killed meanwhile, never leaves half of it."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines([text] if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def in_order(texts: Iterable[str], *, held: int = _KEPT) -> Iterator[Callable[[], Iterator[str]]]:
    """Texts of one line each, sorted and without duplicates, to go through as often as wanted.

    More than `held` are on disk.

    >>> with in_order(["b", "a/c", "a", "b"], held=2) as again:
    ...     list(again()), list(again())
    (['a', 'a/c', 'b'], ['a', 'a/c', 'b'])
    """
    left = iter(texts)
    first = list(islice(left, held))
    if len(first) < held:
        few = sorted(set(first))
        yield lambda: iter(few)
        return
    with scratch() as folder:
        path = folder / "lines"
        write_lines(path, (f"{text}\n" for text in chain(first, left)), held=held)

        def again() -> Iterator[str]:
            with path.open(encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line[:-1]

        yield again
