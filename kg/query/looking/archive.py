"""A folder of source texts, found by the digest that a document records of its own.

The texts themselves are not redistributed; who has them can read the sentence that a claim means.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from kg.errors import StoreError, Where
from kg.issues import Issue


class Archive:
    """The `*.txt` files of a folder and the folders in it, indexed by the digest of their text.

    What cannot be read is passed over and listed in `odd`: it is no text that a document records.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise StoreError(f"there is no archive folder {folder}")
        self.folder = folder
        self.odd: list[Issue] = []
        self._texts: dict[str, tuple[Path, str]] | None = None

    def text(self, digest: str) -> str | None:
        """The text that has a digest, or None."""
        found = self._known().get(digest.lower())
        return found[1] if found else None

    def others(self, digests: Iterable[str]) -> dict[str, str]:
        """The texts that have none of these digests, by their files in the folder.

        Raises:
            StoreError: the folder has no text at all.
        """
        if not self._known() and not self.odd:
            raise StoreError(f"the archive folder {self.folder} has no text (*.txt) in it")
        known = {digest.lower() for digest in digests}
        return {
            path.relative_to(self.folder).as_posix(): text
            for digest, (path, text) in self._known().items()
            if digest not in known
        }

    def _known(self) -> dict[str, tuple[Path, str]]:
        if self._texts is None:
            self._texts = dict(filter(None, map(self._read, sorted(self.folder.rglob("*.txt")))))
        return self._texts

    def _read(self, path: Path) -> tuple[str, tuple[Path, str]] | None:
        try:
            text = normalise(path.read_bytes().decode("utf-8"))
        except UnicodeDecodeError:
            reason = "it is not UTF-8"
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            return hashlib.sha256(text.encode()).hexdigest(), (path, text)
        said = f"cannot be read and is passed over: {reason}"
        self.odd.append(Issue("warning", said, Where(str(path))))
        return None


def normalise(text: str) -> str:
    """The text as offsets count it: no byte order mark, LF, NFC, and nothing else changed.

    >>> normalise("\\ufeffa\\r\\nb\\rc")
    'a\\nb\\nc'
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines)
