"""The head of a request, as far as the connection itself must know what it says (RFC 9112)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import httptools

from kg.web.problems import MEDIA, Problem

_VERSION = {"version": "3.0", "spec_version": "2.3"}  # of ASGI
Lines = list[tuple[bytes, bytes]]


def wrong(version: str, headers: Lines) -> Problem | None:
    """What is wrong with a head that the parser lets pass.

    >>> wrong("1.1", []).kind, wrong("1.0", [])
    ('wrong-host', None)
    """
    if version not in ("1.0", "1.1"):
        return Problem(505, "wrong-version", "This server speaks HTTP/1.1")
    hosts = 0
    for name, value in headers:
        if name == b"host":
            hosts += 1
        elif name == b"transfer-encoding" and b"," in value:  # RFC 9112, 6.1
            return Problem(501, "wrong-coding", "The body comes in no coding but chunked")
    if hosts > 1 or (not hosts and version == "1.1"):  # RFC 9112, 3.2
        return Problem(400, "wrong-host", "A request has one Host header", f"this one has {hosts}")
    return None


def asked(method: bytes, url: bytes, version: str, headers: Lines) -> dict[str, Any]:
    """What is asked for, as ASGI says it.

    An address in the first line counts instead of the Host header (RFC 9112, 3.2.2).

    >>> scope = asked(b"GET", b"http://x:80?a", "1.1", [(b"host", b"y")])
    >>> scope["path"], scope["query_string"], scope["headers"]
    ('/', b'a', [(b'host', b'x:80')])

    Raises:
        HttpParserInvalidURLError, UnicodeDecodeError: it is no path, no address and no "*".
    """
    parsed = httptools.parse_url(url)
    if parsed.host:
        host = b"[%b]" % parsed.host if b":" in parsed.host else parsed.host
        place = b"%b:%d" % (host, parsed.port) if parsed.port else host
        headers = [(b"host", place), *(one for one in headers if one[0] != b"host")]
    raw = parsed.path or b"/"
    path = raw.decode("ascii")
    return {
        "type": "http",
        "asgi": _VERSION,
        "http_version": version,
        "scheme": "http",
        "root_path": "",
        "headers": headers,
        "method": method.decode("ascii"),
        "path": unquote(path) if "%" in path else path,
        "raw_path": raw,
        "query_string": parsed.query or b"",
    }


def without_upgrade(method: bytes, url: bytes, version: str, headers: Lines) -> bytes:
    """The head of a request that asks for no other protocol, and for all else as this one does.

    >>> without_upgrade(b"GET", b"/", "1.1", [(b"host", b"x"), (b"upgrade", b"h2c")])
    b'GET / HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n'
    """
    first = b"%b %b HTTP/%b" % (method, url, version.encode())
    lines = [b": ".join(one) for one in headers if one[0] != b"upgrade"]
    return b"\r\n".join([first, *lines, b"", b""])


def refusal(problem: Problem) -> bytes:
    """A whole answer, behind which the connection ends."""
    body = problem.body()
    headers = [("content-type", MEDIA), ("content-length", str(len(body)))]
    headers += [("connection", "close"), *problem.headers]
    phrase = HTTPStatus(problem.status).phrase
    lines = [f"HTTP/1.1 {problem.status} {phrase}", *(f"{k}: {v}" for k, v in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def too_much(status: HTTPStatus) -> Problem:
    """The head is larger than one may be."""
    detail = "a query that is as long belongs into the body of a POST"
    return Problem(status, "too-much", "The head of the request is too large", detail)
