"""Messages between the server and its workers: a header in JSON, a body, maybe an open file.

A message is two lengths of 4 octets (little-endian), the header, the body. A body that is too
large to be copied is handed over as a file that has no name any more, and so leaves nothing
behind however the processes end.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

_LENGTHS = Struct("<II")
_AT_ONCE = 1 << 15  # for 256 KiB, each read costs the system a new piece of memory
_ENCODED = json.JSONEncoder(separators=(",", ":")).encode
_FILES = 4  # that one read may bring; each message brings one at most


class Message(NamedTuple):
    """A header, a body, and the file that holds the rest of the body, if there is one."""

    header: dict[str, Any]
    body: bytes = b""
    file: int | None = None

    def packed(self) -> bytes:
        """The octets of a message, without its file.

        >>> Message({"do": "ask"}, b"ASK {}").packed()
        b'\\x0c\\x00\\x00\\x00\\x06\\x00\\x00\\x00{"do":"ask"}ASK {}'
        """
        header = self.header | {"file": True} if self.file is not None else self.header
        written = _ENCODED(header).encode()
        return _LENGTHS.pack(len(written), len(self.body)) + written + self.body


def send(connection: socket.socket, message: Message) -> None:
    """Send a message, and wait until it is sent; its file is closed here then."""
    packed = message.packed()
    if message.file is not None:
        sent = socket.send_fds(connection, [packed], [message.file])
        os.close(message.file)
        packed = packed[sent:]
    connection.sendall(packed)


class Reader:
    """Puts the pieces together that come from a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._left = b""
        self._files: list[int] = []

    def read(self) -> Iterator[Message] | None:
        """The messages that are whole after one more read; None when the other side is gone."""
        data, files, _, _ = socket.recv_fds(self._connection, _AT_ONCE, _FILES)
        self._files += files
        if not data:
            return None
        self._left += data
        return self._whole()

    def _whole(self) -> Iterator[Message]:
        while len(self._left) >= _LENGTHS.size:
            first, second = _LENGTHS.unpack_from(self._left)
            begin = _LENGTHS.size + first
            if len(self._left) < begin + second:
                return
            header = json.loads(self._left[_LENGTHS.size : begin].decode())
            body = self._left[begin : begin + second]
            self._left = self._left[begin + second :]
            yield self._message(header, body)

    def _message(self, header: dict[str, Any], body: bytes) -> Message:
        if not header.pop("file", False):
            return Message(header, body)
        if not self._files:  # this process has no descriptor left, and so the system dropped it
            return Message(header | {"lost": True}, body)
        return Message(header, body, self._files.pop(0))

    def close(self) -> None:
        """Close the connection, and the files that nobody took."""
        for file in self._files:
            os.close(file)
        self._connection.close()
