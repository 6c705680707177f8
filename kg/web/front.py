"""The server's own side of a request: it is handed to a worker, and the answer to its caller."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kg.web.actions import Reply
from kg.web.exchange import Headers, Receive, Scope, Send, give, gone, header, headers
from kg.web.jobs import Job, close
from kg.web.kept import Kept, changing
from kg.web.lanes import Lanes
from kg.web.limits import Limits
from kg.web.problems import Problem
from kg.web.record import Watched, digest, watched
from kg.web.stand import Stand

_OF_THE_BUILD = {"sparql", "graph", "description"}  # they ask no named query
_VARY = (b"vary", b"Accept, Accept-Encoding")
_NO_CACHE = (b"cache-control", b"no-cache")
_UNCHANGED = Reply(b"", "text/plain", 304)
_HEADERS = (b"accept", b"accept-encoding", b"if-none-match")

_HOST = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")


@dataclass(frozen=True)
class Front:
    """What every route needs: the workers, the limits, and the address under which all stands."""

    lanes: Lanes
    limits: Limits
    address: str = ""
    """Scheme, host and path before every path, if the one that callers use is not to be told."""
    queries: Path | None = None
    """The folder of the named queries, which may change though the build does not."""
    kept: Kept = field(init=False)
    stand: Stand = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", Kept(self.limits.kept))
        object.__setattr__(self, "stand", Stand(self.queries))

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
        # a proxy's word may also be of web sockets, of which there are none here
        scheme = "https" if scope.get("scheme") in ("https", "wss") else "http"
        return f"{scheme}://{host}{scope.get('root_path', '')}"

    async def reply(
        self,
        receive: Receive,
        action: str,
        values: Mapping[str, Any],
        body: bytes = b"",
        seen: Watched | None = None,
    ) -> tuple[Reply, str, float]:
        """Have something done; give the reply, the build that it is of, and what it cost.

        A request whose caller goes away while it is slow is stopped.

        Raises:
            Problem: a limit was passed.
        """
        job = self.lanes.begin(action, values, body)
        try:
            await job.settled
            if not job.answer.done():
                await self._while_there(job, receive)
            return job.answer.result(), job.build, job.cost
        except asyncio.CancelledError:
            self.lanes.abandon(job)
            raise
        finally:
            if seen:
                seen.cost = job.cost

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
        if seen := watched(scope):
            seen.digest = digest(body or scope["query_string"])
        accept, encoding, condition = headers(scope, *_HEADERS)
        values = {"accept": accept, **values}
        if "gzip" in encoding:
            values["gzip"] = True
        known, asked = self.lanes.build, (action, values, body, self._stand(action))
        tag = self.tag(known, *asked)
        head = scope["method"] == "HEAD"
        condition = "" if scope["method"] == "POST" else condition.strip()
        if reply := self._known(condition, tag):
            await give(send, reply, self.limits, head=head, more=_told(tag))
            return
        with suppress(asyncio.CancelledError):
            reply, build, cost = await self.reply(receive, action, values, body, seen)
            if build != known:
                tag = self.tag(build, *asked)
            if reply.status != 200 or changing(body) or "Cache-Control" in reply.headers:
                tag = ""
            elif build == self.lanes.build:
                self.kept.keep(build, tag, reply, slow=cost > self.limits.patience)
            reply = _unless_any(condition, reply)
            await give(send, reply, self.limits, head=head, more=_told(tag))

    def _known(self, condition: str, tag: str) -> Reply | None:
        """The answer, if the caller has it, or the server has."""
        if tag[2:] in condition:  # the weak comparison of RFC 9110, 8.8.3.2
            return _UNCHANGED
        reply = self.kept.get(tag)
        return reply and _unless_any(condition, reply)

    def _stand(self, action: str) -> str:
        return "" if action in _OF_THE_BUILD else self.stand.now()

    def tag(
        self, build: str, action: str, values: Mapping[str, Any], body: bytes, stand: str = ""
    ) -> str:
        """What is the same as long as the answer is.

        A digest of the build, of the request and, where `stand` is given, of the named queries.
        """
        asked = repr((build, action, values, stand)).encode() + body
        return f'W/"{blake2b(asked, digest_size=16).hexdigest()}"'


def _told(tag: str) -> Headers:
    """What caches on the way are told."""
    return (_VARY, (b"etag", tag.encode()), _NO_CACHE) if tag else (_VARY,)


def _unless_any(condition: str, reply: Reply) -> Reply:
    """A reply to a caller who wants it only if there was none before: that it is there."""
    if condition != "*" or reply.status != 200:
        return reply
    close(reply)
    return _UNCHANGED
