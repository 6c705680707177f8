"""The process above the servers: it starts them, replaces one that ends, and ends with them all.

Each server holds one end of a connection whose other end is only here: a server that loses it
knows that nobody looks after it any more, and ends at once with whatever it runs.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context, resource_tracker
from typing import Any

from kg.errors import StoreError

# Not forked: a fork would inherit this process's threads half, and its descriptors whole.
_PROCESSES = get_context("spawn")
_TOGETHER = {signal.SIGINT, signal.SIGHUP}  # sent to all by a terminal: the supervisor decides
_BACK_OFF = 1.0  # seconds between a death soon after the start and the next try
_SOON = 10.0

Serve = Callable[[int, socket.socket, Any], None]
"""What a server process does, with its number, the socket and its end of the connection."""


class Server:
    """One server process as it is seen from above."""

    def __init__(self, number: int, serve: Serve, listening: socket.socket) -> None:
        self.number = number
        self.ready = False
        self.refused = ""
        self.began = time.monotonic()
        self.told, theirs = _PROCESSES.Pipe()
        self.process = _PROCESSES.Process(target=serve, args=(number, listening, theirs))
        with _kept_from_terminal():
            self.process.start()
        theirs.close()

    def hear(self) -> None:
        """Take what it says: that it is ready, or why it cannot be."""
        try:
            said = self.told.recv()
        except (EOFError, OSError):
            self.told.close()
            return
        self.ready, self.refused = said == "", said

    def signal(self, number: int) -> None:
        """Tell it to end."""
        with suppress(ProcessLookupError):
            if self.process.pid is not None and self.process.exitcode is None:
                os.kill(self.process.pid, number)


class Supervisor:
    """All server processes that answer from one socket."""

    def __init__(self, serve: Serve, listening: socket.socket, count: int, patience: float) -> None:
        self._serve, self._listening, self._count = serve, listening, count
        self._patience = patience  # seconds that servers may take to end what they run
        self._servers: list[Server] = []
        self._served = False
        self._due: dict[int, float] = {}
        self._signals: list[int] = []
        self._deadline = 0.0

    def run(self, on_ready: Callable[[], None]) -> int:
        """Serve until told to stop, and give the exit code; `on_ready` when all can answer.

        Raises:
            StoreError: a server cannot start.
        """
        resource_tracker.ensure_running()
        with _waking(self._signals) as woken:
            try:
                for number in range(self._count):
                    self._servers.append(Server(number, self._serve, self._listening))
                while self._servers or self._due:
                    self._step(woken)
                    if not self._served and all(one.ready for one in self._servers):
                        self._served = True
                        on_ready()
            finally:
                self._end_all(signal.SIGKILL)
        return 0

    def _step(self, woken: socket.socket) -> None:
        heard: list[Any] = [one.told for one in self._servers if not one.told.closed]
        ended = [one.process.sentinel for one in self._servers]
        ready = connection.wait([*heard, *ended, woken], timeout=0.5)
        if woken in ready:
            woken.recv(4096)
        for server in list(self._servers):
            if server.told in ready:
                server.hear()
            if server.process.sentinel in ready:
                self._ended(server)
        while self._signals:
            self._stop(self._signals.pop(0))
        self._keep_time()

    def _ended(self, server: Server) -> None:
        """Replace a server that ended, unless it never could begin."""
        server.process.join()
        self._servers.remove(server)
        server.told.close()
        if self._deadline:
            return
        if not self._served and not server.ready:
            raise StoreError(server.refused or "a server ended before it could answer")
        soon = time.monotonic() - server.began < _SOON
        self._due[server.number] = time.monotonic() + (_BACK_OFF if soon else 0.0)

    def _keep_time(self) -> None:
        now = time.monotonic()
        for number in [one for one, when in self._due.items() if when <= now]:
            del self._due[number]
            self._servers.append(Server(number, self._serve, self._listening))
        if self._deadline and now > self._deadline:
            self._end_all(signal.SIGKILL)

    def _stop(self, number: int) -> None:
        """Let everything end that runs; the second time, do not wait for it."""
        if self._deadline:
            raise SystemExit(128 + number)
        self._deadline = time.monotonic() + self._patience
        self._due.clear()
        self._listening.close()
        self._end_all(signal.SIGTERM)

    def _end_all(self, number: int) -> None:
        for server in self._servers:
            server.signal(number)


@contextmanager
def _kept_from_terminal() -> Iterator[None]:
    """A process that starts here never sees what a terminal sends to all."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _TOGETHER)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _waking(signals: list[int]) -> Iterator[socket.socket]:
    """Collect the signals that say to stop; what is given can be read when one came."""
    reading, writing = socket.socketpair()
    with reading, writing:
        writing.setblocking(False)
        before = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: signals.append(number))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # new builds and log files are found anyway
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(before)
