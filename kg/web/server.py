"""The server: one socket, some processes that each answer from it, and how they begin and end."""

from __future__ import annotations

import socket
from dataclasses import dataclass

import uvicorn
from uvicorn.supervisors import Multiprocess

from kg.errors import StoreError
from kg.web.app import Application


@dataclass(frozen=True)
class Address:
    """Where a server listens."""

    host: str = "127.0.0.1"
    port: int = 8000


def serve(application: Application, address: Address, processes: int) -> None:
    """Serve until told to stop.

    Raises:
        StoreError: there is nothing to serve, or the address cannot be had.
    """
    application.opening.graph(application.opening.current())
    config = uvicorn.Config(
        application,
        factory=True,
        workers=processes,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=30,
    )
    listening = _listen(address)
    with listening:
        if processes == 1:
            uvicorn.Server(config).run(sockets=[listening])
        else:
            Multiprocess(config, sockets=[listening]).run()


def _listen(address: Address) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        listening = socket.create_server((address.host, address.port), family=family, backlog=2048)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"cannot listen on {address.host}:{address.port}: {reason}") from None
    listening.set_inheritable(True)
    return listening
