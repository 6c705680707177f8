"""How a server begins and ends."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.command import ROOT, run_kg
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


def test_an_address_that_is_taken(numbers: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_kg("serve", "--store", numbers, "--port", port, cwd=numbers.parent)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in done.stderr


def test_nothing_to_serve(mini_built: Path, numbers: Path, tmp_path: Path) -> None:
    for name in ("ontology", "data", "queries"):
        shutil.copytree(mini_built / name, tmp_path / "new" / name)
    done = run_kg("serve", "--port", 0, cwd=tmp_path / "new")
    assert (done.returncode, "has no build; run `kg build`" in done.stderr) == (1, True)
    done = run_kg("serve", "--port", 0, "--store", tmp_path / "none", cwd=numbers.parent)
    assert (done.returncode, "there is no store" in done.stderr) == (1, True)
    shutil.copytree(numbers, tmp_path / "damaged")
    next((tmp_path / "damaged").glob("MANIFEST-*")).write_bytes(b"")
    done = run_kg("serve", "--port", 0, "--store", tmp_path / "damaged", cwd=numbers.parent)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_it_listens_to_this_machine_alone_unless_told(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    said = run_kg("serve", "--help", cwd=Path.cwd()).stdout
    for limit in ("time", "memory", "result", "query"):
        assert f"--{limit}-limit" in said
        assert f"KG_{limit.upper()}_LIMIT" in said
    for option in ("queue", "slow", "patience", "grace", "idle", "connections", "proxy", "address"):
        assert f"--{option} " in said
        assert f"KG_{option.upper()}" in said


@pytest.mark.parametrize("name", ["starlette", "uvicorn", "httptools", "mimeparse"])
def test_a_missing_web_server_is_one_clear_error(numbers: Path, tmp_path: Path, name: str) -> None:
    raising = f"raise ModuleNotFoundError('No module named', name={name!r})\n"
    (tmp_path / f"{name}.py").write_text(raising, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", str(ROOT))])
    done = run_kg("serve", "--store", numbers, cwd=tmp_path, PYTHONPATH=path)
    assert done.returncode == 1
    assert done.stderr == "Error: kg serve needs a web server: pip install 'sogdian[web]'\n"
