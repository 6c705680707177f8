"""Answers in pages: a part of the rows, and where the part behind it is.

Every page comes from the whole answer of one build, in an order that leaves nothing open
(`kg.query.named.ordering`), so the pages of a build put together are the whole, each row once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from kg.query.named.queries import joined
from kg.web.actions import Asked
from kg.web.api.given import Paged
from kg.web.problems import Problem

T = TypeVar("T")


class Page(NamedTuple, Generic[T]):
    """Some of the rows of an answer, of `total`, and the address of the page behind."""

    rows: Sequence[T]
    total: int
    offset: int
    limit: int | None
    build: str
    next: str = ""

    def members(self) -> dict[str, Any]:
        """What an answer in JSON tells of the page."""
        return {
            "build": self.build,
            "total": self.total,
            "offset": self.offset,
            "limit": self.limit,
            "next": self.next or None,
        }

    def links(self) -> Iterator[str]:
        """The links of a header."""
        if self.next:
            yield f'<{self.next}>; rel="next"'


def require_build(given: Paged, build: str) -> None:
    """Refuse to go on with a page of another build.

    Raises:
        Problem: another one is current by now.
    """
    if given.build is not None and given.build != build:
        detail = f"the build {given.build} is no longer served, but {build or 'a store'}"
        again = "begin again with the first page"
        raise Problem(409, "build-changed", "The graph has changed", f"{detail}; {again}")


def page_of(rows: Sequence[T], given: Paged, asked: Asked, build: str) -> Page[T]:
    """The rows that are asked for."""
    begin, limit = given.offset, given.limit
    end = len(rows) if limit is None else begin + limit
    more = {"build": build} if build else {}
    following = end < len(rows)
    next_ = address(asked, {**more, "offset": str(end)}) if following else ""
    return Page(rows[begin:end], len(rows), begin, limit, build, next_)


def address(asked: Asked, more: dict[str, str], path: str = "") -> str:
    """The address of the request, with some parameters set otherwise."""
    kept = [(name, value) for name, value in asked.values["given"] if joined(name) not in more]
    query = urlencode([*kept, *more.items()])
    place = asked.text("base") + _quoted(path or asked.text("path"))
    return f"{place}?{query}" if query else place


def _quoted(path: str) -> str:
    return quote(path, safe="/:@!$&'()*+,;=~-._")
