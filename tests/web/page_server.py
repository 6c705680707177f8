"""`kg serve` as a browser meets it: a server in a process of its own, asked over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0  # seconds: a hang, not slowness


@contextmanager
def serving(*args: object, cwd: Path) -> Iterator[httpx.Client]:
    """Serve what stands in a folder, and give a client that asks there and follows nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg.cli", "serve", "--port", port, "--processes", 1, *args]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    process = subprocess.Popen(
        [*map(str, command)], cwd=cwd, env=kept | {"PYTHONPATH": str(_ROOT)}, stderr=subprocess.PIPE
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE) as client:
            _wait(client, process)
            yield client
    finally:
        process.kill()
        process.communicate()


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            client.get("/robots.txt")
            return
        except httpx.ConnectError:
            time.sleep(0.02)
    raise AssertionError("the server did not start")


def page(client: httpx.Client, path: str) -> httpx.Response:
    """What a browser is given."""
    return client.get(path, headers={"Accept": BROWSER})
