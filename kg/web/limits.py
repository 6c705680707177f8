"""What one request, and all of them together, may take from the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server; whatever passes one ends with an error that names it.

    A request is *quick* until it has run for `patience` seconds. Quick ones share a worker and
    wait for each other; a slow one has a worker of its own, so that nobody waits for it.
    """

    time: float = 30.0
    """Seconds that a request may run, and seconds that it may wait before."""
    memory: int = 2 << 30
    """Octets that a worker may take beyond what it has when it starts."""
    result: int = 256 << 20
    """Octets that an answer may have."""
    query: int = 256 << 10
    """Octets that a request may send."""
    queue: int = 256
    """Requests that may wait, in each process, before others are turned away."""
    slow: int = 2
    """Slow requests that run at once, in each process."""
    kept: int = 16 << 20
    """Octets of small answers that each process keeps, as long as the build is the same; or 0."""
    patience: float = 0.05
    """Seconds after which a request is slow."""
    grace: float = 10.0
    """Seconds that a client may take to send a request, or to read the next piece of an answer."""
    idle: int = 15
    """Seconds that a connection is kept on which nothing is asked."""
    headers: int = 32 << 10
    """Octets that the headers of a request may have."""
    connections: int = 2000
    """Connections that each process keeps."""
