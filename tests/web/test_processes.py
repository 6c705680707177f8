"""Whatever dies, nobody but the one whose query it was notices, and nothing is left behind."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from kg.build import build
from kg.project import find_project
from tests.projects import add_facts, mini
from tests.web.asking import ENDLESS, QUICK, Asking, ask, endless, limit, metric, until
from tests.web.server import Server, alive, parent_of

_EVERYTHING = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def serving(numbers: Path) -> Iterator[Server]:
    limits = "--time-limit 5 --grace 2 --processes 1"
    server = Server("--store", numbers, *limits.split(), cwd=numbers.parent)
    yield server
    server.kill()


def _kill(pids: list[int], number: int = signal.SIGKILL) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _fronts(server: Server) -> list[int]:
    """The processes that answer from the socket."""
    return [pid for pid, command in server.processes().items() if "spawn_main" in command]


def _forkers(server: Server) -> list[int]:
    """The processes whose forks the workers are, those of this server alone."""
    return [pid for pid, command in _forks(server).items() if not _is_worker(server, pid)]


def _workers(server: Server) -> list[int]:
    return [pid for pid in _forks(server) if _is_worker(server, pid)]


def _forks(server: Server) -> dict[int, str]:
    return {pid: said for pid, said in server.processes().items() if "forkserver" in said}


def _is_worker(server: Server, pid: int) -> bool:
    return parent_of(pid) in _forks(server)


def test_workers_that_are_killed_are_replaced(serving: Server) -> None:
    for number in range(5):
        _kill(_workers(serving))
        assert ask(serving, f"{QUICK} # {number}").status_code == 200
    assert len(_workers(serving)) <= 3


def test_a_query_whose_worker_is_killed_is_asked_once_more(serving: Server) -> None:
    running = Asking(serving, ENDLESS)
    until(lambda: metric(serving, "kg_slow_running"))
    _kill(_workers(serving))
    time.sleep(0.3)
    until(lambda: metric(serving, "kg_slow_running"))
    _kill(_workers(serving))
    assert running.answer.status_code == 500
    assert running.answer.json()["type"].endswith("/crashed")
    assert ask(serving).status_code == 200


def test_workers_that_are_all_killed_while_many_ask(serving: Server) -> None:
    statuses: list[int] = []

    def go_on() -> None:
        with httpx.Client(timeout=60) as client:
            while len(statuses) < 400:
                asked = {"query": f"{QUICK} # {len(statuses)}"}
                statuses.append(client.get(f"{serving.url}sparql", params=asked).status_code)

    asking = [threading.Thread(target=go_on) for _ in range(4)]
    for one in asking:
        one.start()
    for shot in range(5):  # no query is hit twice, after which it would be given up
        until(lambda: len(statuses) > 60 * (shot + 1))  # noqa: B023
        _kill(_workers(serving))
    for one in asking:
        one.join()
    assert set(statuses) == {200}


def test_without_the_process_that_forks(serving: Server) -> None:
    _kill(_forkers(serving))
    _kill(_workers(serving))
    for number in range(5):
        until(lambda: ask(serving, f"{QUICK} # {number}").status_code == 200)  # noqa: B023
    running = Asking(serving, ENDLESS)
    assert limit(running.answer) == (504, "time")


def test_a_server_process_that_is_killed_is_replaced(numbers: Path) -> None:
    server = Server("--store", numbers, "--processes", 2, cwd=numbers.parent)
    try:
        asked = metric(server, 'kg_requests_total{route="/healthz",status="200"}')
        assert asked == 0
        assert httpx.get(f"{server.url}healthz", timeout=60).text == "alive\n"
        before = set(server.processes())
        first = _fronts(server)[0]
        _kill([first])
        until(lambda: len(_fronts(server)) == 2 and first not in _fronts(server))
        for number in range(20):
            until(lambda: _answers(server, number))  # noqa: B023
        left = alive(before - set(server.processes()))
        assert not left  # its workers went with it
        assert metric(server, 'kg_requests_total{route="/healthz",status="200"}') == 1
    finally:
        server.kill()


def _answers(server: Server, number: int) -> bool:
    try:
        return ask(server, f"{QUICK} # {number}").status_code == 200
    except httpx.HTTPError:  # it came to the process that was killed
        return False


def test_without_the_supervisor_nothing_goes_on(serving: Server) -> None:
    Asking(serving, ENDLESS)
    until(lambda: metric(serving, "kg_slow_running"))
    everything = set(serving.processes())
    serving.process.kill()
    assert not alive(everything)


def test_what_runs_ends_before_the_server_does(serving: Server) -> None:
    running = Asking(serving, ENDLESS)
    until(lambda: metric(serving, "kg_slow_running"))
    everything = set(serving.processes())
    assert serving.stop() == 0, serving.stderr
    assert limit(running.answer) == (504, "time")
    assert not alive(everything)


def test_what_waits_is_turned_away_when_the_server_ends(serving: Server) -> None:
    running = [Asking(serving, endless(number)) for number in range(5)]
    until(lambda: metric(serving, "kg_slow_running") == 2)
    until(lambda: metric(serving, "kg_requests_waiting") == 3)  # all five have come in
    assert serving.stop() == 0, serving.stderr
    statuses = sorted(one.answer.status_code for one in running)
    assert statuses == [503, 503, 503, 504, 504]


def test_told_twice_it_ends_at_once(serving: Server) -> None:
    running = Asking(serving, ENDLESS)
    until(lambda: metric(serving, "kg_slow_running"))
    everything = set(serving.processes())
    serving.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert serving.stop() == 128 + signal.SIGTERM
    assert isinstance(running.outcome, httpx.HTTPError)
    assert not alive(everything)


def test_interrupted_from_a_terminal(serving: Server) -> None:
    """A terminal tells all processes at once; what runs ends all the same."""
    running = Asking(serving, ENDLESS)
    until(lambda: metric(serving, "kg_slow_running"))
    os.killpg(serving.process.pid, signal.SIGINT)
    assert serving.wait() == 0, serving.stderr
    assert limit(running.answer) == (504, "time")
    assert "Traceback" not in serving.stderr


def test_a_terminal_that_hangs_up_ends_nothing(serving: Server) -> None:
    os.killpg(serving.process.pid, signal.SIGHUP)
    assert ask(serving).status_code == 200


def test_no_descriptor_is_lost(serving: Server) -> None:
    front = Path(f"/proc/{_fronts(serving)[0]}/fd")

    def many(number: int) -> None:
        for n in range(6):
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(
                    f"{serving.url}sparql", params={"query": endless(n + number)}, timeout=0.2
                )
            ask(serving, f"{QUICK} # {n}")
            _kill(_workers(serving))

    many(0)
    until(lambda: not metric(serving, "kg_slow_running"))
    before = len(list(front.iterdir()))
    many(100)
    until(lambda: not metric(serving, "kg_slow_running"))
    until(lambda: len(list(front.iterdir())) <= before + 3)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    one = mini(tmp_path / "project")
    build(one)
    return one.root


def test_a_new_build_loses_nothing(project: Path) -> None:
    server = Server("--processes", 1, "--time-limit", 20, cwd=project)
    try:
        first = httpx.get(f"{server.url}readyz", timeout=60).text
        answers: list[httpx.Response] = []
        stop = threading.Event()

        def go_on() -> None:
            with httpx.Client(timeout=30) as client:
                while not stop.is_set():
                    answers.append(client.get(f"{server.url}sparql", params=_ask(len(answers))))

        asking = [threading.Thread(target=go_on) for _ in range(4)]
        for one in asking:
            one.start()
        add_facts(find_project(project), "more", _FACTS)
        assert build(find_project(project)).issues == []
        until(lambda: httpx.get(f"{server.url}readyz", timeout=60).text != first)
        time.sleep(0.3)
        stop.set()
        for one in asking:
            one.join()
        assert {one.status_code for one in answers} == {200}
        counts = [int(one.json()["results"]["bindings"][0]["n"]["value"]) for one in answers]
        assert counts[-1] > counts[0]
    finally:
        server.kill()


def _ask(number: int) -> dict[str, str]:
    return {"query": f"{_EVERYTHING} # {number}"}


_FACTS = """\
document: doc
records:
  - id: sunland
    says: {Flag: {flagCode: SUN, name: {en: Sunland}}}
