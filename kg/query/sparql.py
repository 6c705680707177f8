"""SPARQL as tokens: enough to bind parameters and to tell what a query is.

One regular expression made of the grammar's terminals (SPARQL 1.1, §19.8, and the new ones of 1.2)
cuts a text into tokens. Text is never searched for what it means; what must not reach the engine is
the business of `guard.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import ParameterError, Where

# Names are read wider than the grammar, with every character beyond ASCII: exact classes take
# 20 ms to compile, and what no name may hold the engine refuses.
FIRST = r"[^\x00-/:-@\[-^`{-\x7f]"  # a letter, a digit, _ or beyond ASCII
_LETTER = rf"(?![0-9_]){FIRST}"
ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_REST = rf"(?:\.*(?:{FIRST}|-))*"  # dots stand inside, never at the end
_LOCAL = rf"(?:\.*(?:{FIRST}|[:-]|{ESCAPED}))*"
LONG = r'"""(?:"{0,2}(?:[^"\\]|\\.))*+"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
SHORT = r'"(?:[^"\\\n\r]|\\.)*+"' + r"|'(?:[^'\\\n\r]|\\.)*+'"
IRI = r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"
_TERMINALS = {
    "space": r"[ \t\r\n]+",
    "comment": r"\#[^\r\n]*",
    "string": f"{LONG}|{SHORT}",
    "iri": IRI,
    "blank": rf"_:{FIRST}{_REST}",
    "name": rf"(?:{_LETTER}{_REST})?:(?:(?:{FIRST}|:|{ESCAPED}){_LOCAL})?",
    "variable": rf"[?$]{FIRST}+",
    "language": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?",
    "number": r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+",
    "word": r"[A-Za-z][A-Za-z0-9_]*",
    "mark": r"<<\(|\)>>|<<|>>|\{\||\|\}|&&|\|\||\^\^|[!<>]?=|[{}()\[\].,;+*/|^?!<>~\-]",
    "unknown": r".",
}
_QUERIES = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_GAP = r"(?:[ \t\r\n]++|\#[^\r\n]*+)"
_PREFIX = rf"PREFIX{_GAP}++(?:{_LETTER}{_REST})?:{_GAP}*+{IRI}"
# A query with a plain prologue, or none, whose verb is therefore known without its tokens.
_PLAIN = (
    rf"(?:{_GAP}|{_PREFIX}|BASE{_GAP}*+{IRI})*+"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[ \t\r\n{*?$(<])"
)
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)


class Token(NamedTuple):
    """A piece of a query; `kind` is a name of `_TERMINALS`."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The keyword in capitals, or "" for what is no keyword."""
        return self.text.upper() if self.kind == "word" else ""


class Block(NamedTuple):
    """A `VALUES ?variable { … }` block; `example` is the text between its braces."""

    variable: str
    example: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Cut a text into tokens, spaces and comments too: joined they are the text again.

    >>> [token.kind for token in tokens("ASK{?s a ex:B}")]
    ['word', 'mark', 'variable', 'space', 'word', 'space', 'name', 'mark']
    """
    for found in _token().finditer(text):
        yield Token(found.lastgroup or "unknown", found[0], found.start())


@cache
def _token() -> re.Pattern[str]:
    """The terminals as one expression, compiled when the first text is cut: 2 ms."""
    terminals = (f"(?P<{kind}>{pattern})" for kind, pattern in _TERMINALS.items())
    return re.compile("|".join(terminals), re.DOTALL)


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(_PLAIN, re.IGNORECASE | re.ASCII)


def significant(text: str) -> Iterator[Token]:
    """The tokens without spaces and comments."""
    return (token for token in tokens(text) if token.kind not in ("space", "comment"))


def form(text: str) -> str:
    """What a text is: select, ask, construct, describe, update or unknown.

    >>> form("PREFIX select: <http://x/> # ask\\nCONSTRUCT { } WHERE { }"), form("LOAD <x>")
    ('construct', 'update')
    """
    if plain := _plain().match(text):
        return plain[1].lower()
    token = verb(text)
    word = token.word if token else ""
    return word.lower() if word in _QUERIES else "update" if word in _UPDATES else "unknown"


def verb(text: str) -> Token | None:
    """The first token behind the prologue."""
    stream = significant(text)
    for token in stream:
        if token.word == "PREFIX":
            next(stream, None)
        if token.word not in ("PREFIX", "BASE", "VERSION"):
            return token
        next(stream, None)
    return None


def place(text: str, offset: int) -> Where:
    """Line and column of an offset, from 1.

    >>> place("ab\\ncd", 4)
    Where(file='', line=2, column=2, record='', property='')
    """
    return Where("", text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def blocks(text: str) -> Iterator[Block]:
    """Find the `VALUES ?variable { … }` blocks of one variable.

    >>> list(blocks("ASK { VALUES ?x { <http://a> } }"))
    [Block(variable='x', example='<http://a>', start=6, end=30)]
    """
    stream = significant(text)
    for token in stream:
        if token.word != "VALUES":
            continue
        variable, brace = next(stream, None), next(stream, None)
        if variable and variable.kind == "variable" and brace and brace.text == "{":
            close = next((inner for inner in stream if inner.text == "}"), None)
            if close:
                example = text[brace.end : close.start].strip()
                yield Block(variable.text[1:], example, token.start, close.end)


def bind(
    text: str, values: Mapping[str, Iterable[object]], known: Iterable[Block] | None = None
) -> str:
    """Put terms into the `VALUES` blocks of these variables; no terms at all mean every value.

    The blocks are found in the text, unless they are known.

    >>> import pyoxigraph as ox
    >>> bind("ASK { VALUES ?x { 1 } ?s ?p ?x }", {"x": [ox.Literal('2" } #')]})
    'ASK { VALUES ?x { "2\\\\" } #" } ?s ?p ?x }'
    >>> bind("ASK { VALUES ?x { 1 } ?s ?p ?x }", {"x": []})
    'ASK { VALUES () { () } ?s ?p ?x }'

    Raises:
        ParameterError: the query has no block for one of the variables.
    """
    parts, done, bound = [], 0, set()
    for block in blocks(text) if known is None else known:
        if block.variable in values:
            bound.add(block.variable)
            parts += [text[done : block.start], _values(block.variable, values[block.variable])]
            done = block.end
    for variable in values.keys() - bound:
        raise ParameterError(f"the query has no block VALUES ?{variable} {{ … }} to bind")
    return "".join([*parts, text[done:]])


def _values(variable: str, terms: Iterable[object]) -> str:
    """A block that binds the terms; the unit table, which joins with everything, if there is none.

    A block that only went away would leave what stood around it without a separator.
    """
    texts = [_text(term) for term in terms]
    return f"VALUES ?{variable} {{ {' '.join(texts)} }}" if texts else "VALUES () { () }"


def _text(term: object) -> str:
    if not isinstance(term, ox.NamedNode | ox.Literal):
        raise TypeError(f"{term!r} is neither an IRI nor a literal")
    return str(term)


def declared(text: str) -> dict[str, str]:
    """The prefixes that a query declares.

    >>> declared("PREFIX a: <http://a/> ASK { }")
    {'a': 'http://a/'}
    """
    prefixes = {}
    stream = significant(text)
    for token in stream:
        if token.word == "PREFIX":
            name, iri = next(stream, None), next(stream, None)
            if name and iri:
                prefixes[name.text.removesuffix(":")] = iri.text[1:-1]
    return prefixes
