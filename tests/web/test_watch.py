"""What the server tells of itself: whether it can answer, what it counted, what it wrote down."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from kg.web.counters import Counters
from kg.web.log import Line, Log
from tests.web.asking import QUICK, Wire, ask, metric, until
from tests.web.server import Server


def test_it_lives_and_can_answer(server: Server) -> None:
    assert httpx.get(f"{server.url}healthz", timeout=60).text == "alive\n"
    ready = httpx.get(f"{server.url}readyz", timeout=60)
    assert (ready.status_code, ready.text.startswith("ready: ")) == (200, True)


def test_the_processes_count_together(server: Server) -> None:
    name = 'kg_requests_total{route="/sparql",status="200"}'
    before = metric(server, name)
    for number in range(20):  # each with a connection of its own, to whichever process
        assert ask(server, f"ASK {{}} # {number}").status_code == 200
    until(lambda: metric(server, name) == before + 20)


def test_the_metrics_are_what_prometheus_reads(server: Server) -> None:
    text = httpx.get(f"{server.url}metrics", timeout=60)
    assert text.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {one.name: one for one in text_string_to_metric_families(text.text)}
    assert {"kg_requests", "kg_request_seconds", "kg_requests_waiting"} <= set(families)
    assert {"kg_requests_stopped", "kg_worker_starts", "kg_build"} <= set(families)
    counted = [one for one in families["kg_request_seconds"].samples if one.name[-6:] == "_count"]
    requests = families["kg_requests"].samples
    for route in {one.labels["route"] for one in counted}:
        of_route = [one.value for one in counted if one.labels["route"] == route]
        assert of_route == [sum(one.value for one in requests if one.labels["route"] == route)]


def test_a_process_that_is_replaced_counts_on() -> None:
    counters = Counters(2)
    counters.begin(0, ["/a"])
    counters.request("/a", 200, 0.003)
    counters.request("/of/nobody", 299, 0.003)
    counters.sample({"starts": 3, "waiting": 4})
    counters.begin(0, ["/a"])
    counters.request("/a", 200, 0.003)
    counters.sample({"starts": 2})
    assert (counters.total("starts"), counters.total("waiting")) == (5, 0)
    counted = {route: sum(statuses) for route, statuses, _, _ in counters.routes()}
    assert counted == {"other": 1, "/a": 2}


def test_a_line_for_each_request(server: Server) -> None:
    agent = {"X-Request-Id": "line-1"}
    httpx.get(f"{server.url}sparql", params={"query": QUICK}, headers=agent)
    until(lambda: [one for one in server.log if one.get("request") == "line-1"])
    line = next(one for one in server.log if one.get("request") == "line-1")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/sparql", 200)
    assert line["query"] == hashlib.sha256(QUICK.encode()).hexdigest()[:16]
    assert line["client"] == "127.0.0.1"
    assert 0 < float(str(line["cost"])) <= float(str(line["seconds"]))
    assert int(str(line["octets"])) > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(line["time"]))


def test_nothing_breaks_out_of_a_line(server: Server) -> None:
    path = '/a%0A{"time":"forged"}%22%00%1b[31mé'.encode()
    Wire(server, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").rest()
    Wire(server, b"GET /a%0Ab%22 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").rest()
    until(lambda: [one for one in server.log if one.get("path") == '/a\nb"'])
    assert all("time" in one and one["time"] != "forged" for one in server.log)


@pytest.mark.parametrize("given", ["a-1", "A.b_c:d-9", "x" * 64])
def test_a_sane_id_is_kept(server: Server, given: str) -> None:
    answer = ask(server, "ASK {", headers={"X-Request-Id": given})
    assert answer.headers["x-request-id"] == given
    assert answer.json()["request"] == given
    assert len(answer.content) == int(answer.headers["content-length"])


@pytest.mark.parametrize("given", ["", "x" * 65, 'a"b', "a b", "<script>"])
def test_another_id_is_replaced(server: Server, given: str) -> None:
    for path in ("sparql?query=ASK", "nowhere", "healthz"):
        answer = httpx.get(f"{server.url}{path}", headers={"X-Request-Id": given})
        assert re.fullmatch(r"[0-9a-f]+-[0-9a-f]+", answer.headers["x-request-id"])


def test_a_problem_without_a_body_is_as_long_as_with_one(server: Server) -> None:
    url = f"{server.url}sparql?query=ASK"
    assert httpx.head(url).status_code == httpx.get(url).status_code == 400
    assert httpx.head(url).content == b""


@pytest.fixture(scope="module")
def proxied(mini_built: Path) -> Iterator[Server]:
    """A server whose log nobody can keep, behind a proxy that it trusts."""
    more = {"KG_LOG": "/dev/full", "KG_PROXY": "127.0.0.1", "KG_PROCESSES": "1"}
    serving = Server("--address", "https://kg.example.org/", cwd=mini_built, **more)
    yield serving
    serving.kill()


def test_a_log_that_cannot_be_written_costs_lines_alone(proxied: Server) -> None:
    for number in range(50):
        assert ask(proxied, f"ASK {{}} # {number}").status_code == 200
    until(lambda: metric(proxied, "kg_log_lines_lost_total") >= 50)
    assert proxied.log == []


def test_the_address_of_the_server_is_the_one_it_is_given(proxied: Server) -> None:
    described = httpx.get(f"{proxied.url}sparql", headers={"Accept": "text/turtle"})
    assert "<https://kg.example.org/sparql>" in described.text


@pytest.mark.parametrize("host", ['x"><script>', "a b", "evil/path", ""])
def test_a_host_that_is_none_is_not_repeated(server: Server, host: str) -> None:
    lines = ["GET /sparql HTTP/1.1", f"Host: {host}", "Accept: text/turtle", "Connection: close"]
    came = Wire(server, "\r\n".join([*lines, "", ""]).encode()).rest()
    if host:
        assert b"400 Bad Request" in came.splitlines()[0]
        assert host.encode() not in came
    else:
        assert b"<http://localhost/sparql>" in came


def test_a_log_file_that_is_moved_away_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    log = Log(file)
    line = Line(0.0, "a-1", "GET", "/", 200, 0.1, 5, "", 0.0, "")
    log.add(line)
    log.flush()
    file.rename(tmp_path / "access.log.1")
    log.add(line)
    log.flush()
    assert file.read_text() == (tmp_path / "access.log.1").read_text()
    assert json.loads(file.read_text())["request"] == "a-1"
    assert log.lost == 0


def test_a_log_that_nobody_reads_stays_small() -> None:
    log = Log(Path("/dev/full"))
    for _ in range(60_000):
        log.add("a line")
    assert log.lost == 10_000
    log.flush()
    assert log.lost == 60_000


def test_faults_alone_are_logged_if_so_told(tmp_path: Path) -> None:
    log = Log(tmp_path / "faults.log", requests=False)
    log.add(Line(0.0, "a-1", "GET", "/", 200, 0.1, 5, "", 0.0, ""))
    log.add("a fault")
    log.flush()
    assert (tmp_path / "faults.log").read_text() == "a fault\n"
