"""Everything that stands around a request: its id, its line in the log, its place in the counts.

And the three resources that tell how the server is; they ask no worker, so that they answer when
none does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web.counters import OTHER, Counters
from kg.web.lanes import Lanes
from kg.web.log import Line, Log
from kg.web.record import Watched

_PATH = 500  # characters of a path that the log shows


@dataclass
class Watch:
    """Keeps the log and the counts of one process."""

    lanes: Lanes
    log: Log
    counters: Counters
    connections: Any = ()
    octets: int = 0
    cost: float = 0.0

    def keep(self, scope: Any, seen: Watched) -> None:
        """Count a request that is over, and write it down."""
        took = time.perf_counter() - seen.began
        route = scope["path"] if scope["path"] == "/sparql" else _route(scope)
        self.counters.request(route, seen.status, took)
        self.octets += seen.octets
        self.cost += seen.cost
        client, path = scope.get("client"), scope["path"][:_PATH]
        self.log.add(
            Line(
                time.time(),
                seen.id,
                scope["method"],
                path,
                seen.status,
                took,
                seen.octets,
                seen.digest,
                seen.cost,
                client[0] if client else "",
            )
        )

    def refused(self, status: int) -> None:
        """Count a request that did not come as far as to have a path."""
        self.counters.request(OTHER, status, 0.0)

    def sample(self) -> None:
        """Note how things stand, for whichever process is asked."""
        lanes = self.lanes
        now = {"starts": lanes.pool.started, "lost": self.log.lost, "octets": self.octets}
        now |= {"waiting": lanes.waiting, "slow": lanes.running_slow}
        now["connections"] = len(self.connections)
        self.counters.sample(now | {"cost": self.cost} | lanes.stopped_by)

    def routes(self) -> Iterable[Route]:
        """Whether the process lives, whether it can answer, and what it counted."""
        yield Route("/healthz", _alive)
        yield Route("/readyz", self._ready)
        yield Route("/metrics", self._metrics)

    async def _ready(self, _: Request) -> Response:
        lanes = self.lanes
        if lanes.ready:
            return _text(f"ready: {lanes.build}\n")
        return _text("not ready: no worker has a build open\n", 503)

    async def _metrics(self, _: Request) -> Response:
        from kg.web.metrics import MEDIA, written

        self.sample()
        return Response(written(self.counters, self.lanes.build), media_type=MEDIA)


async def _alive(_: Request) -> Response:
    return _text("alive\n")


def _text(said: str, status: int = 200) -> Response:
    return Response(said, status, {"Cache-Control": "no-store"}, media_type="text/plain")


def _route(scope: Any) -> str:
    route = scope.get("route")
    return str(getattr(route, "path", OTHER))
