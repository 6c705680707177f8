"""The server's own side of a request: it is handed to a worker, and the answer to its caller."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from kg.web.actions import Reply
from kg.web.exchange import Receive, Scope, Send, give, gone, header
from kg.web.lanes import Lanes
from kg.web.limits import Limits
from kg.web.problems import Problem
from kg.web.workers import Job

_HOST = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")


@dataclass(frozen=True)
class Front:
    """What every route needs: the workers, the limits, and the address under which all stands."""

    lanes: Lanes
    limits: Limits
    address: str = ""
    """Scheme, host and path before every path, if the one that callers use is not to be told."""

    def base(self, scope: Scope) -> str:
        """The address of the server as its caller knows it, without a slash at its end.

        Raises:
            Problem: the caller says what is no address.
        """
        if self.address:
            return self.address
        host = header(scope, b"host") or "localhost"
        if not _HOST.fullmatch(host):
            raise Problem(400, "wrong-host", "The Host header is none")
        return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"

    async def reply(
        self, receive: Receive, action: str, values: Mapping[str, Any], body: bytes = b""
    ) -> tuple[Reply, str]:
        """Have something done; give the reply and the build that it is of.

        A request whose caller goes away while it is slow is stopped.

        Raises:
            Problem: a limit was passed.
        """
        job = self.lanes.begin(action, values, body)
        try:
            await job.settled
            if not job.answer.done():
                await self._while_there(job, receive)
            return job.answer.result(), job.build
        except asyncio.CancelledError:
            self.lanes.abandon(job)
            raise

    async def _while_there(self, job: Job, receive: Receive) -> None:
        leaving = asyncio.ensure_future(gone(receive))
        try:
            either: set[asyncio.Future[Any]] = {job.answer, leaving}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
        if not job.answer.done():
            self.lanes.abandon(job)

    async def answer(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        action: str,
        values: Mapping[str, Any],
        body: bytes = b"",
    ) -> None:
        """Have something done and give it to the caller, who may have it already.

        Raises:
            Problem: a limit was passed.
        """
        values = {"accept": header(scope, b"accept"), **values}
        if "gzip" in header(scope, b"accept-encoding"):
            values["gzip"] = True
        tag = self.tag(self.lanes.build, action, values, body)
        head = scope["method"] == "HEAD"
        if scope["method"] != "POST" and _has(header(scope, b"if-none-match"), tag):
            unchanged = Reply(b"", "text/plain", 304, {"ETag": tag})
            await give(send, unchanged, self.limits, head=True)
            return
        with suppress(asyncio.CancelledError):
            reply, build = await self.reply(receive, action, values, body)
            more = {"Vary": "Accept, Accept-Encoding"}
            if reply.status == 200:
                more["ETag"] = self.tag(build, action, values, body)
                more["Cache-Control"] = "no-cache"
            await give(send, reply, self.limits, head=head, more=more)

    def tag(self, build: str, action: str, values: Mapping[str, Any], body: bytes) -> str:
        """What is the same as long as the answer is: a digest of the build and of the request."""
        asked = repr((build, action, values)).encode() + body
        return f'W/"{blake2b(asked, digest_size=12).hexdigest()}"'


def _has(condition: str, tag: str) -> bool:
    return condition != "" and (tag in condition or condition.strip() == "*")
