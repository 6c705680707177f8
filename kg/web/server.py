"""The server: one socket, some processes that each answer from it, and how they begin and end."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

import uvicorn

from kg.errors import StoreError
from kg.web.app import Application
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
    with _listen(address) as listening:
        host = f"[{address.host}]" if ":" in address.host else address.host
        url = f"http://{host}:{listening.getsockname()[1]}/"
        limits = application.limits
        patience = limits.time + limits.grace + 5
        one = partial(_process, application)
        return Supervisor(one, listening, processes, patience).run(lambda: told(url))


def _process(
    application: Application, number: int, listening: socket.socket, told: Connection
) -> None:
    """One server process, from its start to its end."""
    threading.Thread(target=_end_with, args=(told,), daemon=True).start()
    config = uvicorn.Config(
        application,
        factory=True,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
        proxy_headers=False,
        timeout_graceful_shutdown=int(application.limits.time + application.limits.grace),
    )
    server = _Server(config, told)
    server.run(sockets=[listening])


def _end_with(told: Connection) -> None:
    """End when the supervisor ends, however it does: nobody would end what runs here."""
    try:
        told.recv_bytes()
    finally:
        os._exit(1)


class _Server(uvicorn.Server):
    """One that says when it listens, and that leaves all signals but one to the supervisor."""

    def __init__(self, config: uvicorn.Config, told: Connection) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._told.send("")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "should_exit", True))
        yield


def _listen(address: Address) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        listening = socket.create_server((address.host, address.port), family=family, backlog=2048)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"cannot listen on {address.host}:{address.port}: {reason}") from None
    listening.set_inheritable(True)
    return listening
