"""Say what is wrong with a query that the engine refused, where its own words do not.

The engine names a place and a keyword that it tried; these are the faults that people make.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import SyntaxQueryError, did_you_mean
from kg.query.sparql import Token, declared, place, significant

_PAIRS = {")": "(", "]": "[", "}": "{", ")>>": "<<(", "|}": "{|"}


def fault(text: str, prefixes: Iterable[str] = ()) -> SyntaxQueryError | None:
    """The first fault that the tokens alone show: a broken token, bracket or prefix.

    >>> fault("SELECT * { ?s kgg:name ?o }", ["kg"]).message
    'the prefix "kgg:" is not declared; did you mean "kg"?'
    >>> fault("SELECT * { ?s ?p 'it's' }").message
    "this string is not closed: ' }"
    """
    known = {*prefixes, *declared(text)}
    opened: list[Token] = []
    for token in significant(text):
        message = _broken(token, text) or _unknown_prefix(token, known) or _bracket(token, opened)
        if message:
            return SyntaxQueryError(message, where=place(text, token.start))
    if opened:
        return SyntaxQueryError(
            f'this "{opened[-1].text}" is not closed', where=place(text, opened[-1].start)
        )
    return None


def _broken(token: Token, text: str) -> str:
    if token.kind != "unknown":
        return ""
    line = text[token.start :].split("\n", 1)[0][:40]
    if token.text in "\"'":
        return f"this string is not closed: {line}"
    return f"SPARQL has no such character here: {line}"


def _unknown_prefix(token: Token, known: set[str]) -> str:
    prefix, colon, _ = token.text.partition(":")
    if token.kind != "name" or not colon or prefix in known:
        return ""
    return f'the prefix "{prefix}:" is not declared; {did_you_mean(prefix, known)}'


def _bracket(token: Token, opened: list[Token]) -> str:
    if token.kind != "mark":
        return ""
    if token.text in _PAIRS.values():
        opened.append(token)
    elif token.text in _PAIRS and (not opened or opened.pop().text != _PAIRS[token.text]):
        return f'this "{token.text}" closes nothing'
    return ""
