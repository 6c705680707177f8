"""One worker as the server sees it: a process, what it was asked, and when it began with that."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.web.actions import Reply
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.problems import Problem
from kg.web.wire import Message, Reader
from kg.web.worker import work

# A server of forks: a new worker is there in some milliseconds, without the server's own threads.
_PROCESSES = multiprocessing.get_context("forkserver")
_PRELOADED = ["kg.web.worker", "kg.web.sparql", "kg.api"]


@dataclass(eq=False, slots=True)
class Job:
    """One request on its way; `answer` gets a `Reply`, or the `Problem` that stopped it.

    `settled` is done as soon as it is answered, or known to be slow.
    """

    number: int
    action: str
    values: dict[str, Any]
    body: bytes
    answer: asyncio.Future[Reply]
    settled: asyncio.Future[None]
    build: str = ""
    deaths: int = 0

    @property
    def over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.answer.done()

    def end(self, reply: Reply | Problem) -> None:
        """Answer it, unless nobody waits."""
        if self.over:
            if isinstance(reply, Reply):
                close(reply)
        elif isinstance(reply, Problem):
            self.answer.set_exception(reply)
        else:
            self.answer.set_result(reply)
        self.settle()

    def settle(self) -> None:
        """Say that it is answered, or that it takes its time."""
        if not self.settled.done():
            self.settled.set_result(None)

    def message(self) -> Message:
        return Message({"id": self.number, "do": self.action, **self.values}, self.body)


class Worker:
    """A process that answers its jobs in their order."""

    def __init__(self, opening: Opening, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.jobs: deque[Job] = deque()
        self.began = 0.0
        self.refused = ""
        self.tired = False
        """Whether requests wait in its connection that others answer by now."""
        self.ready = asyncio.get_running_loop().create_future()
        self._loop = asyncio.get_running_loop()
        self._unsent = b""
        self._connection, theirs = socket.socketpair()
        _PROCESSES.set_forkserver_preload(_PRELOADED)
        self.process = _PROCESSES.Process(
            target=work, args=(theirs, opening, folder, limits), daemon=True
        )
        self._theirs = theirs

    def start(
        self, on_reply: Callable[[Worker, Job, Reply], None], on_end: Callable[[Worker], None]
    ) -> None:
        """Begin; `on_reply` is called with each answer, `on_end` when the process is gone."""
        self._on_reply, self._on_end = on_reply, on_end
        self.process.start()
        self._theirs.close()
        self._connection.setblocking(False)
        self._reader = Reader(self._connection)
        self._loop.add_reader(self._connection.fileno(), self._read)

    @property
    def running(self) -> Job | None:
        """The job that it is at."""
        return self.jobs[0] if self.jobs else None

    def give(self, job: Job) -> None:
        """Hand over a job, which it begins when those before it are done."""
        if not self.jobs:
            self.began = time.monotonic()
        self.jobs.append(job)
        self._send(job.message().packed())

    def _send(self, data: bytes) -> None:
        if self._unsent:
            self._unsent += data
            return
        sent = 0
        with suppress(BlockingIOError, ConnectionError):  # the end is told by the reader
            sent = self._connection.send(data)
        if sent < len(data):
            self._unsent = data[sent:]
            self._loop.add_writer(self._connection.fileno(), self._send_more)

    def _send_more(self) -> None:
        try:
            sent = self._connection.send(self._unsent)
        except BlockingIOError:
            return
        except ConnectionError:
            sent = len(self._unsent)
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self._loop.remove_writer(self._connection.fileno())

    def _read(self) -> None:
        try:
            messages = self._reader.read()
        except BlockingIOError:
            return
        except ConnectionError:
            messages = None
        if messages is None:
            self._close()
            self._on_end(self)
            return
        for message in messages:
            self._take(message)

    def _take(self, message: Message) -> None:
        header = message.header
        if "id" not in header:
            self.refused = header.get("refused", "")
            if not self.ready.done():
                self.ready.set_result(not self.refused)
            return
        reply = Reply(
            message.body, header["media"], header["status"], header.get("headers", {}), message.file
        )
        if not self.jobs or self.jobs[0].number != header["id"]:  # it was given to another one
            close(reply)
            return
        job = self.jobs.popleft()
        self.began = time.monotonic()
        self._on_reply(self, job, reply)

    def _close(self) -> None:
        if not self.ready.done():
            self.ready.set_result(False)
        self._loop.remove_reader(self._connection.fileno())
        self._loop.remove_writer(self._connection.fileno())
        self._reader.close()

    def keep_only(self, job: Job) -> None:
        """Leave the jobs behind this one to others."""
        self.tired = len(self.jobs) > 1
        self.jobs = deque([job])

    def kill(self) -> None:
        """End it at once; `on_end` follows."""
        with suppress(ProcessLookupError):
            if self.process.pid is not None:
                os.kill(self.process.pid, signal.SIGKILL)

    def yield_to_others(self) -> None:
        """Let quick requests have the processor first."""
        with suppress(OSError):
            if self.process.pid is not None:
                os.setpriority(os.PRIO_PROCESS, self.process.pid, 10)

    def exit_signal(self) -> int:
        """The signal that ended it, or 0."""
        self.process.join(1)
        return -min(0, self.process.exitcode or 0)


def close(reply: Reply) -> None:
    """Close the file of an answer that nobody takes."""
    if reply.file is not None:
        os.close(reply.file)
