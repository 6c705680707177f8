"""The few files that pages load: read once, served from memory, found by name and not by path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from kg.web import problems
from kg.web.actions import Reply
from kg.web.exchange import Receive, Scope, Send, give, header
from kg.web.front import Front

_FOLDER = Path(__file__).parent / "static"
_MEDIA = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_METHODS = "GET, HEAD"


class File(NamedTuple):
    """One file."""

    body: bytes
    media: str
    tag: str


@dataclass(frozen=True)
class Static:
    """Gives a file, or says that there is none."""

    front: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in _METHODS.split(", "):
            raise problems.wrong_method(_METHODS)
        file = _files().get(scope["path_params"]["name"])
        if file is None:
            raise problems.not_found(scope["path"])
        more = ((b"etag", file.tag.encode()), (b"cache-control", b"public, max-age=3600"))
        same = file.tag in header(scope, b"if-none-match")
        reply = Reply(b"", file.media, 304) if same else Reply(file.body, file.media)
        head = scope["method"] == "HEAD" or same
        await give(send, reply, self.front.limits, head=head, more=more)


@cache
def _files() -> dict[str, File]:
    """Every file, by its name."""
    return {path.name: _read(path) for path in _FOLDER.iterdir() if path.suffix in _MEDIA}


def _read(path: Path) -> File:
    body = path.read_bytes()
    return File(body, _MEDIA[path.suffix], f'"{blake2b(body, digest_size=9).hexdigest()}"')
