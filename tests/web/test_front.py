"""What of the server's answers is given again, and what is asked anew each time."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from kg.web import problems
from kg.web.actions import Reply
from kg.web.front import Front
from kg.web.limits import Limits
from kg.web.problems import Problem

QUERY = b"SELECT * { ?s ?p ?o }"


class Asked:
    """Lanes that answer at once, and count how often they are asked."""

    def __init__(self, reply: Reply | Problem) -> None:
        self.reply, self.build, self.count, self.cost = reply, "one", 0, 0.0

    def begin(self, *_: Any) -> Any:
        self.count += 1
        loop = asyncio.get_running_loop()
        job = cast("Any", type("Job", (), {"build": self.build, "cost": self.cost}))
        job.answer, job.settled = loop.create_future(), loop.create_future()
        job.settled.set_result(None)
        if isinstance(self.reply, Problem):
            job.answer.set_exception(self.reply)
        else:
            job.answer.set_result(self.reply)
        return job


class Wire:
    """A front and what its caller sees."""

    def __init__(self, reply: Reply | Problem, **limits: Any) -> None:
        self.lanes = Asked(reply)
        self.front = Front(cast("Any", self.lanes), Limits(**limits))
        self.sent: list[Any] = []

    def ask(self, query: bytes = QUERY, **headers: str) -> Any:
        """Ask once; give the start of the answer and its body."""
        asyncio.run(self._ask(query, {"accept": "*/*"} | headers))
        return self.sent[-2], self.sent[-1]["body"]

    async def _ask(self, query: bytes, headers: dict[str, str]) -> None:
        given = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        scope: dict[str, Any] = {"method": "GET", "path": "/sparql", "headers": given}
        scope["query_string"] = b""

        async def send(message: Any) -> None:
            self.sent.append(message)

        async def receive() -> Any:
            raise AssertionError("nobody waits for the caller")

        await self.front.answer(scope, receive, send, "sparql", {}, query)


def test_the_same_is_not_asked_twice_of_one_build() -> None:
    wire = Wire(Reply(b"rows", "text/csv"))
    first, second = wire.ask(), wire.ask()
    assert first == second
    assert wire.lanes.count == 1


def test_a_new_build_is_asked_anew() -> None:
    wire = Wire(Reply(b"rows", "text/csv"))
    old, _ = wire.ask()
    wire.lanes.build, wire.lanes.reply = "two", Reply(b"new rows", "text/csv")
    new, body = wire.ask()
    assert body == b"new rows"
    assert dict(old["headers"])[b"etag"] != dict(new["headers"])[b"etag"]


def test_other_formats_are_asked_for() -> None:
    wire = Wire(Reply(b"rows", "text/csv"))
    wire.ask()
    wire.ask(accept_encoding="gzip")
    assert wire.lanes.count == 2


@pytest.mark.parametrize("function", [b"now", b"RAND", b"uuid", b"STRUUID", b"\\u004eOW"])
def test_what_changes_is_asked_each_time(function: bytes) -> None:
    wire = Wire(Reply(b"rows", "text/csv"))
    for _ in range(2):
        start, _ = wire.ask(b"SELECT (" + function + b"() AS ?x) {}")
        assert b"etag" not in dict(start["headers"])
    assert wire.lanes.count == 2


def test_errors_are_asked_each_time() -> None:
    wire = Wire(Reply(b"{}", problems.MEDIA, 507))
    wire.ask()
    wire.ask()
    limit = Wire(problems.time_limit(30))
    for _ in range(2):
        with pytest.raises(Problem, match="time-limit"):
            limit.ask()
    assert (wire.lanes.count, limit.lanes.count) == (2, 2)


def test_nothing_is_kept_if_nothing_is_to_be() -> None:
    wire = Wire(Reply(b"rows", "text/csv"), kept=0)
    assert wire.ask() == wire.ask()
    assert wire.lanes.count == 2


def test_a_large_answer_is_not_asked_again_if_it_took_long() -> None:
    wire = Wire(Reply(bytes(1 << 17), "text/csv"))
    wire.ask()
    wire.lanes.cost = 1.5
    for _ in range(3):
        wire.ask()
    assert wire.lanes.count == 2


@pytest.mark.parametrize("kept", [0, 1 << 20])
def test_who_wants_it_only_if_there_was_none_hears_whether_it_is_there(kept: int) -> None:
    wire = Wire(Reply(b"rows", "text/csv"), kept=kept)
    there, _ = wire.ask()
    for _ in range(2):
        start, body = wire.ask(if_none_match="*")
        assert (start["status"], body) == (304, b"")
        assert dict(start["headers"])[b"etag"] == dict(there["headers"])[b"etag"]


@pytest.mark.parametrize("status", [400, 404, 410])
def test_what_is_not_there_is_not_what_the_caller_has(status: int) -> None:
    start, _ = Wire(Reply(b"{}", problems.MEDIA, status)).ask(if_none_match="*")
    assert start["status"] == status


def test_what_the_caller_has_comes_without_a_length_of_its_own() -> None:
    """The length, the media type and the like are the whole answer's (RFC 9110, 8.6, 15.4.5)."""
    wire = Wire(Reply(b"rows", "text/csv"))
    whole = dict(wire.ask()[0]["headers"])
    tag = whole[b"etag"].decode()
    for condition in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        start, body = wire.ask(if_none_match=condition)
        assert (start["status"], body) == (304, b"")
        same = dict(start["headers"])
        assert b"content-length" not in same
        assert {key: same[key] for key in (b"etag", b"vary", b"cache-control")}.items() <= (
            whole.items()
        )
