"""What an export's octets pass on their way out: who counts them, and who refuses some of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO

from kg.errors import FormatError

_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_RETURN = b"&#xD;"  # a reader of XML takes a carriage return itself for the end of a line
_OFTEN = 1 << 20  # octets between two words on the progress


class Passing:
    """A file to write to that tells how many marks went by, such as the ends of lines."""

    def __init__(
        self,
        output: IO[bytes],
        tell: Callable[[int, int], None],
        size: int = 0,
        mark: bytes = b"\n",
        xml: bool = False,
    ) -> None:
        self._output = output
        self._tell = tell
        self._size = size
        self._mark = mark
        self._xml = xml
        self.done = 0
        self._untold = 0

    def __enter__(self) -> Passing:
        return self

    def __exit__(self, *_: object) -> None:
        self._say()

    def write(self, octets: bytes) -> int:
        """Take some octets.

        Raises:
            FormatError: XML is written, which has no place for one of them.
        """
        self.done += octets.count(self._mark)
        self._untold += len(octets)
        if self._untold > _OFTEN:
            self._say()
        self._output.write(_in_xml(octets) if self._xml else octets)
        return len(octets)

    def _say(self) -> None:
        self._untold = 0
        self._tell(self.done, max(self._size, self.done) if self._size else 0)

    def flush(self) -> None:
        """Leave what is buffered where it is: the file is flushed when it is closed."""


def _in_xml(octets: bytes) -> bytes:
    r"""Octets of which a reader of XML makes the same text again.

    >>> _in_xml(b"a\r\nb")
    b'a&#xD;\nb'
    """
    if _NO_XML.search(octets):
        raise FormatError(
            "a text of the graph has a control character, which XML cannot hold;"
            " every other format can"
        )
    return octets.replace(b"\r", _RETURN)
