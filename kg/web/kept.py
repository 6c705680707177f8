"""Answers that were given before: a build does not change, and so its answers do not either."""

from __future__ import annotations

import os
import re
from collections import OrderedDict

from kg.web.actions import Reply, size_of

# What gives another answer each time, or, behind an escape, may do so.
_CHANGING = re.compile(rb"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b|\\[uU]", re.IGNORECASE)
_SMALL = 1 << 16  # octets of an answer that is kept
_WORTH = 1 << 20  # of one that took long
_EACH = 1 << 10  # octets that an answer takes beside its own


def changing(query: bytes) -> bool:
    """Whether a query may have another answer each time, so that none is kept.

    >>> changing(b"SELECT (now() AS ?t) {}"), changing(b"SELECT ?known { ?known ?p ?o }")
    (True, False)
    """
    may_call = b"(" in query or b"\\" in query
    return may_call and _CHANGING.search(query) is not None


class Kept:
    """The small answers of one build that were asked for last, up to so many octets of them.

    One that took long may be larger: it is worth more, and few of them are asked for. What went
    wrong is not kept: a limit that was passed may be kept the next time.
    """

    def __init__(self, octets: int) -> None:
        self._octets = octets
        self._size = 0
        self._build = ""
        self._replies: OrderedDict[str, Reply] = OrderedDict()

    def get(self, tag: str) -> Reply | None:
        """The answer to a request with this tag, which is of one build."""
        reply = self._replies.get(tag)
        if reply is not None:
            self._replies.move_to_end(tag)
        return reply

    def keep(self, build: str, tag: str, reply: Reply, *, slow: bool = False) -> None:
        """Keep an answer, if it is small; those of another build are forgotten."""
        if build != self._build:
            self._replies.clear()
            self._size, self._build = 0, build
        most = min(_WORTH if slow else _SMALL, self._octets)
        if reply.status != 200 or size_of(reply) > most:
            return
        if reply.file is not None:
            reply = reply._replace(body=os.pread(reply.file, most, 0), file=None)
        if tag not in self._replies:
            self._replies[tag] = reply
            self._size += len(reply.body) + _EACH
        while self._size > self._octets:
            _, oldest = self._replies.popitem(last=False)
            self._size -= len(oldest.body) + _EACH
