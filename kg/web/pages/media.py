"""The formats of a description: their media types, and the endings that ask for one by name."""

from __future__ import annotations

from collections.abc import Mapping

from kg.web.actions import Asked
from kg.web.negotiate import best
from kg.web.problems import Problem
from kg.web.sparql import RDF, RESULTS

HTML = "text/html"

ENDINGS: Mapping[str, str] = {
    "html": HTML,
    "ttl": "text/turtle",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "rdf": "application/rdf+xml",
}

# What programs that name no format get comes first; a browser names HTML.
_OFFERED = (*RDF, HTML, "application/xhtml+xml")
_ALL = (HTML, *RDF, *RESULTS, "application/json", "application/problem+json")


def negotiated(accept: str) -> str:
    """The format that a caller likes best: a page, or one of RDF.

    >>> negotiated("*/*"), negotiated("text/html,application/xml;q=0.9,*/*;q=0.8")
    ('text/turtle', 'text/html')

    Raises:
        Problem: there is none, or the header is none.
    """
    found = best(accept, _OFFERED)
    return HTML if found == "application/xhtml+xml" else found


def wants_page(accept: str) -> bool:
    """Whether a browser asks: it names HTML, and likes it no less than what else there is.

    >>> wants_page("text/html,*/*;q=0.8"), wants_page("*/*"), wants_page("")
    (True, False, False)
    >>> wants_page("application/sparql-results+json, text/html;q=0.1")
    False
    """
    named = "html" in accept.lower()
    return named and best(accept, _ALL) == HTML


def split(path: str) -> tuple[str, str]:
    """A path without its ending, and the media type that the ending asks for, if it is one.

    >>> split("id/State/KGZ.ttl"), split("document/press/a.b")
    (('id/State/KGZ', 'text/turtle'), ('document/press/a.b', ''))
    """
    stem, dot, ending = path.rpartition(".")
    if dot and stem and ending in ENDINGS:
        return stem, ENDINGS[ending]
    return path, ""


def by_ending(asked: Asked) -> str:
    """The media type that the `ending` in a path asks for; nothing, if there is no ending.

    Raises:
        Problem: there is no such format.
    """
    ending = asked.values["at"].get("ending", "")
    if ending and ending not in ENDINGS:
        known = ", ".join(f".{one}" for one in ENDINGS)
        raise Problem(404, "not-found", "There is nothing here", f"the endings are {known}")
    return ENDINGS[ending] if ending else ""
