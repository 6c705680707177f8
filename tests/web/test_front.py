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

    def ask(self, query: bytes = QUERY, encoding: str = "") -> Any:
        """Ask once; give the start of the answer and its body."""
        asyncio.run(self._ask(query, encoding))
        return self.sent[-2], self.sent[-1]["body"]

    async def _ask(self, query: bytes, encoding: str) -> None:
        given = [(b"accept", b"*/*"), (b"accept-encoding", encoding.encode())]
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
    wire.ask(encoding="gzip")
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
