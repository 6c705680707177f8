"""The digest of an answer: the same for the same solutions, in whatever order and language shown.

SHA-256, in hexadecimal, of UTF-8 lines that each end in LF: the names of the columns, parted by
tabs, then each row as its terms in N-Triples form, parted by tabs, nothing for what is not bound.
The rows are sorted by their code points, also where the query orders them: an order leaves ties
open, which an engine may settle in either way. A blank node is `_:b`, since labels are given anew
each time. Triples are rows of subject, predicate, object; the answer to an ASK has one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from kg.store.view import Term


def digest(columns: Sequence[str], rows: Iterable[Iterable[Term | None]]) -> str:
    """The digest of solutions.

    >>> one, two = ox.Literal("1"), ox.NamedNode("http://e.org/")
    >>> digest(["a"], [[one], [two]]) == digest(["a"], [[two], [one]])
    True
    """
    import hashlib  # 3 ms that most questions do not need

    lines = ["\t".join(columns), *sorted("\t".join(map(_text, row)) for row in rows)]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def text_digest(text: str) -> str:
    """The digest of a query file's text, as UTF-8 without byte order mark."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _text(term: Term | None) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:b"
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(map(_text, term))} )>>"
    return "" if term is None else str(term)
