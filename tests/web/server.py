"""A real server as tests see it: `kg serve` in a process of its own, on a free port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

_PATIENCE = 60.0  # seconds: a hang, not slowness


class Server:
    """A server that runs; it is ready to answer when this is made.

    `url` is its address with a slash at the end, `stderr` everything that it said.
    """

    def __init__(self, *args: object, cwd: Path, **env: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
        root = str(Path(__file__).parents[2])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", "serve", "--port", "0", *map(str, args)],
            cwd=cwd,
            env=kept | {"PYTHONPATH": root} | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        self.url = self._address()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as said:
            self._lines.extend(iter(said.readline, ""))

    def _address(self) -> str:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self._listening.is_alive():
            for line in list(self._lines):
                if line.startswith("Serving on "):
                    return line.removeprefix("Serving on ").strip()
            time.sleep(0.01)
        self.kill()
        raise AssertionError(f"the server did not start: {self.stderr}")

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    @property
    def stderr(self) -> str:
        return "".join(self._lines)

    @property
    def log(self) -> list[dict[str, object]]:
        """The lines of its access log."""
        return [json.loads(line) for line in list(self._lines) if line.startswith("{")]

    def processes(self) -> dict[int, str]:
        """Its process and all below it that live, with what each was started as."""
        return {pid: _command(pid) for pid in _family(self.process.pid)}

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Tell it to end, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended, and give its exit code."""
        try:
            code = self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._listening.join(5)
        return code

    def kill(self) -> None:
        """End whatever is left of it."""
        for pid in _family(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(5)
        self._listening.join(5)


def alive(pids: Iterable[int], patience: float = 5.0) -> set[int]:
    """Those of some processes that still live after a while."""
    end = time.monotonic() + patience
    while left := {pid for pid in pids if parent_of(pid)}:
        if time.monotonic() > end:
            break
        time.sleep(0.02)
    return left


def _family(first: int) -> list[int]:
    """A process and those below it, the first of each session first."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (parent := parent_of(int(folder.name))):
            below.setdefault(parent, []).append(int(folder.name))
    found = [first]
    for pid in found:
        found += below.get(pid, [])
    return found


def parent_of(pid: int) -> int:
    """The parent of a process, or 0 if it is none or has ended."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[:2]
    except OSError:
        return 0
    return 0 if state == "Z" else int(parent)


def _command(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
