"""One worker as the server sees it: a process, what it was asked, and when it began with that."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kg.web import problems
from kg.web.actions import Reply
from kg.web.jobs import Job, close
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.wire import Message, Reader
from kg.web.worker import work

# A server of forks: a new worker is there in some milliseconds, without the server's own threads.
_PROCESSES = multiprocessing.get_context("forkserver")
_PRELOADED = ["kg.web.worker", "kg.web.preloaded", "kg.api"]
_UNKNOWN = 255  # the exit code of a process whose end nobody saw
_NO_CODE = 1.0  # seconds after the end of the connection until the exit code does not come any more


class Worker:
    """A process that answers its jobs in their order.

    Raises:
        OSError, EOFError: no process can be had.
    """

    def __init__(self, opening: Opening, folder: Path, limits: Limits) -> None:
        self.folder, self.build = folder, folder.name
        self.jobs: deque[Job] = deque()
        self.born = self.began = time.monotonic()
        self.refused = ""
        self.tired = False
        """Whether it is to do nothing more: others answer by now what waits in its connection, or
        what it did has left it large."""
        self.gone = self.killed = False
        self.ended_by = 0
        self._loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[bool] = self._loop.create_future()
        self._unsent, self._full = bytearray(), False
        self._connection, self._theirs = socket.socketpair()
        _PROCESSES.set_forkserver_preload(_PRELOADED)
        self.process = _PROCESSES.Process(
            target=work, args=(self._theirs, opening, folder, limits), daemon=True
        )

    def start(
        self,
        on_reply: Callable[[Worker, Job, Reply], None],
        on_gone: Callable[[Worker], None],
        on_end: Callable[[Worker], None],
    ) -> None:
        """Begin; `on_reply` is called with each answer, `on_gone` when no more come, `on_end` when
        it is known how the process ended.
        """
        self._on_reply, self._on_gone, self._on_end = on_reply, on_gone, on_end
        try:
            self.process.start()
        except BaseException:
            self._connection.close()
            raise
        finally:
            self._theirs.close()
        self._connection.setblocking(False)
        self._reader = Reader(self._connection)
        self._end_of_connection = select.poll()
        self._end_of_connection.register(self._connection, 0)
        self._loop.add_reader(self._connection.fileno(), self._read)

    @property
    def is_ready(self) -> bool:
        """Whether it has the build open."""
        return self.ready.done() and self.ready.result()

    @property
    def running(self) -> Job | None:
        """The job that it is at."""
        return self.jobs[0] if self.jobs else None

    def give(self, job: Job) -> None:
        """Hand over a job, which it begins when those before it are done.

        Those of one turn of the loop are sent together: each sending may wake the process.
        """
        if not self.jobs:
            self.began = time.monotonic()
        self.jobs.append(job)
        if not self._unsent:
            self._loop.call_soon(self._send)
        self._unsent += job.message().packed()

    def _send(self) -> None:
        """Send what waits, and come again for what does not fit."""
        if self.gone:
            return
        sent = 0
        try:
            sent = self._connection.send(self._unsent)
        except BlockingIOError:
            pass
        except ConnectionError:  # the end is told by the reader
            sent = len(self._unsent)
        del self._unsent[:sent]
        if bool(self._unsent) != self._full:
            self._full = not self._full
            if self._full:
                self._loop.add_writer(self._connection.fileno(), self._send)
            else:
                self._loop.remove_writer(self._connection.fileno())

    def _read(self) -> None:
        """Take what came, and everything that is left if the process has ended.

        A loop may tell of a broken connection only once, as uvloop does, whatever is still in it.
        """
        ended = self._end_of_connection.poll(0)
        while self._read_once() and ended:
            pass

    def _read_once(self) -> bool:
        """Take what one read brings; False if nothing more is there."""
        try:
            messages = self._reader.read()
        except BlockingIOError:
            return False
        except ConnectionError:
            messages = None
        if messages is None:
            self._leave()
            return False
        for message in messages:
            self._take(message)
        return True

    def _take(self, message: Message) -> None:
        header = message.header
        if not message.number:
            self.refused = header.get("refused", "")
            self.began = time.monotonic()  # what waits for it begins now
            if not self.ready.done():
                self.ready.set_result(not self.refused)
            return
        reply = Reply(
            message.body, header["media"], header["status"], header.get("headers", {}), message.file
        )
        if not self.jobs or self.jobs[0].number != message.number:  # it was given to another one
            close(reply)
            return
        job = self.jobs.popleft()
        job.cost += message.took / 1e6
        if message.lost:
            job.end(problems.no_room(OSError("there are too many open files")))
        self.tired = self.tired or "large" in header
        self._on_reply(self, job, reply)
        self.began = time.monotonic()

    def _leave(self) -> None:
        """No more answers come; how it ended is told by the server of forks in a moment."""
        self.gone = True
        if not self.ready.done():
            self.ready.set_result(False)
        self._loop.remove_reader(self._connection.fileno())
        self._loop.remove_writer(self._connection.fileno())
        self._reader.close()
        if self.jobs:
            self.jobs[0].cost += time.monotonic() - self.began
        self._on_gone(self)
        self._late = self._loop.call_later(_NO_CODE, self._end)
        self._loop.add_reader(self.process.sentinel, self._end)

    def _end(self) -> None:
        self._late.cancel()
        self._loop.remove_reader(self.process.sentinel)
        self.process.join(0)
        code = self.process.exitcode
        if code in (None, _UNKNOWN):  # the server of forks is gone, too
            self.ended_by = signal.SIGKILL
        else:
            self.ended_by = -min(0, code or 0)
            self.process.close()
        self._on_end(self)

    def keep_only(self, job: Job) -> list[Job]:
        """Leave the jobs behind this one, which are given back, to others."""
        others = [one for one in self.jobs if one is not job and not one.over]
        self.tired = self.tired or len(self.jobs) > 1
        self.jobs = deque([job])
        return others

    def kill(self) -> None:
        """End it at once; `on_end` follows."""
        if not self.gone and not self.killed and self.process.pid is not None:
            self.killed = True
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)

    def yield_to_others(self) -> None:
        """Let quick requests have the processor first."""
        with suppress(OSError):
            if not self.gone and self.process.pid is not None:
                os.setpriority(os.PRIO_PROCESS, self.process.pid, 10)
