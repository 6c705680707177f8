"""Where workers come from: one is kept ready, and none is made anew and anew that cannot start."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from kg.web import problems
from kg.web.actions import Reply
from kg.web.jobs import Job
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.workers import Worker

ACCIDENTS = 3  # failures in a row that are no reason to wait
_LONGEST_WAIT = 5.0
_RETRY = 5
_HOPELESS = 8  # failures in a row after which the process is better replaced

_log = logging.getLogger("kg.web")


class Pool:
    """Makes workers for a build, and keeps those that have nothing to do."""

    def __init__(
        self,
        opening: Opening,
        limits: Limits,
        on_reply: Callable[[Worker, Job, Reply], None],
        on_gone: Callable[[Worker], None],
        on_end: Callable[[Worker], None],
    ) -> None:
        self.folder, self.build = Path(), ""
        self.spare: list[Worker] = []
        self.resting: list[Worker] = []
        """For slow requests alone: they let others go first."""
        self.started = 0
        self.hopeless = False
        self.stopping = False
        self._opening, self._limits = opening, limits
        self._tell = on_reply, on_gone, on_end
        self._failures = 0
        self._refused = ""
        self._not_before = 0.0

    def new(self, folder: Path | None = None) -> Worker:
        """Start a worker.

        Raises:
            Problem: none can be had at the moment.
        """
        if folder is None and time.monotonic() < self._not_before:
            raise self._none()
        for _ in range(2):  # the server of forks may be gone; it is started anew then
            try:
                worker = Worker(self._opening, folder or self.folder, self._limits)
                worker.start(*self._tell)
            except (OSError, EOFError) as error:
                reason = error
                continue
            self.started += 1
            worker.ready.add_done_callback(self._begun)
            return worker
        _log.error("no worker can be started: %s", reason)
        self._failed()
        self.hopeless = self._failures >= _HOPELESS
        raise self._none()

    def _none(self) -> problems.Problem:
        if self._refused:
            return problems.refused(_RETRY)
        return problems.no_worker(_RETRY)

    def take(self) -> Worker:
        """A worker that has nothing to do, for quick requests.

        Raises:
            Problem: none can be had at the moment.
        """
        return self.spare.pop() if self.spare else self.new()

    def take_slow(self) -> Worker:
        """A worker for one slow request.

        Raises:
            Problem: none can be had at the moment.
        """
        worker = self.resting.pop() if self.resting else self.new()
        worker.yield_to_others()
        return worker

    def keep_spare(self) -> None:
        """Have one worker ready, if that can be."""
        if self.spare or self.stopping or time.monotonic() < self._not_before:
            return
        try:
            self.spare.append(self.new())
        except problems.Problem:
            return  # it is tried again

    def discard(self, worker: Worker) -> None:
        """A worker is gone; how soon the next one may be tried depends on how far it came."""
        for idle in (self.spare, self.resting):
            if worker in idle:
                idle.remove(worker)
        if not worker.is_ready and not worker.killed and worker.folder == self.folder:
            if worker.refused != self._refused or not worker.refused:
                _log.error("a worker cannot begin: %s", worker.refused or "it ends at once")
            self._refused = worker.refused or self._refused
            self._failed()

    def _begun(self, ready: asyncio.Future[bool]) -> None:
        if not ready.cancelled() and ready.result():
            self._failures, self._refused = 0, ""

    def _failed(self) -> None:
        self._failures += 1
        if self._failures > ACCIDENTS:
            wait = min(_LONGEST_WAIT, 0.02 * 2**self._failures)
            self._not_before = time.monotonic() + wait

    def move(self, folder: Path) -> list[Worker]:
        """Make workers for another build from now on; give those that had nothing to do."""
        idle, self.spare, self.resting = [*self.spare, *self.resting], [], []
        self.folder, self.build = folder, folder.name
        self._refused, self._failures, self._not_before = "", 0, 0.0
        return idle
