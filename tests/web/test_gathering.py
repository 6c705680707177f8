"""What is written together is sent together, in its order, and nothing of it is lost."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from kg.web.gathering import Gathering


class Sent:
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        self.data: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.data.append(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


async def gathering(sent: Sent) -> Gathering:
    return Gathering(cast("Any", sent), asyncio.get_running_loop())


def test_a_head_and_its_body_are_one_packet() -> None:
    async def answers() -> list[bytes]:
        transport = await gathering(sent := Sent())
        for data in (b"head", b"body"):
            transport.write(data)
        assert sent.data == []
        await asyncio.sleep(0)
        transport.write(b"next")
        await asyncio.sleep(0)
        return sent.data

    assert asyncio.run(answers()) == [b"headbody", b"next"]


def test_a_large_piece_does_not_wait() -> None:
    async def large() -> list[bytes]:
        transport = await gathering(sent := Sent())
        transport.write(b"head")
        transport.write(bytes(1 << 17))
        found = [*sent.data]
        await asyncio.sleep(0)
        assert sent.data == found
        return found

    assert asyncio.run(large()) == [b"head" + bytes(1 << 17)]


def test_all_is_sent_before_the_end_and_nothing_behind() -> None:
    async def closed() -> Sent:
        transport = await gathering(sent := Sent())
        transport.write(b"last")
        transport.close()
        transport.write(b"lost")
        await asyncio.sleep(0)
        assert transport.is_closing()
        return sent

    sent = asyncio.run(closed())
    assert (sent.data, sent.closed) == ([b"last"], True)
