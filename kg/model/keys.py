"""The text by which people call what an IRI names: the key of an entity, the notation of a code.

It is what a column of figures holds (`KGZ`, `exports`, `2022-01-01/P1Y`), and what is looked for in
one. Where a key alone could mean two things, the key with its class stands there: `State/KGZ`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

NOT_STATED = "not-stated"


class Spoken(NamedTuple):
    """What an IRI is called: alone, and so that it cannot be mistaken."""

    short: str
    whole: str


def spoken(iri: str, bases: Iterable[str]) -> Spoken:
    """What an IRI under one of some bases is called; another IRI is called by itself.

    >>> base = ("https://w3id.org/sogdian/",)
    >>> spoken("https://w3id.org/sogdian/id/State/KGZ", base)
    Spoken(short='KGZ', whole='State/KGZ')
    >>> spoken("https://w3id.org/sogdian/code/flow/exports", base).short
    'exports'
    >>> spoken("https://w3id.org/sogdian/period/2022-01-01/P1Y", base).short
    '2022-01-01/P1Y'
    """
    for base in bases:
        kind, slash, rest = iri.removeprefix(base).partition("/")
        if not iri.startswith(base) or not slash or kind in ("http:", "https:"):
            continue
        if kind == "id":
            return Spoken(unquote(rest.partition("/")[2]), unquote(rest))
        if kind == "code":
            rest = rest.rpartition("/")[2]
        return Spoken(unquote(rest), unquote(rest))
    return Spoken(iri, iri)
