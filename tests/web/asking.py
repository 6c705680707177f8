"""What tests ask of a server, over the wire as it is and through a client."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.web.server import Server

QUICK = "SELECT ?s { ?s <http://example.org/value> 7 }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def endless(number: int) -> str:
    """An endless query that is not the same as another one."""
    return f"{ENDLESS} # {number}"


def ask(server: Server, query: str = QUICK, **options: Any) -> httpx.Response:
    """Ask a query, and wait for the answer as long as it takes."""
    return httpx.get(f"{server.url}sparql", params={"query": query}, timeout=60, **options)


def limit(answer: httpx.Response) -> tuple[int, str]:
    """The status of a problem, and the limit that it names."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json().get("limit", "")


class Asking:
    """Asks in a thread of its own; `answer` waits for what came of it."""

    def __init__(self, server: Server, query: str, **options: Any) -> None:
        self._found: list[httpx.Response | Exception] = []
        self._thread = threading.Thread(target=self._ask, args=(server, query), kwargs=options)
        self._thread.start()

    def _ask(self, server: Server, query: str, **options: Any) -> None:
        try:
            self._found.append(ask(server, query, **options))
        except httpx.HTTPError as error:
            self._found.append(error)

    @property
    def answer(self) -> httpx.Response:
        found = self.outcome
        assert isinstance(found, httpx.Response), found
        return found

    @property
    def outcome(self) -> httpx.Response | Exception:
        self._thread.join(60)
        return self._found[0]


def until(true: Callable[[], object], patience: float = 20.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it does not come to that"
        time.sleep(0.02)


def metric(server: Server, name: str) -> float:
    """One of the numbers that the server tells; 0 if it does not tell it."""
    for line in httpx.get(f"{server.url}metrics", timeout=60).text.splitlines():
        if line.startswith(f"{name} "):
            return float(line.rpartition(" ")[2])
    return 0.0


class Wire:
    """A connection that sends what no client would."""

    def __init__(self, server: Server, data: bytes = b"") -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)  # little on the way
        self.socket.settimeout(30)
        self.socket.connect(("127.0.0.1", server.port))
        if data:
            self.socket.sendall(data)

    def send(self, data: bytes) -> bool:
        """Send more; False if the other side has hung up."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        return True

    def rest(self) -> bytes:
        """Everything that comes until the other side hangs up."""
        parts = []
        try:
            while part := self.socket.recv(1 << 16):
                parts.append(part)
        except ConnectionError:
            pass
        self.socket.close()
        return b"".join(parts)

    def status(self) -> int:
        """The status of what comes until the other side hangs up, 0 if nothing comes."""
        came = self.rest()
        return int(came.split()[1]) if came else 0

    def close(self) -> None:
        self.socket.close()
