"""How a project's queries stand: they may be edited under the server, while the build stays."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path


class Stand:
    """A digest of all queries of a folder, made anew once one of their files is another."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._seen: list[tuple[str, int, int]] = []
        self._digest = ""

    def now(self) -> str:
        """The digest, empty where there are no queries."""
        seen = self._look()
        if seen != self._seen:
            self._digest, self._seen = self._read([name for name, *_ in seen]), seen
        return self._digest

    def _look(self) -> list[tuple[str, int, int]]:
        if self._folder is None:
            return []
        found = []
        with suppress(OSError), os.scandir(self._folder) as files:
            for one in files:
                if one.name.endswith(".rq"):
                    about = one.stat()
                    found.append((one.name, about.st_mtime_ns, about.st_size))
        return sorted(found)

    def _read(self, names: list[str]) -> str:
        made = blake2b(digest_size=16)
        for name in names:
            with suppress(OSError):
                text = (self._folder / name).read_bytes() if self._folder else b""
                made.update(f"{name}\0{len(text)}\0".encode() + text)
        return made.hexdigest() if names else ""
