"""A transport that sends the head of an answer and its body together, if they come together.

uvicorn writes them one after the other, which are two packets: two calls of the system here, and
two wakings of the client.
"""

from __future__ import annotations

import asyncio
from typing import Any

_ENOUGH = 1 << 16  # octets that do not wait


class Gathering:
    """Writes at the end of the loop's turn; all else the transport does."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Take a piece; the first one of a turn has them all sent."""
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(data)
        self._size += len(data)
        if self._size > _ENOUGH:  # so that the caller is told when it writes too fast
            self._send()

    def close(self) -> None:
        """Close when all is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if not self._parts:
            return
        data = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        if not self._transport.is_closing():
            self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
