"""A question asked with the claims that it reads: those that it does not show are read beside.

`GRAPH ?claim { … }` without `?claim` in the SELECT is the usual question: a row then tells what is
said, but not by which claim. Asked for the variable too, the engine gives both at once, in the same
time; what was not asked for is taken off again.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from kg.model.vocab import DERIVED_FROM
from kg.query.sparql import Token, significant

_GROUPING = ("GROUP", "HAVING")
_CUTTING = ("LIMIT", "OFFSET")


class Wider(NamedTuple):
    """A query that also gives `hidden` more columns; `distinct` if its rows are to differ."""

    text: str
    hidden: int
    distinct: bool


def widened(text: str) -> Wider | None:
    """The query with its variables of claims, where that leaves its rows as they are.

    >>> widened("SELECT DISTINCT ?s { GRAPH ?c { ?s ?p ?o } }")
    Wider(text='SELECT DISTINCT ?s  ?c { GRAPH ?c { ?s ?p ?o } }', hidden=1, distinct=True)
    >>> widened("SELECT (COUNT(*) AS ?n) { GRAPH ?c { ?s ?p ?o } }")
    >>> widened("SELECT DISTINCT ?s { GRAPH ?c { ?s ?p ?o } } LIMIT 1")
    """
    parts = list(significant(text))
    begin = next((at for at, part in enumerate(parts) if part.word == "SELECT"), len(parts))
    end = next((at for at in range(begin, len(parts)) if _ends(parts[at])), len(parts))
    if end == len(parts) or _ends_otherwise(parts, end):
        return None
    distinct = parts[begin + 1].word in ("DISTINCT", "REDUCED")
    chosen = parts[begin + 1 + distinct : end]
    behind = _outside(parts[end:])
    if any(part.kind != "variable" for part in chosen) or behind & set(_GROUPING):
        return None
    shown = {part.text[1:] for part in chosen}
    hidden = [name for name in _claims(parts) if name not in shown]
    if not hidden or (distinct and behind & set(_CUTTING)):
        return None
    at = parts[end].start
    more = " ".join(f"?{name}" for name in hidden)
    return Wider(f"{text[:at]} {more} {text[at:]}", len(hidden), distinct)


def _ends(part: Token) -> bool:
    return part.word in ("WHERE", "FROM") or part.text == "{"


def _ends_otherwise(parts: list[Token], end: int) -> bool:
    """Whether the query chooses its own graphs, or its SELECT is not the outermost."""
    return parts[end].word == "FROM" or any(part.text == "{" for part in parts[:end])


def _outside(parts: list[Token]) -> set[str]:
    """The keywords outside of all braces."""
    depth, found = 0, set()
    for part in parts:
        depth += (part.text == "{") - (part.text == "}")
        if not depth and part.word:
            found.add(part.word)
    return found


def _claims(parts: list[Token]) -> list[str]:
    """The variables that stand for claims: behind GRAPH, or derived from a document."""
    found: dict[str, None] = {}
    for one, next_ in pairwise(parts):
        if one.word == "GRAPH" and next_.kind == "variable":
            found[next_.text[1:]] = None
        elif one.kind == "variable" and next_.text in ("prov:wasDerivedFrom", DERIVED_FROM):
            found[one.text[1:]] = None
    return list(found)
