"""Who works at what: quick requests share one worker, slow ones have one each.

Most questions take less than a millisecond, so they are handed to one worker as they come, many at
a time, without waiting for each answer. What runs longer than `patience` is slow: its worker
becomes its own, those that waited behind it are given to the worker that takes its place, and
nobody notices. Slow requests that find no worker wait in a queue of a certain length, and for a
certain time. Whatever passes a limit ends with its worker.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from kg.errors import KgError, StoreError
from kg.web import problems
from kg.web.actions import Reply
from kg.web.jobs import Job
from kg.web.limits import Limits
from kg.web.opening import Opening
from kg.web.pool import ACCIDENTS, Pool
from kg.web.problems import Problem
from kg.web.workers import Worker

_NUMBERS = (1 << 32) - 1  # that a message can have
_TICKS = 0.02  # seconds between looks at the clock
_REMEMBERED = 4096  # slow requests that are slow from the start when they come again
_RETRY = 5
_OOM = (signal.SIGABRT,)  # how the engine ends when it is given no more memory
_TOO_DEEP = (signal.SIGSEGV, signal.SIGBUS)  # and how, when its stack is full

_log = logging.getLogger("kg.web")


class Lanes:
    """The workers of one server process."""

    def __init__(self, opening: Opening, limits: Limits) -> None:
        self.limits = limits
        self.stopping = False
        self.stopped_by: Counter[str] = Counter()
        """How many requests each limit ended."""
        self.pool = Pool(opening, limits, self._replied, self._gone, self._ended)
        self._opening = opening
        self._complaint = ""
        self._numbers = count()
        self._quick: Worker | None = None
        self._slow: set[Worker] = set()
        self._leaving: set[Worker] = set()
        self._dying: set[Worker] = set()
        self._waiting: deque[Job] = deque()
        self._known_slow: OrderedDict[tuple[str, str, bytes], None] = OrderedDict()
        self._clock: asyncio.Task[None] | None = None

    @property
    def build(self) -> str:
        """The name of the build that is asked."""
        return self.pool.build

    @property
    def ready(self) -> bool:
        """Whether a worker has the build open."""
        first = [self._quick] if self._quick else []
        idle = [*first, *self.pool.spare, *self.pool.resting]
        return not self.stopping and any(one.is_ready for one in idle)

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        behind = len(self._quick.jobs) - 1 if self._quick and self._quick.jobs else 0
        return behind + len(self._waiting)

    @property
    def running_slow(self) -> int:
        """How many slow requests run."""
        return sum(1 for worker in [*self._slow, *self._leaving] if worker.jobs)

    async def open(self) -> None:
        """Start the first workers.

        Raises:
            StoreError: there is nothing to open, or it cannot be opened.
        """
        await self._move_to(self._opening.current())
        self._clock = asyncio.create_task(self._watch())

    async def _move_to(self, folder: Path) -> None:
        worker = self.pool.new(folder)
        try:
            patience = self.limits.time + self.limits.grace
            ready = await asyncio.wait_for(asyncio.shield(worker.ready), patience)
        except BaseException:
            worker.kill()
            raise
        if not ready or worker.gone:
            raise StoreError(worker.refused or "a worker ended before it could begin")
        quick, self._quick = self._quick, worker
        others: list[Job] = []
        if quick and quick.running:
            quick.running.settle()
            others = quick.keep_only(quick.running)
        before = [*([quick] if quick else []), *self.pool.move(folder), *self._slow]
        self._slow.clear()
        self._leaving |= {one for one in before if one.jobs}
        for idle in before:
            if not idle.jobs:
                idle.kill()
        self._give_all(others)
        self._begin_slow()

    def begin(self, action: str, values: Mapping[str, Any], body: bytes = b"") -> Job:
        """Take in a request; its answer comes to the job.

        Raises:
            Problem: too many wait already.
        """
        if self.stopping:
            raise problems.stopping()
        loop = asyncio.get_running_loop()
        number, now = next(self._numbers) % _NUMBERS + 1, time.monotonic()
        job = Job(number, action, values, body, now, loop.create_future(), loop.create_future())
        self._route(job)
        return job

    def _route(self, job: Job) -> None:
        if self._known_slow and job.asked in self._known_slow:
            self._queue(job)
        else:
            self._give(job)

    def _give(self, job: Job) -> None:
        if self._quick is None:
            self._quick = self.pool.take()
        if len(self._quick.jobs) >= self.limits.queue:
            raise self._busy()
        self._quick.give(job)

    def _give_all(self, jobs: Iterable[Job]) -> None:
        """Give jobs that were given before to whoever is there now."""
        for job in jobs:
            try:
                if not job.over:
                    self._route(job)
            except Problem as problem:
                job.end(problem)

    def _queue(self, job: Job) -> None:
        """Let a slow job wait for a worker of its own."""
        if self.stopping:
            raise problems.stopping()
        if len(self._waiting) >= self.limits.queue:
            raise self._busy()
        self._waiting.append(job)
        job.settle()
        self._begin_slow()

    def _busy(self) -> Problem:
        self.stopped_by["queue"] += 1
        return problems.busy(_RETRY)

    def _begin_slow(self) -> None:
        while self._waiting and len(self._slow) < self.limits.slow:
            job = self._waiting.popleft()
            if job.over:
                continue
            try:
                worker = self.pool.take_slow()
            except Problem as problem:
                job.end(problem)
                continue
            self._slow.add(worker)
            worker.give(job)
        self.pool.keep_spare()

    def abandon(self, job: Job) -> None:
        """Stop a job whose caller went away."""
        job.forget()
        if job in self._waiting:
            self._waiting.remove(job)
        for worker in [*self._slow, *self._leaving]:
            if worker.running is job:
                self.stopped_by["caller"] += not worker.killed
                worker.kill()

    def _replied(self, worker: Worker, job: Job, reply: Reply) -> None:
        job.build = worker.build
        job.end(reply)
        if worker is self._quick:
            if worker.tired:
                self._replace(worker)
        elif not worker.jobs:
            self._rest(worker, job)

    def _rest(self, worker: Worker, job: Job) -> None:
        """A slow request is done; its worker may do the next one, if it is as good as new.

        Each slow request brings a worker here, so no more stay than can be of use.
        """
        if time.monotonic() - worker.began < self.limits.patience:
            self._known_slow.pop(job.asked, None)  # it only was so once
        enough = len(self.pool.resting) >= self.limits.slow
        if worker in self._slow and not worker.tired and not enough:
            self._slow.discard(worker)
            self.pool.resting.append(worker)
        else:
            worker.kill()  # it is slow or leaving until it is gone
        self._begin_slow()

    def _replace(self, worker: Worker) -> None:
        """A quick worker has done enough."""
        self._quick = None
        others = [job for job in worker.jobs if not job.over]
        worker.jobs.clear()
        self._leaving.add(worker)
        worker.kill()
        self._give_all(others)
        self.pool.keep_spare()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_TICKS)
            try:
                self._look(time.monotonic())
            except Exception:  # whatever it is, the clock goes on: nothing else ends a query
                _log.exception("the clock stumbled")

    def _look(self, now: float) -> None:
        quick = self._quick
        if quick and quick.jobs and quick.is_ready and now - quick.began > self.limits.patience:
            self._promote(quick)
        for worker in [*self._slow, *self._leaving]:
            if worker.jobs and worker.is_ready and now - worker.began > self.limits.time:
                self._end_by_time(worker)
        for worker in self._all():
            if not worker.is_ready and now - worker.born > self.limits.time:
                worker.kill()  # it comes neither to life nor to its end
        while self._waiting and now - self._waiting[0].since > self.limits.time:
            job = self._waiting.popleft()
            if not job.over:
                job.end(self._busy())
        self.pool.keep_spare()

    def _end_by_time(self, worker: Worker) -> None:
        if not worker.jobs[0].over:
            self.stopped_by["time"] += 1
        worker.jobs[0].end(problems.time_limit(self.limits.time))
        worker.kill()

    def _promote(self, worker: Worker) -> None:
        """What a quick worker is at is slow: the others go on with another one."""
        job = worker.jobs[0]
        others = worker.keep_only(job)
        self._quick = None
        self._remember(job)
        job.settle()
        if job.over or len(self._slow) >= self.limits.slow:
            worker.jobs.clear()
            self._leaving.add(worker)
            worker.kill()
            self._give_all([job])
        else:
            worker.yield_to_others()
            self._slow.add(worker)
        self._give_all(others)
        self.pool.keep_spare()

    def _remember(self, job: Job) -> None:
        self._known_slow[job.asked] = None
        if len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)

    def _gone(self, worker: Worker) -> None:
        """A worker will answer no more."""
        self._slow.discard(worker)
        self._leaving.discard(worker)
        self._dying.add(worker)
        self.pool.discard(worker)
        if worker is self._quick:
            self._quick = None

    def _ended(self, worker: Worker) -> None:
        """It is known how a worker ended: what it was at failed with it, or is asked once more."""
        self._dying.discard(worker)
        jobs = [job for job in worker.jobs if not job.over]
        worker.jobs.clear()
        if not worker.is_ready:
            self._after_no_start(worker, jobs)
        elif jobs:
            self._after_death(worker, jobs)
        self._begin_slow()

    def _after_no_start(self, worker: Worker, jobs: list[Job]) -> None:
        for job in jobs:
            job.deaths += 1
            if worker.refused:
                job.end(problems.refused(_RETRY))
            elif job.deaths > ACCIDENTS:
                job.end(problems.no_worker(_RETRY))
        self._give_all(jobs)

    def _after_death(self, worker: Worker, jobs: list[Job]) -> None:
        job = jobs[0]
        job.deaths += 1
        if worker.ended_by in _OOM:
            self.stopped_by["memory"] += 1
            job.end(problems.memory_limit(self.limits.memory))
        elif worker.ended_by in _TOO_DEEP:
            self.stopped_by["stack"] += 1
            job.end(problems.stack_limit())
        elif worker.ended_by != signal.SIGKILL or job.deaths > (1 if job.slow else ACCIDENTS):
            self.stopped_by["crash"] += 1
            job.end(problems.crashed())
        self._give_all(jobs)

    async def follow(self) -> None:
        """Move to the build that is current now, if it is another one."""
        try:
            folder = self._opening.current()
            if folder != self.pool.folder:
                await self._move_to(folder)
                _log.warning("the build is %s now", folder.name)
        except (KgError, Problem, OSError, TimeoutError) as error:
            said = str(error)  # what is open can still be asked
            if said != self._complaint:
                _log.error("the build cannot be followed: %s", said)
            self._complaint = said

    def stop(self) -> None:
        """Take nothing more; what waits is turned away, and what runs goes on."""
        self.stopping = self.pool.stopping = True
        while self._waiting:
            self._waiting.popleft().end(problems.stopping())

    async def close(self) -> None:
        """Let what runs end, then stop the workers."""
        self.stop()
        while any(worker.jobs for worker in self._all()):
            await asyncio.sleep(_TICKS)
        if self._clock is not None:
            self._clock.cancel()
        for worker in self._all():
            worker.kill()

    def _all(self) -> list[Worker]:
        quick = [self._quick] if self._quick else []
        idle = [*self.pool.spare, *self.pool.resting]
        return [*quick, *idle, *self._slow, *self._leaving, *self._dying]
