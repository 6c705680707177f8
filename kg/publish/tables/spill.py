"""Puts more lines in order than memory should hold: sorted in pieces on disk, and merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import groupby, islice
from tempfile import TemporaryFile
from typing import IO

_AT_ONCE = 100_000


def in_order(lines: Iterable[str], at_once: int = _AT_ONCE) -> Iterator[str]:
    """Each line once, in the order of its characters.

    Args:
        lines: texts without ends of lines.
        at_once: how many of them are held in memory.

    >>> list(in_order(["b", "ä", "a", "b"], at_once=2))
    ['a', 'b', 'ä']
    """
    rest = iter(lines)
    first = sorted(islice(rest, at_once))
    with ExitStack() as stack:
        pieces = [] if len(first) < at_once else list(_pieces(rest, at_once, stack))
        octets = (line.encode() + b"\n" for line in first)
        for line, _ in groupby(merge(octets, *pieces)):
            yield line[:-1].decode()


def _pieces(lines: Iterator[str], at_once: int, stack: ExitStack) -> Iterator[IO[bytes]]:
    while piece := sorted(islice(lines, at_once)):
        file = stack.enter_context(TemporaryFile(prefix="kg-"))  # noqa: SIM115 (the stack closes it)
        file.writelines(line.encode() + b"\n" for line in piece)
        file.seek(0)
        yield file
