"""What the headers of a description say: its other formats, its IRI, and where it stands."""

from __future__ import annotations

from urllib.parse import quote

from kg.web.pages.media import ENDINGS
from kg.web.pages.site import Site

_LEGAL = "!#$%&'()*+,/:;=?@[]~"  # beside letters and digits, what an IRI may have in a header


def links(site: Site, iri: str, media: str, *, alone: bool) -> dict[str, str]:
    """The headers of the description of an IRI; `alone` is one at /describe."""
    place = site.description if alone else site.path
    found = [f'<{ascii_iri(iri)}>; rel="canonical"']
    for ending, kind in ENDINGS.items():
        if kind != media:
            found.append(f'<{place(iri, ending)}>; rel="alternate"; type="{kind}"')
    found.append(f'<{site.root}/.well-known/void>; rel="describedby"')
    headers = {"Link": ", ".join(found)}
    if own := next((ending for ending, kind in ENDINGS.items() if kind == media), ""):
        headers["Content-Location"] = place(iri, own)
    return headers


def ascii_iri(iri: str) -> str:
    """An IRI as a header may hold it.

    >>> ascii_iri("https://example.org/а>b")
    'https://example.org/%D0%B0%3Eb'
    """
    return quote(iri, safe=_LEGAL)
