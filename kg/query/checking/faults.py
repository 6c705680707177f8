"""Say what is wrong with a query that the engine refused, where its own words do not.

The engine names a place and a keyword that it tried; these are the faults that people make.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from kg.errors import SyntaxQueryError, did_you_mean
from kg.query.sparql import Token, declared, place, significant

_OPERATORS = frozenset({"=", "!=", "<=", ">=", "&&", "||"})
_CLOSERS = frozenset({")", "}", "]", ",", ".", ""})
_END = Token("end", "", 0)
_NAMES = """
ABS ADJUST AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI
FLOOR GROUP_CONCAT HASLANG HASLANGDIR HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI
LANG LANGDIR LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW OBJECT PREDICATE RAND REGEX REPLACE
ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG
STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TRIPLE TZ UCASE URI UUID YEAR
"""
_FUNCTIONS = frozenset(_NAMES.split())
_KEYWORDS = "SELECT DISTINCT REDUCED FILTER HAVING BY ASC DESC IN VALUES BIND UNDEF"
_BEFORE_BRACKETS = frozenset(_KEYWORDS.split())
_PAIRS = {")": "(", "]": "[", "}": "{", ")>>": "<<(", "|}": "{|"}


def fault(text: str, prefixes: Iterable[str] = ()) -> SyntaxQueryError | None:
    """The first fault that the tokens alone show: a broken token, prefix, bracket or call.

    >>> fault("SELECT * { ?s kgg:name ?o }", ["kg"]).message
    'the prefix "kgg:" is not declared; did you mean "kg"?'
    >>> fault("SELECT * { ?s ?p 'it's' }").message
    "this string is not closed: ' }"
    """
    known = {*prefixes, *declared(text)}
    opened: list[Token] = []
    read = list(significant(text))
    for token in read:
        message = _broken(token, text) or _unknown_prefix(token, known) or _bracket(token, opened)
        if message:
            return SyntaxQueryError(message, where=place(text, token.start))
    if opened:
        return SyntaxQueryError(
            f'this "{opened[-1].text}" is not closed', where=place(text, opened[-1].start)
        )
    for token, following in pairwise([*read, _END]):
        if message := _nothing_behind(token, following) or _unknown_function(token, following):
            return SyntaxQueryError(message, where=place(text, token.start))
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


def _nothing_behind(token: Token, following: Token) -> str:
    if token.text in _OPERATORS and following.text in _CLOSERS:
        return f'"{token.text}" needs a value behind it'
    return ""


def _unknown_function(token: Token, following: Token) -> str:
    if not token.word or following.text != "(" or token.word in _FUNCTIONS | _BEFORE_BRACKETS:
        return ""
    if token.text == "a":  # the type of a list of things
        return ""
    return f'SPARQL has no function "{token.text}"; {did_you_mean(token.word, _FUNCTIONS)}'


def _bracket(token: Token, opened: list[Token]) -> str:
    if token.kind != "mark":
        return ""
    if token.text in _PAIRS.values():
        opened.append(token)
    elif token.text in _PAIRS and (not opened or opened.pop().text != _PAIRS[token.text]):
        return f'this "{token.text}" closes nothing'
    return ""
