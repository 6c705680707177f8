"""SPARQL servers over one build: how each is started, what it takes of the processor, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

BIN = Path(sys.executable).parent
JSON = "application/sparql-results+json"
_TICK = os.sysconf("SC_CLK_TCK")
_PATIENCE = 300  # seconds: rdflib reads all quads before it answers


class Server(NamedTuple):
    """A way to serve: its name, its command with `{port}`, and where it answers."""

    name: str
    command: tuple[str, ...]
    path: str


class Running(NamedTuple):
    """A server that runs."""

    process: subprocess.Popen[bytes]
    url: str

    def ask(self, query: str) -> bytes:
        """The answer to a query, as JSON."""
        given = urllib.parse.urlencode({"query": query})
        request = urllib.request.Request(f"{self.url}?{given}", headers={"Accept": JSON})
        with urllib.request.urlopen(request, timeout=3600) as answer:
            return bytes(answer.read())

    def processor(self) -> float:
        """The seconds of processor time that it took so far, with all that it started."""
        return sum(map(_taken, _tree(self.process.pid))) / _TICK


def kg_serve(name: str, project: Path, *more: str) -> Server:
    """`kg serve` with a time limit that no benchmark passes."""
    command = (sys.executable, "-m", "kg.cli", "serve", "--port", "{port}", "--project")
    return Server(name, (*command, str(project), "--time-limit", "3600", *more), "/sparql")


def oxigraph_serve(store: Path) -> Server:
    """The engine's own server."""
    command = (str(BIN / "oxigraph"), "serve-read-only", "--location", str(store))
    return Server("oxigraph serve", (*command, "--bind", "127.0.0.1:{port}"), "/query")


def rdflib_serve(program: str, quads: Path) -> Server:
    """rdflib-endpoint, which holds the quads in memory."""
    command = (program, "serve", "--host", "127.0.0.1", "--port", "{port}", str(quads))
    return Server("rdflib-endpoint", command, "/")


def quads_of(store: Path, file: Path) -> Path:
    """Write the quads of a store to a file."""
    command = [str(BIN / "oxigraph"), "dump", "--location", str(store), "--file", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return file


@contextmanager
def run(server: Server) -> Iterator[Running]:
    """Start a server on a free port, wait until it answers, and end it."""
    port = _free_port()
    command = [part.format(port=port) for part in server.command]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        found = Running(process, f"http://127.0.0.1:{port}{server.path}")
        _wait(found)
        yield found
    finally:
        for pid in _tree(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _wait(server: Running) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            server.ask("ASK { }")
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until or server.process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _tree(root: int) -> list[int]:
    """A process and all that stem from it."""
    parents = {int(one.name): _stat(int(one.name)) for one in Path("/proc").glob("[0-9]*")}
    found = [root]
    for pid in found:
        found += [one for one, fields in parents.items() if fields and int(fields[1]) == pid]
    return found


def _taken(pid: int) -> int:
    """The ticks of a process, and of its children that ended."""
    return sum(map(int, _stat(pid)[11:15]))


def _stat(pid: int) -> list[str]:
    """What the system says of a process, from its state on; nothing if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
