"""Which of the media types that a resource has a caller likes best, by its Accept header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import mimeparse

from kg.web.problems import Problem

# `charset` and the like say nothing of the type; `q` does
_OTHER_PARAMETER = re.compile(r""";(?!q=)[^;,="]+=("[^"]*"|[^;,"]*)""", re.IGNORECASE)

_SPACES = re.compile(r"\s+")  # made one first: a run is looked at once, not from each of its places
_SPACE = re.compile(r" ?([;=,]) ?")


@lru_cache(maxsize=1024)
def best(accept: str, offered: Sequence[str]) -> str:
    """The media type of those offered, the first being the one we like best, that is accepted.

    >>> best("text/html;q=0.5, text/*", ("application/json", "text/html", "text/csv"))
    'text/csv'
    >>> best("", ("application/json", "text/html"))
    'application/json'

    Raises:
        Problem: none of them is, or the header is none.
    """
    if not accept.strip():
        return offered[0]
    plain = _OTHER_PARAMETER.sub("", _SPACE.sub(r"\1", _SPACES.sub(" ", accept))).lower()
    try:
        found = mimeparse.best_match(list(reversed(offered)), plain)
    except (mimeparse.MimeTypeParseException, ValueError):
        told = f"Accept: {accept[:200]} is not a list of media types"
        raise Problem(400, "malformed-accept", "The Accept header does not parse", told) from None
    if not found:
        more = {"available": list(dict.fromkeys(offered))}
        detail = "there is " + ", ".join(more["available"])
        raise Problem(406, "no-such-format", "The answer has no such format", detail, more=more)
    return str(found)
