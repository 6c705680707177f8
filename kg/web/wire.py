"""Messages between the server and its workers: a number, a header in JSON, a body, maybe a file.

A message begins with five numbers of 4 octets (little-endian): its own, the microseconds that it
took, whether a file comes with it, and the lengths of header and body. A body that is too large to
be copied is handed over as a file that has no name any more, and so leaves nothing behind however
the processes end.
"""

from __future__ import annotations

import json
import os
import socket
from array import array
from collections.abc import Iterator, Mapping
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

_HEAD = Struct("<IIIII")
_AT_ONCE = 1 << 15  # for 256 KiB, each read costs the system a new piece of memory
_ENCODED = json.JSONEncoder(separators=(",", ":")).encode
_INT = array("i").itemsize
_FILES = socket.CMSG_LEN(4 * _INT)  # octets that tell of files; each message brings one at most
_RIGHTS = socket.SOL_SOCKET, socket.SCM_RIGHTS
_SHORT = 256  # octets of a header that is likely to come again


class Message(NamedTuple):
    """A header, a body, and the file that holds the body instead, if there is one."""

    header: Mapping[str, Any]
    body: bytes = b""
    file: int | None = None
    number: int = 0
    """Of the request; 0 where there is none."""
    took: int = 0
    """Microseconds of work, in an answer."""
    lost: bool = False
    """Whether the file could not be taken."""

    def packed(self) -> bytes:
        """The octets of a message, without its file.

        >>> Message({"do": "ask"}, b"ASK {}", number=7).packed()[-18:]
        b'{"do":"ask"}ASK {}'
        """
        written = _written(self.header)
        numbers = (self.number, self.took, self.file is not None, len(written), len(self.body))
        return _HEAD.pack(*numbers) + written + self.body


def send(connection: socket.socket, message: Message) -> None:
    """Send a message, and wait until it is sent; its file is closed here then."""
    packed = message.packed()
    if message.file is not None:
        sent = socket.send_fds(connection, [packed], [message.file])
        os.close(message.file)
        packed = packed[sent:]
    connection.sendall(packed)


def _written(header: Mapping[str, Any]) -> bytes:
    try:
        return _written_before(tuple(header.items()))
    except TypeError:  # there is a list in it, which is no key
        return _ENCODED(header).encode()


@lru_cache(maxsize=64)  # they may be as long as what callers send
def _written_before(items: tuple[tuple[str, Any], ...]) -> bytes:
    return _ENCODED(dict(items)).encode()


@lru_cache(maxsize=1024)
def _known(header: bytes) -> Mapping[str, Any]:
    return json.loads(header)  # type: ignore[no-any-return]


def _read(header: bytes) -> Mapping[str, Any]:
    return _known(header) if len(header) < _SHORT else json.loads(header)


class Reader:
    """Puts the pieces together that come from a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._left = b""
        self._files: list[int] = []

    def read(self) -> Iterator[Message] | None:
        """The messages that are whole after one more read; None when the other side is gone."""
        data, beside, _, _ = self._connection.recvmsg(_AT_ONCE, _FILES)
        for level, kind, octets in beside:
            if (level, kind) == _RIGHTS:
                self._files += array("i", octets[: len(octets) // _INT * _INT])
        if not data:
            return None
        self._left += data
        return self._whole()

    def _whole(self) -> Iterator[Message]:
        left, begin = self._left, 0
        try:
            while len(left) - begin >= _HEAD.size:
                number, took, filed, first, second = _HEAD.unpack_from(left, begin)
                middle = begin + _HEAD.size + first
                if len(left) < middle + second:
                    break
                header = _read(left[begin + _HEAD.size : middle])
                begin = middle + second
                message = Message(header, left[middle:begin], None, number, took)
                yield self._with_file(message) if filed else message
        finally:  # also where whoever takes them stops: what was taken does not come again
            self._left = left[begin:]

    def _with_file(self, message: Message) -> Message:
        if not self._files:  # this process has no descriptor left, and so the system dropped it
            return message._replace(lost=True)
        return message._replace(file=self._files.pop(0))

    def close(self) -> None:
        """Close the connection, and the files that nobody took."""
        for file in self._files:
            os.close(file)
        self._connection.close()
