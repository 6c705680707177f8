"""RDF terms as their canonical N-Triples text, the form in which they are hashed and written.

A term is a string (`<iri>` or `"text"@en`), a triple is three of them; they go into N-Quads files
as they are. pyoxigraph only judges IRIs, since whatever it refuses could never be loaded.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import shown

Term = str


class Triple(NamedTuple):
    """Subject, predicate and object, each a term in N-Triples form."""

    subject: Term
    predicate: Term
    object: Term

    def line(self) -> str:
        """The N-Quads line in the default graph, with its line end."""
        return f"{self.subject} {self.predicate} {self.object} .\n"


class Quad(NamedTuple):
    """A triple and the graph that holds it; the empty string is the default graph."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term = ""

    def line(self) -> str:
        """The N-Quads line, with its line end.

        >>> Quad("<http://a/s>", "<http://a/p>", '"o"').line()
        '<http://a/s> <http://a/p> "o" .\\n'
        """
        graph = f"{self.graph} " if self.graph else ""
        return f"{self.subject} {self.predicate} {self.object} {graph}.\n"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_ESCAPED = re.compile(r'[\\"\n\r]')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI that a store takes.

    >>> is_iri("https://w3id.org/x"), is_iri("State/KGZ"), is_iri("http://a/100%")
    (True, False, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def iri(text: str) -> Term:
    """Write an absolute IRI as a term.

    Raises:
        ValueError: it is no absolute IRI.
    """
    if not is_iri(text):
        raise ValueError(f"{shown(text)} is no absolute IRI such as https://example.org/page")
    return f"<{text}>"


def literal(text: str, datatype: str = "", language: str = "") -> Term:
    r"""Write a literal as a term; `datatype` is an IRI, and xsd:string if neither is given.

    >>> literal('say "hi"\n'), literal("сталь", language="ru")
    ('"say \\"hi\\"\\n"', '"сталь"@ru')
    """
    quoted = '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) + '"'
    if language:
        return f"{quoted}@{language.lower()}"
    return f"{quoted}^^<{datatype}>" if datatype else quoted


def iri_text(term: Term) -> str:
    """The IRI inside an IRI term.

    >>> iri_text("<http://a/b>")
    'http://a/b'
    """
    return term[1:-1]


def literal_text(term: Term) -> str:
    """The text of a literal term.

    >>> literal_text('"say \\\\"hi\\\\""@en')
    'say "hi"'
    """
    body = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescape, body)


def _unescape(found: re.Match[str]) -> str:
    number = found[1] or found[2]
    return chr(int(number, 16)) if number else _UNESCAPED.get(found[3], found[3])


def digest(lines: Iterable[str]) -> str:
    """The first 32 hex digits of the SHA-256 of some lines.

    >>> digest(["a", "b"])
    '7e18f737311b2dc3b2f269dd78396b03'
    """
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def key_part(text: str) -> str:
    """One part of a key as it stands in an IRI: NFC, percent-encoded except unreserved characters.

    >>> key_part("Almaty–Horgos 2"), key_part("KZ-75")
    ('Almaty%E2%80%93Horgos%202', 'KZ-75')
    """
    return quote(unicodedata.normalize("NFC", text), safe="")


def key_path(parts: Iterable[str]) -> str:
    """Join encoded key parts; over 120 octets, the first 32 hex digits of their SHA-256.

    >>> key_path(["treaty-2025", "KGZ"]), len(key_path(["x" * 121]))
    ('treaty-2025/KGZ', 32)
    """
    path = "/".join(parts)
    return path if len(path) <= 120 else hashlib.sha256(path.encode()).hexdigest()[:32]
