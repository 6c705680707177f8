"""No query makes the server call out, by the language or by a worker's own means."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection

import httpx
import pytest

from kg.web.worker import leave_network
from tests.web.asking import ask
from tests.web.server import Server


class Outside:
    """A host that a query may want to call; it counts who does."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/data.ttl"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                called, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            called.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    one = Outside()
    yield one
    one.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
        'SELECT * {{ BIND("""a""" AS ?a) SeRvIcE <{url}> {{ ?s ?p ?o }} }}',
        "PREFIX : <{url}> SELECT * {{ SERVICE: {{ ?s ?p ?o }} }}",
        "LOAD <{url}>",
        "LOAD SILENT <{url}> INTO GRAPH <a:b>",
        "INSERT DATA {{ <a:b> <a:b> <a:b> }}",
    ],
)
def test_what_would_call_out_or_write_is_refused(
    store_server: Server, outside: Outside, query: str
) -> None:
    answer = ask(store_server, query.format(url=outside.url))
    assert answer.status_code == 400, answer.text
    assert outside.calls == 0


@pytest.mark.parametrize("how", ["FROM", "FROM NAMED"])
def test_from_reads_nothing_but_the_store(store_server: Server, outside: Outside, how: str) -> None:
    answer = ask(store_server, f"SELECT * {how} <{outside.url}> {{ ?s ?p ?o }}")
    assert answer.json()["results"]["bindings"] == []
    assert outside.calls == 0


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_dataset_of_the_request_reads_nothing_but_the_store(
    store_server: Server, outside: Outside, name: str
) -> None:
    asked = {"query": "SELECT * { ?s ?p ?o }", name: outside.url}
    answer = httpx.get(f"{store_server.url}sparql", params=asked)
    assert answer.json()["results"]["bindings"] == []
    assert outside.calls == 0


def test_an_update_is_no_query(store_server: Server) -> None:
    answer = httpx.post(f"{store_server.url}sparql", data={"update": "CLEAR ALL"})
    assert (answer.status_code, answer.json()["type"][-15:]) == (400, "forbidden-query")


def _probe(told: Connection, port: int) -> None:
    before = _networks()
    leave_network()
    reached = socket.socket().connect_ex(("127.0.0.1", port)) == 0
    told.send((before != _networks(), reached))


def _networks() -> str:
    from pathlib import Path

    return str(Path("/proc/self/ns/net").readlink())


def test_a_worker_that_may_leave_the_network_reaches_nobody(outside: Outside) -> None:
    port = int(outside.url.rpartition(":")[2].partition("/")[0])
    context = multiprocessing.get_context("spawn")
    told, theirs = context.Pipe()
    probe = context.Process(target=_probe, args=(theirs, port))
    probe.start()
    left, reached = told.recv()
    probe.join()
    assert left != reached  # where the system does not let it go, it reaches what is there
