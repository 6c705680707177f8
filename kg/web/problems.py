"""What went wrong, as RFC 9457 problem details: one format of errors for everything served."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from kg.errors import (
    ConflictError,
    EngineError,
    ExtraError,
    ForbiddenError,
    FormatError,
    KgError,
    LimitError,
    ParameterError,
    QueryError,
    StoreError,
    SyntaxQueryError,
)

MEDIA = "application/problem+json"
TYPES = "https://w3id.org/sogdian/problem/"

# The first that fits; what stands further down is more general.
_BY_ERROR: tuple[tuple[type[KgError], int, str, str], ...] = (
    (SyntaxQueryError, 400, "malformed-query", "The query does not parse"),
    (ConflictError, 409, "conflicting-parameters", "The parameters contradict each other"),
    (ParameterError, 400, "wrong-parameter", "A parameter is wrong"),
    (ForbiddenError, 400, "forbidden-query", "This server only reads its own graph"),
    (LimitError, 507, "result-limit", "The answer is larger than this server gives"),
    (FormatError, 406, "no-such-format", "The answer has no such format"),
    (StoreError, 503, "no-build", "There is nothing to ask at the moment"),
    (ExtraError, 501, "not-installed", "This server cannot do that"),
    (EngineError, 501, "unanswerable", "The question cannot be answered"),
    (QueryError, 400, "unanswerable", "The question cannot be answered"),
    (KgError, 400, "wrong-request", "The request is wrong"),
)


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 (the name that the standard gives it)
    """One thing that went wrong, as its caller is told."""

    status: int
    kind: str
    title: str
    detail: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def body(self) -> bytes:
        """The problem as JSON, which a person can read, too."""
        said = {"type": TYPES + self.kind, "title": self.title, "status": self.status}
        detail = {"detail": self.detail} if self.detail else {}
        return json.dumps(said | detail | self.more, ensure_ascii=False, indent=1).encode() + b"\n"


def of(error: KgError) -> Problem:
    """What an error of ours is for the one who asked.

    >>> of(ParameterError('there is no parameter "stat"')).status
    400
    """
    for kind, status, name, title in _BY_ERROR:
        if isinstance(error, kind):
            place = {key: value for key, value in error.where._asdict().items() if value}
            place.pop("file", None)  # a path of the server is nobody's business
            passed = {"limit": "result"} if kind is LimitError else {}
            return Problem(status, name, title, error.message, more=place | passed)
    raise AssertionError(error)


def too_deep() -> Problem:
    """A request whose parts stand in each other too often."""
    return Problem(400, "malformed-query", "The request is nested too deeply")


def no_room(error: OSError) -> Problem:
    """The machine refuses: no disk for a large answer, or a build that was taken away."""
    detail = error.strerror or type(error).__name__
    return Problem(503, "no-room", "The server cannot write the answer at the moment", detail)


def time_limit(seconds: float) -> Problem:
    """A request ran longer than it may."""
    return Problem(
        504,
        "time-limit",
        "The request takes longer than this server gives",
        f"it was stopped after {seconds:g} seconds; there are no rows",
        more={"limit": "time", "seconds": seconds},
    )


def memory_limit(octets: int) -> Problem:
    """A request took more memory than it may."""
    return Problem(
        507,
        "memory-limit",
        "The request takes more memory than this server gives",
        f"it was stopped at {octets >> 20:,} MiB; there are no rows",
        more={"limit": "memory", "octets": octets},
    )


def stack_limit() -> Problem:
    """A request whose parts stand in each other, or follow each other, beyond what can be read."""
    return Problem(
        507,
        "stack-limit",
        "The request has more parts than this server can read",
        "too many stand in each other, or in one row; there are no rows",
        more={"limit": "stack"},
    )


def busy(seconds: int) -> Problem:
    """Too many wait already."""
    return Problem(
        503,
        "busy",
        "The server has too much to do",
        f"try again in {seconds} seconds",
        headers=(("Retry-After", str(seconds)),),
        more={"limit": "queue"},
    )


def crashed() -> Problem:
    """The process that answered is no more."""
    detail = "the process that answered ended; there are no rows"
    return Problem(500, "crashed", "The engine cannot answer this", detail)


def stopping() -> Problem:
    """The server takes no new requests."""
    again = (("Retry-After", "5"),)
    return Problem(503, "stopping", "The server is about to stop", headers=again)


def refused(seconds: int) -> Problem:
    """What a worker was to open it cannot open; where that lies is nobody's business."""
    detail = "the build cannot be opened; the server's log says why"
    again = (("Retry-After", str(seconds)),)
    return Problem(503, "no-build", "There is nothing to ask at the moment", detail, again)


def no_worker(seconds: int) -> Problem:
    """No process can be had that would answer."""
    return Problem(
        503,
        "no-worker",
        "The server cannot begin with the request",
        "the processes that answer do not start; the server's log says why",
        headers=(("Retry-After", str(seconds)),),
    )


def slow_client() -> Problem:
    """A request that comes too slowly."""
    return Problem(408, "slow-request", "The request does not come to its end")


def cut_off() -> Problem:
    """A request that ended before its end."""
    return Problem(400, "cut-off", "The request was cut off")


def query_limit(octets: int) -> Problem:
    """A request sends more than it may."""
    return Problem(
        413,
        "query-limit",
        "The request is larger than this server takes",
        f"at most {octets:,} octets",
        more={"limit": "query", "octets": octets},
    )


def wrong_coding(coding: str) -> Problem:
    """A body is compressed, which could grow beyond every limit."""
    detail = f'its Content-Encoding is "{coding[:80]}"; send it as it is'
    accept = (("Accept-Encoding", "identity"),)  # RFC 9110, 15.5.16
    return Problem(415, "wrong-coding", "The request is compressed", detail, accept)


def wrong_method(allowed: str) -> Problem:
    """A method that a resource does not have."""
    return Problem(
        405,
        "wrong-method",
        "The method is not allowed here",
        f"use {allowed}",
        headers=(("Allow", allowed),),
    )


def not_found(path: str) -> Problem:
    """There is nothing at a path."""
    return Problem(404, "not-found", "There is nothing here", f'nothing is at "{path[:200]}"')
