"""Quick requests that come together with slow ones have answers of their own, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.asking import QUICK, ask, endless
from tests.web.server import Server


@pytest.fixture
def serving(numbers: Path) -> Iterator[Server]:
    # patience, as a machine that has much else to do makes quick ones wait, too
    limits = "--time-limit 2 --patience 0.25 --processes 1"
    server = Server("--store", numbers, *limits.split(), cwd=numbers.parent)
    yield server
    server.kill()


def test_no_answer_waits_behind_a_slow_query(serving: Server) -> None:
    with ThreadPoolExecutor(62) as callers:
        quick = [callers.submit(ask, serving, f"{QUICK} # {n}") for n in range(25)]
        slow = [callers.submit(ask, serving, endless(n)) for n in range(12)]
        quick += [callers.submit(ask, serving, f"{QUICK} # more {n}") for n in range(25)]
        assert {one.result().status_code for one in quick} == {200}
        assert {one.result().status_code for one in slow} <= {503, 504, 507}
