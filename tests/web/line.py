"""A connection whose other side is a list of pieces, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from uvicorn.server import ServerState

from kg.web.connection import Connection, held_to
from kg.web.limits import Limits

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
Answer = Callable[[Any, Any], Awaitable[None]]


class Sent:
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        self.data: list[bytes] = []
        self.scopes: list[Any] = []
        self.closing, self.reads = False, True

    def write(self, data: bytes) -> None:
        if data:
            self.data.append(data)

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    abort = write_eof = close

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True

    def get_extra_info(self, _: str) -> tuple[str, int]:
        return "127.0.0.1", 1


def come(answer: Answer, *pieces: bytes | None, turns: int = 5) -> Sent:
    """What a connection sends when these pieces come, and `answer` answers each request.

    Nothing, in the place of a piece, is the end of what the caller says, at once behind the rest.
    """
    sent = Sent()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        sent.scopes.append(scope)
        await answer(receive, send)

    async def all_of_it() -> Sent:
        config = cast("Any", type("Config", (), {"loaded_app": staticmethod(app)}))
        one = cast("Any", held_to(Limits(), lambda _: None))(config, ServerState())
        connection = cast("Connection", one)
        connection.connection_made(cast("Any", sent))
        for piece, following in zip(pieces, [*pieces[1:], b""], strict=True):
            if piece is not None:
                connection.data_received(piece)
            elif not connection.eof_received():
                sent.close()
                connection.connection_lost(None)
                return sent
            for _ in range(turns if following is not None else 0):
                await asyncio.sleep(0)
        connection.connection_lost(None)
        await asyncio.sleep(0)
        return sent

    return asyncio.run(all_of_it())


def starting(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http.response.start", "status": 200, "headers": list(headers)}


def body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


async def short(_: Any, send: Any) -> None:
    await send(starting((b"content-length", b"4")))
    await send(body(b"body"))
