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
    head = next(at for at, part in enumerate(parts) if part.word == "SELECT")
    end = next(at for at in range(head, len(parts)) if _ends(parts, at))
    if any(part.text == "*" for part in _outside(parts[head + 1 : end])):
        yield from (part.text[1:] for part in parts if part.kind == "variable")
    depth = 0
    for before, part in pairwise(parts[head:end]):
        depth += (part.text == "(") - (part.text == ")")
        named = depth == 0 or (depth == 1 and before.word == "AS")
        if part.kind == "variable" and named:
            yield part.text[1:]


def _ends(parts: list[Token], at: int) -> bool:
    return parts[at].word in ("WHERE", "FROM") or parts[at].text == "{"
