"""N-Quads files: sorted, without duplicates, whole or not there at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model.lines import write_lines
from kg.model.terms import Quad

if TYPE_CHECKING:
    from kg.model.ontology import Ontology


def write_quads(path: Path, quads: Iterable[Quad]) -> int:
    """Write quads as sorted N-Quads without duplicates and return how many there are."""
    return write_lines(path, (quad.line() for quad in quads))


def write_ontology(folder: Path, ontology: Ontology) -> Path:
    """Write the triples of an ontology to a file of a folder."""
    own = folder / "ontology.nq"
    write_lines(own, (Quad(*triple).line() for triple in ontology.triples))
    return own
