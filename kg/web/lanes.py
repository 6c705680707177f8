"""Who works at what: quick requests share one worker, slow ones have one each.

Most questions take less than a millisecond, so they are handed to one worker as they come, many at
a time, without waiting for each answer. What runs longer than `patience` is slow: its worker
becomes its own, those that waited behind it are given to the worker that takes its place, and
nobody notices. Slow requests that find no worker wait in a queue of a certain length. Whatever
passes a limit ends with its worker.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.web import problems
from kg.web.actions import Reply
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.workers import Job, Worker

_TICKS = 0.02  # seconds between looks at the clock
_REMEMBERED = 4096  # slow requests that are slow from the start when they come again
_RETRY = 5
_ASKED = ("path", "given", "default", "named", "iri")
_OOM = (signal.SIGABRT,)  # how the engine ends when it is given no more memory


class Lanes:
    """The workers of one server process."""

    def __init__(self, opening: Opening, limits: Limits) -> None:
        self.limits = limits
        self._opening = opening
        self._folder = Path()
        self._numbers = count(1)
        self._quick: Worker | None = None
        self._spare: list[Worker] = []
        self._slow: set[Worker] = set()
        self._resting: list[Worker] = []  # for slow requests alone: they let others go first
        self._leaving: set[Worker] = set()
        self._waiting: deque[Job] = deque()
        self._known_slow: OrderedDict[tuple[str, str, bytes], None] = OrderedDict()
        self._clock: asyncio.Task[None] | None = None
        self.stopping = False

    @property
    def build(self) -> str:
        """The name of the build that is asked."""
        return self._folder.name

    async def open(self) -> None:
        """Start the first workers.

        Raises:
            StoreError: there is nothing to open.
        """
        await self._move_to(self._opening.current())
        self._clock = asyncio.create_task(self._watch())

    async def _move_to(self, folder: Path) -> None:
        worker = self._new(folder)
        if not await worker.ready:
            raise problems.refused(worker.refused)
        before = self._all()
        self._folder, self._quick, self._spare, self._resting = folder, worker, [], []
        self._slow.clear()
        self._leaving |= {one for one in before if one.jobs}
        for idle in before:
            if not idle.jobs:
                idle.kill()
        self._keep_spare()

    def begin(self, action: str, values: Mapping[str, Any], body: bytes = b"") -> Job:
        """Take in a request; its answer comes to the job.

        Raises:
            Problem: too many wait already.
        """
        if self.stopping:
            raise problems.stopping()
        loop = asyncio.get_running_loop()
        number = next(self._numbers)
        job = Job(number, action, dict(values), body, loop.create_future(), loop.create_future())
        if _key(job) in self._known_slow:
            self._queue(job)
        else:
            self._give(job)
        return job

    def _give(self, job: Job) -> None:
        if self._quick is None:
            self._quick = self._spare.pop() if self._spare else self._new(self._folder)
        if len(self._quick.jobs) >= self.limits.queue:
            raise problems.busy(_RETRY)
        self._quick.give(job)

    def _queue(self, job: Job) -> None:
        """Let a slow job wait for a worker of its own."""
        if len(self._waiting) >= self.limits.queue:
            raise problems.busy(_RETRY)
        self._waiting.append(job)
        job.settle()
        self._begin_slow()

    def _begin_slow(self) -> None:
        while self._waiting and len(self._slow) < self.limits.slow:
            job = self._waiting.popleft()
            if job.over:
                continue
            worker = self._resting.pop() if self._resting else self._new(self._folder)
            worker.yield_to_others()
            self._slow.add(worker)
            worker.give(job)
        self._keep_spare()

    def _keep_spare(self) -> None:
        if not self._spare and not self.stopping:
            self._spare.append(self._new(self._folder))

    def _new(self, folder: Path) -> Worker:
        worker = Worker(self._opening, folder, self.limits)
        worker.start(self._replied, self._ended)
        return worker

    def abandon(self, job: Job) -> None:
        """Stop a job whose caller went away."""
        job.answer.cancel()
        for worker in [*self._slow, *self._leaving]:
            if worker.running is job:
                worker.kill()

    def _replied(self, worker: Worker, job: Job, reply: Reply) -> None:
        job.build = worker.folder.name
        job.end(reply)
        if worker in self._slow and not worker.jobs:
            self._slow.discard(worker)
            if worker.tired:
                worker.kill()
            else:
                self._resting.append(worker)
            self._begin_slow()
        elif worker in self._leaving and not worker.jobs:
            worker.kill()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_TICKS)
            now = time.monotonic()
            if self._quick and self._quick.jobs and now - self._quick.began > self.limits.patience:
                self._promote(self._quick)
            for worker in [*self._slow, *self._leaving]:
                if worker.jobs and now - worker.began > self.limits.time:
                    worker.jobs[0].end(problems.time_limit(self.limits.time))
                    worker.kill()

    def _promote(self, worker: Worker) -> None:
        """What a quick worker is at is slow: the others go on with another one."""
        job, *others = worker.jobs
        self._quick = None
        worker.keep_only(job)
        self._remember(job)
        job.settle()
        if job.over or len(self._slow) >= self.limits.slow:
            worker.jobs.clear()
            worker.kill()
            if not job.over:
                self._queue_or_refuse(job)
        else:
            worker.yield_to_others()
            self._slow.add(worker)
        for other in others:
            if not other.over:
                self._give(other)
        self._keep_spare()

    def _queue_or_refuse(self, job: Job) -> None:
        try:
            self._queue(job)
        except problems.Problem as problem:
            job.end(problem)

    def _remember(self, job: Job) -> None:
        self._known_slow[_key(job)] = None
        if len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)

    def _ended(self, worker: Worker) -> None:
        """A worker is gone: what it was at failed with it, or is asked once more."""
        for lane in (self._slow, self._leaving):
            lane.discard(worker)
        for idle in (self._spare, self._resting):
            if worker in idle:
                idle.remove(worker)
        if worker is self._quick:
            self._quick = None
        jobs = [job for job in worker.jobs if not job.over]
        worker.jobs.clear()
        if jobs:
            self._after_death(worker, jobs)
        if self._folder == worker.folder and not worker.refused:
            self._begin_slow()

    def _after_death(self, worker: Worker, jobs: list[Job]) -> None:
        job, ended_by = jobs[0], worker.exit_signal()
        job.deaths += 1
        if worker.refused:
            for one in jobs:
                one.end(problems.refused(worker.refused))
        elif ended_by in _OOM:
            job.end(problems.memory_limit(self.limits.memory))
        elif ended_by != signal.SIGKILL or job.deaths > 1:
            job.end(problems.crashed())
        for other in jobs:
            if not other.over:
                self._give(other)

    async def follow(self) -> None:
        """Move to the build that is current now, if it is another one."""
        try:
            folder = self._opening.current()
            if folder != self._folder:
                await self._move_to(folder)
        except (KgError, problems.Problem):
            return  # what is open can still be asked

    async def close(self) -> None:
        """Let what runs end, then stop the workers."""
        self.stopping = True
        while any(worker.jobs for worker in self._all()):
            await asyncio.sleep(_TICKS)
        if self._clock is not None:
            self._clock.cancel()
        for worker in self._all():
            worker.kill()

    def _all(self) -> list[Worker]:
        quick = [self._quick] if self._quick else []
        return [*quick, *self._spare, *self._resting, *self._slow, *self._leaving]


def _key(job: Job) -> tuple[str, str, bytes]:
    """What is asked, whoever asks and in whatever format."""
    asked = {name: job.values[name] for name in _ASKED if name in job.values}
    return job.action, str(asked), job.body
