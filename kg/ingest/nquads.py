"""N-Quads files: sorted, without duplicates, whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model.terms import Quad

if TYPE_CHECKING:
    from kg.model.ontology import Ontology


def write_quads(path: Path, quads: Iterable[Quad]) -> int:
    """Write quads as sorted N-Quads without duplicates and return how many there are."""
    lines = sorted({quad.line() for quad in quads})
    write_whole(path, "".join(lines))
    return len(lines)


def write_ontology(folder: Path, ontology: Ontology) -> Path:
    """Write the triples of an ontology to a file of a folder."""
    own = folder / "ontology.nq"
    write_quads(own, (Quad(*triple) for triple in ontology.triples))
    return own


def write_whole(path: Path, text: str) -> None:
    """Write a text so that a reader, or a process killed meanwhile, never leaves half of it."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
