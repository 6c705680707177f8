"""No request is lost, whatever becomes of the workers that it was given to."""

from __future__ import annotations

import asyncio
import errno
import os
import select
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.project import Project
from kg.web import workers
from kg.web.jobs import Job
from kg.web.lanes import Lanes
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.problems import Problem
from kg.web.wire import Message, send


def _dies_of_the_first(connection: socket.socket, *_: object) -> None:
    send(connection, Message({"ready": True}))
    select.select([connection], [], [])
    os.kill(os.getpid(), signal.SIGKILL)


def _refuses_and_stays(connection: socket.socket, *_: object) -> None:
    send(connection, Message({"refused": "it is not there"}))
    threading.Event().wait()


def _no_more_files() -> None:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


async def _no_more_time(lanes: Lanes, job: Job) -> None:
    """Let no worker have any time, once the one that has the request has said that it cannot."""
    while not any(one.refused and job in one.jobs for one in lanes._all()):
        await asyncio.sleep(0.01)
    lanes.limits = replace(lanes.limits, time=0)


@pytest.mark.parametrize(
    ("place", "name", "then", "expected"),
    [
        (workers, "work", _refuses_and_stays, "no-build"),
        (socket, "socketpair", _no_more_files, "no-worker"),
    ],
    ids=["that refuse and stay", "that cannot be made"],
)
def test_a_request_comes_to_workers(
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    then: Callable[..., None],
    expected: str,
) -> None:
    async def ended() -> str:
        lanes = Lanes(Opening(Project(Path(), Path()), Path()), Limits())
        await lanes.open()
        monkeypatch.setattr(place, name, then)
        job = lanes.begin("ask", {})
        hurrying = asyncio.create_task(_no_more_time(lanes, job))
        try:
            await asyncio.wait_for(job.answer, 60)
        except Problem as problem:
            return problem.kind
        finally:
            hurrying.cancel()
            await lanes.close()
            while lanes._all():
                await asyncio.sleep(0.01)
        return "answered"

    monkeypatch.setattr(workers, "work", _dies_of_the_first)
    assert asyncio.run(ended()) == expected
