"""The address of a server: one for all its processes, each with a queue of its own.

Of one queue, the process that is awake takes all connections that come at once: of 32 it often
had every one, and the other processes none. Linux deals them out to as many queues as listen.
Elsewhere one queue serves all.
"""

from __future__ import annotations

import socket
import sys

from kg.errors import StoreError

_BACKLOG = 2048
_DEALT = sys.platform == "linux"


def reserved(host: str, port: int) -> socket.socket:
    """Take an address, for the processes to listen on.

    Raises:
        StoreError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # as a socket that shares with nobody: another server's address is not to be shared
        taken = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        if not _DEALT:
            return taken
        address = taken.getsockname()
        taken.close()
        return _bound(family, address)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"cannot listen on {host}:{port}: {reason}") from None


def listening(place: socket.socket) -> socket.socket:
    """The socket on which one process listens at a reserved address."""
    if not _DEALT:
        return place
    own = _bound(place.family, place.getsockname())
    own.listen(_BACKLOG)
    return own


def _bound(family: int, address: tuple[object, ...]) -> socket.socket:
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        found.bind(address)
    except OSError:
        found.close()
        raise
    return found
