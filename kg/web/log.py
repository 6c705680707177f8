"""The log: one line of JSON for each request, and one for each fault.

A request only leaves its line in a queue. A thread writes; whatever that thread meets, a full disk
or a reader that reads no more, it costs lines, which are counted, and never a request. The lines
are made before, since two threads that both have work for the interpreter stop each other for
milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
import traceback
from collections import deque
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from pathlib import Path
from typing import NamedTuple

_ROOM = 50_000  # lines that wait
_PAUSE = 0.2
_FILE, _PIPE = 1 << 16, 4096  # octets written at once; what a pipe takes whole
_LONG = 1100  # octets that a line has at most


class Line(NamedTuple):
    """What is written down of one request."""

    time: float
    id: str
    method: str
    path: str
    status: int
    seconds: float
    octets: int
    digest: str
    cost: float
    client: str

    def text(self) -> str:
        r"""The line as JSON.

        >>> Line(0.0, "a-1", "GET", "/x\n", 200, 0.0012, 5, "", 0.0, "127.0.0.1").text()
        '{"time":"1970-01-01T00:00:00.000Z","request":"a-1","method":"GET","path":"/x\\n",...}'
        """
        return (
            f'{{"time":"{_stamp(self.time)}","request":{_quoted(self.id)}'
            f',"method":{_quoted(self.method)},"path":{_quoted(self.path)},"status":{self.status}'
            f',"seconds":{self.seconds:.6f},"octets":{self.octets},"query":"{self.digest}"'
            f',"cost":{self.cost:.6f},"client":{_quoted(self.client)}}}'
        )


class Log:
    """Takes lines and writes them to a file, or to the standard error output."""

    def __init__(self, file: Path | None = None, *, requests: bool = True) -> None:
        self.lost = 0
        self._file, self._requests = file, requests
        self._waiting: deque[str] = deque()
        self._to = -1
        self._torn = b""
        self._piece = _FILE if file else _PIPE - _LONG

    def start(self) -> None:
        """Begin to write."""
        threading.Thread(target=self._write_on, daemon=True).start()

    def add(self, line: Line | str) -> None:
        """Take a line, if there is room."""
        if isinstance(line, Line) and not self._requests:
            return
        if len(self._waiting) < _ROOM:
            self._waiting.append(line.text() if isinstance(line, Line) else line)
        else:
            self.lost += 1

    def _write_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(_PAUSE):
            self.flush()

    def flush(self) -> None:
        """Write what waits; what cannot be written is lost."""
        while self._waiting:
            self._write(self._some())

    async def drained(self) -> None:
        """Wait until all is written, but not for a reader that reads no more."""
        for _ in range(20):
            if not self._waiting:
                return
            await asyncio.sleep(_PAUSE / 4)

    def _some(self) -> list[str]:
        """Lines that can be written in one piece, whoever else writes to the same pipe."""
        lines, size = [], 0
        while self._waiting and size < self._piece:
            lines.append(self._waiting.popleft())
            size += len(lines[-1]) + 1
        return lines

    def _write(self, lines: list[str]) -> None:
        data = self._torn + "\n".join([*lines, ""]).encode("ascii", "backslashreplace")
        try:
            to = self._opened()
            while data:
                data = data[os.write(to, data) :]
                self._torn = b"\n"
            self._torn = b""
        except OSError:
            self.lost += len(lines)

    def _opened(self) -> int:
        """The descriptor to write to; a file that was moved away is made anew."""
        if self._file is None:
            return sys.__stderr__.fileno() if sys.__stderr__ else 2
        if self._to >= 0 and not _same(self._to, self._file):
            os.close(self._to)
            self._to = -1
        if self._to < 0:
            self._to = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        return self._to


class Faults(logging.Handler):
    """Puts what the server itself has to say into its log."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        said = {"time": _stamp(record.created), "level": record.levelname.lower()}
        said["fault"] = record.getMessage()
        if record.exc_info:
            said["trace"] = "".join(traceback.format_exception(*record.exc_info))
        self._log.add(json.dumps(said))


def _same(descriptor: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except OSError:
        return False


def _stamp(when: float) -> str:
    whole = int(when)
    return f"{_second(whole)}.{int((when - whole) * 1000):03d}Z"


@lru_cache(maxsize=2)
def _second(when: int) -> str:
    return datetime.fromtimestamp(when, UTC).isoformat()[:-6]
