"""Where the page of a renamed or merged entity went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.web.actions import Asked, Reply
from kg.web.pages.links import ascii_iri
from kg.web.pages.media import ENDINGS
from kg.web.pages.site import site_of
from kg.web.pages.standing import Standing

if TYPE_CHECKING:
    from kg.api import Graph


def moved(graph: Graph, asked: Asked, standing: Standing, media: str) -> Reply:
    """Lead to the successor, in the format that was asked by an ending, if one was.

    Its own record stays at /describe.
    """
    site, successor = site_of(graph, asked), standing.successor
    ending = next((ending for ending, kind in ENDINGS.items() if kind == media), "")
    to = site.path(successor, ending) if site.is_here(successor) else ascii_iri(successor)
    said = f"<{standing.iri}>\nis replaced by\n<{successor}>\n"
    links = (
        f'<{ascii_iri(successor)}>; rel="successor-version"',
        f'<{site.description(standing.iri)}>; rel="describedby"',
    )
    headers = {"Location": to, "Link": ", ".join(links)}
    return Reply(said.encode(), "text/plain; charset=utf-8", 308, headers)
