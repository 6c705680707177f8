"""How a server begins and ends."""

from __future__ import annotations

import signal
from pathlib import Path

import httpx
import pytest

from tests.web.server import Server, alive


def test_it_answers_when_it_says_so(server: Server, store_server: Server) -> None:
    for one in (server, store_server):
        asked = httpx.get(f"{one.url}sparql", params={"query": "ASK { ?s ?p ?o }"})
        assert (asked.status_code, asked.json()["boolean"]) == (200, True), one.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_leaves_nothing(numbers: Path, number: signal.Signals) -> None:
    serving = Server("--store", numbers, cwd=numbers.parent)
    everything = set(serving.processes())
    assert serving.stop(number) == 0, serving.stderr
    assert not alive(everything)
