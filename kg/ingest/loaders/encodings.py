"""Text in any encoding as a stream of UTF-8, in which what could not be decoded is marked.

Whether a file is UTF-8 is looked at in all of it, which costs a hundredth of reading it: an office
whose first letter with an accent stands in row 90,000 must not be read by its first rows. What is
neither UTF-8 nor marked as UTF-16 can only be judged by its letters, and that judgement is
reported by whoever reads the file, because it may be wrong.
"""

from __future__ import annotations

import codecs
import io
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg.errors import DatasetError, Where
from kg.ingest.loaders.kinds import opening

# Stands for one octet that is no text, and for NUL. A noncharacter, which Unicode keeps for such
# uses; a cell that holds it cannot be a value.
UNREADABLE = "\ufdd0"
_HANDLER = "kg.unreadable"
_CHUNK = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_FREQUENT = frozenset("оеаинтсрвлкОЕАИНТСРВЛК")


def _unreadable(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNREADABLE, error.end


codecs.register_error(_HANDLER, _unreadable)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the octets of a file are text. `judged`: by its letters, which may be wrong."""

    name: str
    mark: int = 0
    plain: bool = False
    judged: bool = False
    quoted: bool = True


def encoding_of(file: Path, stated: str = "", quote: str = '"') -> Encoding:
    """Find the encoding of a file. `quoted` says whether `quote` may occur in it at all.

    Raises:
        DatasetError: the stated encoding is unknown or is not that of the file's mark.
    """
    with opening(file), file.open("rb") as stream:
        head = stream.read(_CHUNK)
        mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
        name = _agreed(file, _MARKS.get(mark, ""), stated) or _wide(head) or "utf-8"
        if name != "utf-8":
            return Encoding(name, len(mark))
        stream.seek(0)
        odd, plain, quoted = _survey(stream, quote.encode())
    if odd and not (stated or mark):
        return Encoding(_judge(odd), judged=True)
    return Encoding(name, len(mark), plain=plain, quoted=quoted)


def open_text(file: Path, encoding: Encoding) -> Text:
    """Open a file as UTF-8 without its mark; undecodable octets and NUL become UNREADABLE."""
    with opening(file):
        stream = file.open("rb")
        stream.seek(encoding.mark)
    return Text(stream, "" if encoding.plain else encoding.name)


class Text(io.RawIOBase):
    """Reads text of any encoding as UTF-8; `tail` are the last octets that were read."""

    def __init__(self, stream: io.BufferedReader, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(_HANDLER) if encoding else None
        self._rest, self._ended = b"", False
        self.tail = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Read `size` octets; fewer are the end. Arrow takes what one call gives for a block."""
        part = self._stream.read(size) if self._decoder is None else self._decoded(size)
        self.tail = part[-16:] or self.tail
        return part

    def readinto(self, buffer: Any) -> int:
        """What the readers of lines ask for."""
        view = memoryview(buffer).cast("B")
        part = self.read(len(view))
        view[: len(part)] = part
        return len(part)

    def _decoded(self, size: int) -> bytes:
        assert self._decoder is not None
        while not self._ended and (size < 0 or len(self._rest) < size):
            octets = self._stream.read(_CHUNK)
            self._ended = not octets
            text = self._decoder.decode(octets, final=self._ended).replace("\0", UNREADABLE)
            self._rest += text.encode("utf-8", "replace")
        size = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:size], self._rest[size:]
        return part

    def close(self) -> None:
        self._stream.close()
        super().close()


def _agreed(file: Path, marked: str, stated: str) -> str:
    """The stated encoding under Python's name for it, if it is no other than the marked one."""
    if not stated:
        return marked
    try:
        name = codecs.lookup(stated).name
        "".encode(name)
    except LookupError:
        message = f'there is no encoding "{stated}"; known are utf-8, utf-16, cp1252, cp1251, …'
        raise DatasetError(message, where=Where(str(file))) from None
    name = {"utf-8-sig": "utf-8"}.get(name, name)
    if marked and not marked.startswith(name):
        message = f"begins with the mark of {marked}, and is said to be {stated}"
        raise DatasetError(message, where=Where(str(file)))
    return marked or name


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other octet of what is mostly Latin text is zero."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) < 4 or max(even, odd) < len(head) // 5 or min(even, odd) > max(even, odd) // 10:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _survey(stream: io.BufferedReader, quote: bytes) -> tuple[bytes, bool, bool]:
    """The first octets that no UTF-8 has, whether all is text, whether quotes may occur.

    Where letters in UTF-8 stood before, the file is UTF-8 with a fault, and there are no such.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    plain, quoted, ascii_only = True, False, True
    while chunk := stream.read(_CHUNK):
        plain, quoted = plain and b"\0" not in chunk, quoted or bool(quote and quote in chunk)
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            ascii_only = ascii_only and error.object[: error.start].isascii()
            odd = error.object[error.start :] + stream.read(_CHUNK)
            return odd if ascii_only else b"", False, bool(quote)
        ascii_only = ascii_only and chunk.isascii()
    pending, _ = decoder.getstate()
    return b"", plain and not pending, quoted


def _judge(octets: bytes) -> str:
    """The encoding that text not in UTF-8 most likely has.

    Letters of Cyrillic words and Chinese characters stand in a row; accents stand alone.

    >>> _judge("Côte d'Ivoire, Türkiye".encode("cp1252"))
    'cp1252'
    >>> _judge("Кыргызская Республика".encode("cp1251"))
    'cp1251'
    >>> _judge("Китайская Народная Республика".encode("koi8-r"))
    'koi8-r'
    >>> _judge("中国 吉尔吉斯斯坦".encode("gb18030"))
    'gb18030'
    """
    high = sum(octet > 127 for octet in octets)
    pairs = sum(one > 127 and two > 127 for one, two in pairwise(octets))
    if pairs < 0.4 * high:
        return "cp1252"
    chinese = octets.decode("gb18030", "ignore")
    common = sum(
        "一" <= sign <= "龥" and sign.encode("gb2312", "ignore") < b"\xd8" for sign in chinese
    )
    if common > 0.4 * high:
        return "gb18030"
    cyrillic = ("cp1251", "koi8-r", "cp866")
    return max(cyrillic, key=lambda name: _likeness(octets.decode(name, "ignore")))


def _likeness(text: str) -> float:
    """How much of a text is frequent Cyrillic letters, small ones more than capitals."""
    signs = Counter(text)
    return sum(n * (1 + sign.islower()) for sign, n in signs.items() if sign in _FREQUENT)
