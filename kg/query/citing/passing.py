"""Looks at an answer while the engine writes it: which documents it names, and no more.

A long answer is never held; its IRIs stand whole in every format that the engine streams.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, cast

from kg.query.citing.grounds import NAMED, NONE
from kg.query.citing.notes import Notes
from kg.query.citing.sources import tally

if TYPE_CHECKING:
    from kg.store.view import View

_LONGEST = 4096  # octets of an IRI that the border of two pieces may part


class Passing:
    """Collects the documents that are named in what is written through it."""

    def __init__(self, view: View) -> None:
        self._view = view
        base = re.escape(f"{view.base}document/".encode())
        self._document = re.compile(base + rb"[^\s<>\"',&]+") if view.base else None
        self._found: set[bytes] = set()
        self._rest = b""
        self._output: IO[bytes] | None = None

    def to(self, output: IO[bytes]) -> IO[bytes]:
        """Something to write to that passes all on to `output`."""
        self._output = output
        return cast("IO[bytes]", self)

    def write(self, data: bytes) -> int:
        """Pass a piece on, and look at it."""
        assert self._output is not None
        if self._document is not None:
            piece = self._rest + bytes(data)
            whole = max(piece.rfind(b"\n"), piece.rfind(b","), piece.rfind(b"\t")) + 1
            self._found.update(self._document.findall(piece, 0, whole))
            self._rest = piece[whole:][-_LONGEST:]
        return self._output.write(data)

    def flush(self) -> None:
        """Pass on that what was written is to be seen."""
        if self._output is not None:
            self._output.flush()

    def notes(self) -> Notes:
        """What is known of the answer: its sources, but not its rows."""
        if self._document is not None:
            self._found.update(self._document.findall(self._rest))
        documents = {one.decode() for one in self._found}
        counted = tally(self._view, documents)
        return Notes(None, None, *counted, how=NAMED if documents else NONE)
