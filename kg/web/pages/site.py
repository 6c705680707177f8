"""Where things stand on this server: the path of an IRI, and the IRI of a path.

An IRI below the project's base stands at the same path below the server's address; any other one
is described at /describe. Links in pages are paths, so that what a request calls the server does
not come into them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.web.actions import Asked

_KEPT = "/%:@!$&'()*+,;=~#"  # what stands in a path, or before a fragment, as it is
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_LONGEST = 4096


class Site(NamedTuple):
    """The project's base, and the server's address as its caller knows it."""

    project: str
    address: str

    @property
    def root(self) -> str:
        """The path before every path of the server, without a slash at its end."""
        return quote(urlsplit(self.address).path.rstrip("/"), safe="/%")

    @property
    def origin(self) -> str:
        """The server's address without its path: what stands before a path of `path`."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def path(self, iri: str, ending: str = "") -> str:
        """Where an IRI is described, as a path.

        >>> site = Site("https://example.org/", "http://localhost:8000")
        >>> site.path("https://example.org/id/State/KGZ", "ttl")
        '/id/State/KGZ.ttl'
        >>> site.path("https://example.org/ontology#State"), site.path("urn:x:1&2")
        ('/ontology#State', '/describe?iri=urn%3Ax%3A1%262')
        """
        if not self.is_here(iri) or (ending and "#" in iri):
            return self.description(iri, ending)
        below = quote(iri.removeprefix(self.project), safe=_KEPT)
        return f"{self.root}/{below}{'.' if ending else ''}{ending}"

    def description(self, iri: str, ending: str = "") -> str:
        """Where any IRI is described, alone: also a term of the ontology."""
        before = f"{self.root}/describe{'.' if ending else ''}{ending}"
        return f"{before}?iri={quote(iri, safe='')}"

    def is_here(self, iri: str) -> bool:
        """Whether an IRI has a path of its own on this server."""
        rest = iri.removeprefix(self.project)
        return (
            bool(self.project) and iri.startswith(self.project) and rest != "" and "?" not in rest
        )


def site_of(graph: Graph, asked: Asked) -> Site:
    """Where things stand for the one who asked."""
    return Site(graph.view.base, asked.text("base"))


def named(project: str, raw: str) -> list[str]:
    """The IRIs that a path below the server's address may mean, as it came over the wire.

    >>> named("https://example.org/", "id/X/a%2fb%41")
    ['https://example.org/id/X/a%2FbA']
    """
    if not project or not raw or len(raw) > _LONGEST:
        return []
    octets = raw.encode("latin-1", "replace")
    path = "".join(chr(one) if 32 < one < 127 else f"%{one:02X}" for one in octets)
    path = _ESCAPED.sub(_normal, path)
    found = dict.fromkeys([project + path, project + _words(path)])
    return [iri for iri in found if is_iri(iri)]


def is_iri(text: str) -> bool:
    """Whether a text can be an IRI, as the engine reads them."""
    try:
        ox.NamedNode(text)
    except (ValueError, UnicodeEncodeError):
        return False
    return True


def _normal(escaped: re.Match[str]) -> str:
    """An escaped octet as it stands in the IRIs of a build: only what must be is escaped."""
    letter = chr(int(escaped[1], 16))
    return letter if _UNRESERVED.fullmatch(letter) else f"%{escaped[1].upper()}"


def _words(path: str) -> str:
    """The path with its letters beyond ASCII unescaped, as other people's IRIs may have them."""
    try:
        return re.sub(
            "(%[89A-F][0-9A-F])+", lambda run: bytes.fromhex(run[0].replace("%", "")).decode(), path
        )
    except UnicodeDecodeError:
        return path
