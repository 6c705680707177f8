"""The counts as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from kg.web.counters import BUCKETS, LIMITS, STATUSES, Counters

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
_COUNTERS = {
    "starts": ("kg_worker_starts", "Workers that were started."),
    "lost": ("kg_log_lines_lost", "Lines of the log that could not be written."),
    "octets": ("kg_answer_octets", "Octets of answers that were sent."),
    "cost": ("kg_worker_seconds", "Seconds that workers gave to requests."),
}
_GAUGES = {
    "waiting": ("kg_requests_waiting", "Requests that wait for a worker."),
    "slow": ("kg_slow_running", "Slow requests that run."),
    "connections": ("kg_connections", "Connections that are open."),
}


class _Counted(Collector):
    def __init__(self, counters: Counters, build: str) -> None:
        self._counters, self._build = counters, build

    def collect(self) -> Iterable[Metric]:
        yield from self._by_route()
        for name, (metric, said) in _COUNTERS.items():
            yield CounterMetricFamily(metric, said, value=self._counters.total(name))
        for name, (metric, said) in _GAUGES.items():
            yield GaugeMetricFamily(metric, said, value=self._counters.total(name))
        stopped = CounterMetricFamily(
            "kg_requests_stopped",
            "Requests that passed a limit, or lost caller or worker.",
            None,
            ["limit"],
        )
        for limit in LIMITS:
            stopped.add_metric([limit], self._counters.total(limit))
        yield stopped
        build = GaugeMetricFamily("kg_build", "The build that is served.", labels=["build"])
        build.add_metric([self._build], 1)
        yield build

    def _by_route(self) -> Iterable[Metric]:
        requests = CounterMetricFamily("kg_requests", "Requests.", labels=["route", "status"])
        took = HistogramMetricFamily(
            "kg_request_seconds", "Seconds to an answer.", labels=["route"]
        )
        bounds = [*map(str, BUCKETS), "+Inf"]
        for route, statuses, buckets, seconds in self._counters.routes():
            for status, number in zip(STATUSES, statuses, strict=True):
                if number:
                    requests.add_metric([route, str(status or "other")], number)
            took.add_metric(
                [route], list(zip(bounds, accumulate(buckets), strict=True)), sum_value=seconds
            )
        yield requests
        yield took


def written(counters: Counters, build: str) -> bytes:
    """All counts in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_Counted(counters, build))
    return generate_latest(registry)
