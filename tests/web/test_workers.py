"""A worker as the server sees it: whatever it said is heard, and how it ended."""

from __future__ import annotations

import asyncio
import os
import select
import socket
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

import pytest
import uvloop

from kg.project import Project
from kg.web import workers
from kg.web.actions import Reply
from kg.web.jobs import Job
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.wire import Message, send
from kg.web.workers import Worker

_LOOPS = [asyncio.new_event_loop, uvloop.new_event_loop]


def _refuses(connection: socket.socket, *_: object) -> None:
    """Ends as a worker does that cannot open its build, when it has been asked already."""
    select.select([connection], [], [])
    send(connection, Message({"refused": "it is not there"}))
    os._exit(0)


def _answers_one(connection: socket.socket, *_: object) -> None:
    """Ends as a worker does that is killed when it has answered the first of several requests."""
    send(connection, Message({"ready": True}))
    connection.recv(len(Message({"do": "ask"}, number=1).packed()))
    select.select([connection], [], [])
    send(connection, Message({"media": "text/plain", "status": 200}, b"one", number=1))
    os._exit(0)


def _job(number: int) -> Job:
    loop = asyncio.get_running_loop()
    return Job(number, "ask", {}, b"", 0.0, loop.create_future(), loop.create_future())


async def _told() -> list[str]:
    """What is told of a worker whose every word, and end, is there before the loop looks."""
    told: list[str] = []
    ended = asyncio.Event()

    def on_reply(_: Worker, job: Job, reply: Reply) -> None:
        told.append(f"{job.number}: {reply.body.decode()}")

    def on_end(worker: Worker) -> None:
        told.append(f"ended with {len(worker.jobs)}")
        ended.set()

    worker = Worker(Opening(Project(Path(), Path())), Path(), Limits())
    worker.start(on_reply, lambda _: told.append("gone"), on_end)
    for number in (1, 2):
        worker.give(_job(number))
    await asyncio.sleep(0)  # so that they are sent
    wait([worker.process.sentinel])  # the loop stands still meanwhile
    await asyncio.wait_for(ended.wait(), 30)
    return told


@pytest.mark.parametrize("loop", _LOOPS)
@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (_refuses, ["gone", "ended with 2"]),
        (_answers_one, ["1: one", "gone", "ended with 1"]),
    ],
)
def test_the_end_of_a_worker_that_leaves_requests_unread(
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[..., None],
    expected: list[str],
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    """The system calls this a broken connection, of which uvloop tells once."""
    monkeypatch.setattr(workers, "work", work)
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(_told()) == expected
