"""The server: one socket, some processes that each answer from it, and how they begin and end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, cast

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from kg.errors import KgError
from kg.web.app import ASGI, Application
from kg.web.connection import held_to
from kg.web.counters import Counters
from kg.web.listening import listening, reserved
from kg.web.problems import Problem
from kg.web.supervisor import Supervisor


@dataclass(frozen=True)
class Address:
    """Where a server listens."""

    host: str = "127.0.0.1"
    port: int = 8000


def serve(
    application: Application, address: Address, processes: int, told: Callable[[str], None]
) -> int:
    """Serve until told to stop; `told` is called with the address when all processes answer.

    Raises:
        StoreError: there is nothing to serve, or the address cannot be had.
    """
    application.opening.graph(application.opening.current())
    with reserved(address.host, address.port) as place:
        host = f"[{address.host}]" if ":" in address.host else address.host
        url = f"http://{host}:{place.getsockname()[1]}/"
        patience = application.limits.time + application.limits.grace + 5
        one = partial(_process, application, Counters(processes))
        return Supervisor(one, place, processes, patience).run(lambda: told(url))


def _process(
    application: Application,
    counters: Counters,
    number: int,
    place: socket.socket,
    told: Connection,
) -> None:
    """One server process, from its start to its end."""
    threading.Thread(target=_end_with, args=(told,), daemon=True).start()
    _want_descriptors()
    asgi, limits = application(counters, number), application.limits
    trusted = application.proxies
    config = uvicorn.Config(
        ProxyHeadersMiddleware(cast("Any", asgi), trusted) if trusted else asgi,
        lifespan="off",
        http=held_to(limits, asgi.watch.refused),
        ws="none",
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.idle,
        timeout_graceful_shutdown=int(limits.time + limits.grace),
    )
    _Server(config, asgi, told).run(sockets=[listening(place)])


def _end_with(told: Connection) -> None:
    """End when the supervisor ends, however it does: nobody would end what runs here."""
    with suppress(EOFError, OSError):
        told.recv_bytes()
    os._exit(1)


def _want_descriptors() -> None:
    """Allow as many open files as the system lets a process ask for."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class _Server(uvicorn.Server):
    """One that says when it listens, and that leaves all signals but one to the supervisor."""

    def __init__(self, config: uvicorn.Config, asgi: ASGI, told: Connection) -> None:
        super().__init__(config)
        self._asgi, self._told = asgi, told
        asgi.watch.connections = self.server_state.connections

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await self._asgi.open()
        except (KgError, Problem) as error:
            self._told.send(error.detail if isinstance(error, Problem) else error.message)
            sys.exit(1)
        await super().startup(sockets)
        self._told.send("")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._asgi.watch.lanes.stop()
        await super().shutdown(sockets)
        await self._asgi.close()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "should_exit", True))
        yield
