"""What passes a limit ends with an error that names it, and nobody else notices."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.web.asking import (
    ENDLESS,
    HUNGRY,
    LARGE,
    QUICK,
    Asking,
    ask,
    endless,
    limit,
    metric,
    until,
)
from tests.web.server import Server


@pytest.fixture(scope="module")
def tight(numbers: Path) -> Iterator[Server]:
    limits = "--time-limit 1.5 --memory-limit 128 --result-limit 1 --query-limit 16 --queue 3"
    more = "--slow 1 --processes 1 --grace 2"
    serving = Server("--store", numbers, *limits.split(), *more.split(), cwd=numbers.parent)
    yield serving
    serving.kill()


@pytest.fixture(scope="module")
def small(numbers: Path) -> Iterator[Server]:
    """A server with little memory, and all the time that it takes to use it up."""
    limits = "--memory-limit 64 --time-limit 60 --processes 1"
    serving = Server("--store", numbers, *limits.split(), cwd=numbers.parent)
    yield serving
    serving.kill()


@pytest.fixture(autouse=True)
def idle(tight: Server) -> Iterator[None]:
    """No test leaves anything that runs."""
    yield
    until(lambda: metric(tight, "kg_slow_running") + metric(tight, "kg_requests_waiting") == 0)


def test_a_query_that_takes_too_long(tight: Server) -> None:
    running = Asking(tight, ENDLESS)
    until(lambda: metric(tight, "kg_slow_running"))
    assert ask(tight).status_code == 200
    assert limit(running.answer) == (504, "time")
    assert "bindings" not in running.answer.text
    assert running.answer.json()["seconds"] == 1.5


def test_a_query_that_takes_too_much_memory(small: Server) -> None:
    with ThreadPoolExecutor(4) as callers:
        neighbours = [callers.submit(ask, small, f"{QUICK} # {n}") for n in range(40)]
        assert limit(ask(small, HUNGRY)) == (507, "memory")
        assert {one.result().status_code for one in neighbours} == {200}
    assert "stack backtrace:" not in small.stderr


def test_an_answer_that_is_too_large(tight: Server) -> None:
    answer = ask(tight, LARGE)
    assert limit(answer) == (507, "result")
    assert answer.json()["type"].endswith("/result-limit")
    assert "1,048,576" in answer.json()["detail"]


def test_the_queue_for_slow_queries_is_bounded(tight: Server) -> None:
    first = Asking(tight, endless(0))
    until(lambda: metric(tight, "kg_slow_running"))
    others = []
    for number in range(1, 4):
        others.append(Asking(tight, endless(number)))
        until(lambda: metric(tight, "kg_requests_waiting") >= len(others))
    turned_away = ask(tight, endless(9))
    assert limit(turned_away) == (503, "queue")
    assert int(turned_away.headers["retry-after"]) > 0
    assert limit(first.answer) == (504, "time")
    # some get their turn, the others learn in time that they do not
    assert {limit(one.answer) for one in others} <= {(504, "time"), (503, "queue")}
    assert limit(others[-1].answer) == (503, "queue")


def test_who_goes_away_frees_the_place(tight: Server) -> None:
    before = metric(tight, 'kg_requests_stopped_total{limit="caller"}')
    for number in range(8):
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{tight.url}sparql", params={"query": endless(number)}, timeout=0.2)
    until(lambda: metric(tight, 'kg_requests_stopped_total{limit="caller"}') > before)
    assert ask(tight).status_code == 200


def test_who_goes_away_while_waiting_frees_the_place(tight: Server) -> None:
    first = Asking(tight, endless(20))
    until(lambda: metric(tight, "kg_slow_running"))
    for number in range(21, 26):  # more than may wait at once
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{tight.url}sparql", params={"query": endless(number)}, timeout=0.15)
        until(lambda: metric(tight, "kg_requests_waiting") == 0)
    assert limit(first.answer) == (504, "time")


def test_many_callers_of_one_endless_query_do_not_stop_the_others(tight: Server) -> None:
    callers = [Asking(tight, ENDLESS) for _ in range(30)]
    began = time.monotonic()
    answers = [ask(tight, f"{QUICK} # {n}") for n in range(50)]
    assert {one.status_code for one in answers} == {200}
    assert time.monotonic() - began < 10
    assert {limit(one.answer) for one in callers} <= {(504, "time"), (503, "queue")}


def test_two_hundred_callers_at_once(store_server: Server) -> None:
    with ThreadPoolExecutor(200) as callers:
        asked = [callers.submit(ask, store_server, f"{QUICK} # {n}") for n in range(400)]
        assert {one.result().status_code for one in asked} == {200}


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_a_query_that_is_too_long(tight: Server, how: str) -> None:
    query = QUICK + " # " + "x" * 20_000
    url, direct = f"{tight.url}sparql", {"Content-Type": "application/sparql-query"}
    match how:
        case "get":
            answer = httpx.get(url, params={"query": query})
        case "form":
            answer = httpx.post(url, data={"query": query})
        case _:
            answer = httpx.post(url, content=query, headers=direct)
    assert limit(answer) == (413, "query")
    assert answer.json()["octets"] == 16 << 10


def test_a_query_of_megabytes_is_answered_before_it_is_all_there(tight: Server) -> None:
    answer = httpx.post(
        f"{tight.url}sparql",
        content=b"x" * (4 << 20),
        headers={"Content-Type": "application/sparql-query"},
    )
    assert limit(answer) == (413, "query")


@pytest.mark.parametrize(
    "query",
    [
        "ASK " + "{" * 5_000 + "}" * 5_000,
        "ASK { FILTER(" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
        "ASK { ?s " + "(" * 5_000 + "<a:b>" + ")" * 5_000 + " ?o }",
        "ASK { FILTER(" + "!" * 10_000 + "true) }",
        "ASK { FILTER(" + "1+" * 7_000 + "1) }",
        "ASK { " + "[] ?p [ ?p " * 1_000 + "1" + "]" * 1_000 + " }",
        "ASK { ?s ?p (" + "1 " * 100_000 + ") }",
        "ASK { ?s <a:b>" + "/<a:b>" * 1_000 + " ?o }",
        "ASK { " + "{} UNION " * 10_000 + "{} }",
        "ASK { FILTER(" + "(#)\n" * 40_000 + "1" + ")" * 40_000 + ") }",
    ],
    ids=lambda query: query[:24],
)
def test_deep_nesting(small: Server, query: str) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    answer = httpx.post(f"{small.url}sparql", content=query, headers=direct, timeout=60)
    assert answer.status_code in (200, 400, 504, 507), answer.text
    if answer.status_code != 200:
        limit(answer)
    assert ask(small).status_code == 200


@pytest.mark.parametrize("body", [b"query=ASK%7B%7D%FF", b"query=ASK{}\xff\xfe"])
def test_invalid_utf8(tight: Server, body: bytes) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{tight.url}sparql", content=body, headers=form)
    assert (answer.status_code, answer.json()["title"]) == (400, "The request is not UTF-8")
