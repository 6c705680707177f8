"""What the server's workers do, done in the test's own process: requests without a server."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from starlette.routing import Match, Route

import kg
from kg.web.actions import Asked, Reply, done
from kg.web.limits import Limits
from kg.web.routes import API

BASE = "https://here.example"
_ROUTES = [(Route(path, lambda _: None), action) for path, action in API.items()]


def asked(graph: kg.Graph, address: str, **values: Any) -> Reply:
    """Have the action of an address done, as the server would.

    Raises:
        KgError: it cannot be done; Problem: it cannot be done, and how the caller is told.
    """
    parts = urlsplit(address)
    path = unquote(parts.path)
    scope = {"type": "http", "method": "GET", "path": path}
    for route, action in _ROUTES:
        match, found = route.matches(scope)
        if match is Match.FULL:
            at = found["path_params"]
            given = parse_qsl(parts.query, keep_blank_values=True)
            plain = {"given": given, "at": at, "base": BASE, "path": path, **values}
            return done(graph, action, Asked(plain, b"", Limits()))
    raise AssertionError(f"nothing is at {address}")


def content(reply: Reply) -> bytes:
    """The octets of an answer."""
    if reply.file is None:
        return reply.body
    with os.fdopen(reply.file, "rb") as file:
        file.seek(0)
        return file.read()


def following(reply: Reply) -> str:
    """The address of the next page, as its headers tell it; nothing behind the last."""
    for link in reply.headers.get("Link", "").split(", "):
        if link.endswith('; rel="next"'):
            return link.partition(">")[0].removeprefix("<")
    return ""
