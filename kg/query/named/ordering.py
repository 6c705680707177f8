"""The rows of a query in one order that nothing leaves open, so that pages of them add up.

`ORDER BY` may leave ties, which an engine settles as it likes. With every shown variable behind
the query's own order, only rows that are the same in all their terms can change places.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kg.query.sparql import Token, significant

_BEHIND = ("LIMIT", "OFFSET", "VALUES")


def ordered(text: str) -> str:
    """A SELECT that orders what its own ORDER BY leaves open; any other text as it is.

    >>> ordered("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY ?n LIMIT 9")
    'SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY ?n ?s ?n LIMIT 9'
    >>> ordered("SELECT * { ?s ?p ?o }")
    'SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o'
    >>> ordered("SELECT ?s (EXISTS { ?s ?p 1 } AS ?has) ?o { ?s ?p ?o }")
    'SELECT ?s (EXISTS { ?s ?p 1 } AS ?has) ?o { ?s ?p ?o } ORDER BY ?s ?has ?o'
    >>> ordered("ASK { ?s ?p ?o }")
    'ASK { ?s ?p ?o }'
    """
    parts = list(significant(text))
    outer = list(_outside(parts))
    if not any(part.word == "SELECT" for part in outer):
        return text
    names = " ".join(f"?{name}" for name in dict.fromkeys(_shown(parts)))
    if not names:
        return text
    has_order = any((one.word, two.word) == ("ORDER", "BY") for one, two in pairwise(outer))
    last = next((part for part in outer if part.word in _BEHIND), None)
    place = max(part.end for part in parts if last is None or part.start < last.start)
    order = names if has_order else f"ORDER BY {names}"
    return f"{text[:place]} {order}{text[place:]}"


def _outside(parts: list[Token]) -> Iterator[Token]:
    """What stands outside of all brackets."""
    depth = 0
    for part in parts:
        depth -= part.text in ("}", ")")
        if not depth:
            yield part
        depth += part.text in ("{", "(")


def _shown(parts: list[Token]) -> Iterator[str]:
    """The variables that a SELECT shows; of `*`, all that there are."""
    start = next(at for at, part in enumerate(parts) if part.word == "SELECT")
    head = list(_head(parts[start + 1 :]))
    if any(depth == 0 and part.text == "*" for depth, part in head):
        yield from (part.text[1:] for part in parts if part.kind == "variable")
    for (_, before), (depth, part) in pairwise([(0, parts[start]), *head]):
        named = depth == 0 or (depth == 1 and before.word == "AS")
        if part.kind == "variable" and named:
            yield part.text[1:]


def _head(parts: list[Token]) -> Iterator[tuple[int, Token]]:
    """What stands before the pattern, and within how many brackets; `EXISTS` has braces, too."""
    depth = 0
    for part in parts:
        if depth == 0 and (part.word in ("WHERE", "FROM") or part.text == "{"):
            return
        depth -= part.text in ("}", ")")
        yield depth, part
        depth += part.text in ("{", "(")
