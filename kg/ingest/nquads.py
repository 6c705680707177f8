"""N-Quads files: sorted, without duplicates, whole or not there at all."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import count, groupby, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, TextIO

from kg.model.terms import Quad

if TYPE_CHECKING:
    from kg.model.ontology import Ontology

_HELD = 250_000  # lines that are sorted in memory; more are sorted in runs on disk, then merged
_AT_ONCE = 10_000  # lines that are written at once


def write_quads(path: Path, quads: Iterable[Quad]) -> int:
    """Write quads as sorted N-Quads without duplicates and return how many there are."""
    return write_lines(path, (quad.line() for quad in quads))


def write_ontology(folder: Path, ontology: Ontology) -> Path:
    """Write the triples of an ontology to a file of a folder."""
    own = folder / "ontology.nq"
    write_lines(own, (Quad(*triple).line() for triple in ontology.triples))
    return own


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
