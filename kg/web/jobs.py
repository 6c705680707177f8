"""One request on its way from the caller to a worker and back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.web.actions import Reply
from kg.web.problems import Problem
from kg.web.wire import Message

_ASKED = ("path", "given", "default", "named", "iri")


@dataclass(eq=False, slots=True)
class Job:
    """One request; `answer` gets a `Reply`, or the `Problem` that stopped it.

    `settled` is done as soon as it is answered, or known to be slow.
    """

    number: int
    action: str
    values: Mapping[str, Any]
    body: bytes
    since: float
    answer: asyncio.Future[Reply]
    settled: asyncio.Future[None]
    build: str = ""
    deaths: int = 0
    cost: float = 0.0
    """Seconds that workers gave to it."""

    @property
    def over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.answer.done()

    @property
    def slow(self) -> bool:
        """Whether it is known to take its time."""
        return self.settled.done() and not self.over

    def end(self, reply: Reply | Problem) -> None:
        """Answer it, unless nobody waits."""
        if self.over:
            if isinstance(reply, Reply):
                close(reply)
        elif isinstance(reply, Problem):
            self.answer.set_exception(reply)
        else:
            self.answer.set_result(reply)
        self.settle()

    def settle(self) -> None:
        """Say that it is answered, or that it takes its time."""
        if not self.settled.done():
            self.settled.set_result(None)

    def forget(self) -> None:
        """Nobody takes the answer, whether it is there or still comes."""
        self.answer.cancel()
        if not self.answer.cancelled() and self.answer.exception() is None:
            close(self.answer.result())
        self.settled.cancel()

    def message(self) -> Message:
        return Message({"do": self.action, **self.values}, self.body, number=self.number)

    @property
    def asked(self) -> tuple[str, str, bytes]:
        """What is asked, whoever asks and in whatever format."""
        named = {name: self.values[name] for name in _ASKED if name in self.values}
        return self.action, str(named), self.body


def close(reply: Reply) -> None:
    """Close the file of an answer that nobody takes."""
    if reply.file is not None:
        os.close(reply.file)