"""


def test_a_build_that_is_deleted_under_the_server(project: Path) -> None:
    server = Server("--processes", 1, cwd=project)
    try:
        builds = find_project(project).builds
        kept = project / "kept"
        shutil.copytree(builds, kept)
        shutil.rmtree(builds)
        _kill(_workers(server))
        until(lambda: ask(server, _EVERYTHING).status_code == 503)
        refused = ask(server, _EVERYTHING)
        assert refused.json()["type"].endswith("/no-build")
        assert str(project) not in refused.text
        assert httpx.get(f"{server.url}healthz", timeout=60).status_code == 200
        assert httpx.get(f"{server.url}readyz", timeout=60).status_code == 503
        starts = metric(server, "kg_worker_starts_total")
        time.sleep(1.0)
        assert metric(server, "kg_worker_starts_total") - starts < 10  # it is not tried for ever
        shutil.move(kept, builds)
        until(lambda: ask(server, _EVERYTHING).status_code == 200)
        until(lambda: httpx.get(f"{server.url}readyz", timeout=60).status_code == 200)
    finally:
        server.kill()


def test_slow_queries_leave_no_workers_behind(serving: Server) -> None:
    for number in range(12):
        slow = f"SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} LIMIT {30_000 + number}"
        assert ask(serving, slow).status_code == 200
    assert metric(serving, "kg_worker_starts_total") > 4  # they were slow, in fact
    until(lambda: len(_workers(serving)) <= 4)  # one for quick ones, a spare, two that rest


def test_no_room_for_a_large_answer(serving: Server) -> None:
    for pid in _forks(serving):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 << 17, 1 << 17))
    answer = ask(serving, "SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert (answer.status_code, answer.json()["type"][-8:]) == (503, "/no-room")
    assert ask(serving).status_code == 200
