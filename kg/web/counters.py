"""What is counted, in memory that all server processes see, so that any of them can tell the sum.

Each process writes a row of its own and reads those of the others: no lock, no file that a full
disk could take away. A process that is replaced hands its row down, so that no count goes back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from multiprocessing import get_context
from typing import Any

STATUSES = (
    *(200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 404, 405, 406, 408, 410, 413, 414, 415),
    *(431, 499, 500, 501, 503, 504, 507, 0),  # 0 is any other
)
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)
LIMITS = ("time", "memory", "stack", "queue", "caller", "crash")
SAMPLES = ("starts", "lost", "octets", "cost", *LIMITS)  # they only grow
GAUGES = ("waiting", "slow", "connections")
OTHER = "other"
"""The route of whatever has none."""

_STATUS = {status: at for at, status in enumerate(STATUSES)}
_BUCKET = len(STATUSES)
_SECONDS = _BUCKET + len(BUCKETS) + 1
_PER_ROUTE = _SECONDS + 1
_ROUTES = 64
_OWN = _ROUTES * _PER_ROUTE
_ROW = _OWN + len(SAMPLES) + len(GAUGES)


class Counters:
    """The counts of all processes, and the row that is this one's."""

    def __init__(self, processes: int) -> None:
        self._shared: Any = get_context("spawn").RawArray("d", processes * _ROW)
        self._processes = processes
        self._routes: dict[str, int] = {}

    def begin(self, number: int, routes: Iterable[str]) -> None:
        """Count in the row of a process from now on; the routes are the same in each."""
        rows = memoryview(self._shared).cast("B").cast("d")
        self._rows = [rows[at * _ROW : (at + 1) * _ROW] for at in range(self._processes)]
        self._mine = self._rows[number]
        names = [OTHER, *dict.fromkeys(routes)][:_ROUTES]
        self._routes = {name: at * _PER_ROUTE for at, name in enumerate(names)}
        self._before = dict(zip(SAMPLES, self._mine[_OWN:], strict=False))
        self._mine[_OWN + len(SAMPLES) :] = memoryview(bytes(8 * len(GAUGES))).cast("d")

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        at, mine = self._routes.get(route, 0), self._mine
        mine[at + _STATUS.get(status, _BUCKET - 1)] += 1
        mine[at + _BUCKET + bisect_left(BUCKETS, seconds)] += 1
        mine[at + _SECONDS] += seconds

    def sample(self, now: Mapping[str, float]) -> None:
        """Note how things stand in this process."""
        for at, name in enumerate(SAMPLES, _OWN):
            self._mine[at] = self._before[name] + now.get(name, 0)
        for at, name in enumerate(GAUGES, _OWN + len(SAMPLES)):
            self._mine[at] = now.get(name, 0)

    def total(self, name: str) -> float:
        """The sum of a sample or gauge over all processes."""
        at = _OWN + (*SAMPLES, *GAUGES).index(name)
        return float(sum(row[at] for row in self._rows))

    def routes(self) -> Iterable[tuple[str, list[float], list[float], float]]:
        """Each route that was asked: its counts by status, by bucket, and all its seconds."""
        for route, at in self._routes.items():
            sums = [sum(row[at + one] for row in self._rows) for one in range(_PER_ROUTE)]
            if any(sums):
                yield route, sums[:_BUCKET], sums[_BUCKET:_SECONDS], sums[_SECONDS]
