"""HTML, made of templates in which everything that comes from data or request is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.web.actions import Asked, Reply
from kg.web.pages.site import site_of
from kg.web.pages.title import title_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from kg.api import Graph
    from kg.query.looking.attribution import Attribution

TEMPLATES = Path(__file__).parent.parent / "templates"

# A page runs no script, loads nothing from elsewhere, and stands in no other page.
SAFE: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}
_MEDIA = "text/html; charset=utf-8"
_LONG = 600  # characters of a value; what has more is a geometry or a text of its own


def page(
    graph: Graph,
    asked: Asked,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
) -> Reply:
    """Write one page: a template with its values."""
    site = site_of(graph, asked)
    shared = {"site": site, "root": site.root, "graph_title": title_of(graph)}
    made = _environment().get_template(template).render({**shared, **values})
    return Reply(made.encode("utf-8", "replace"), _MEDIA, status, SAFE)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"web": web, "cut": cut, "number": number, "by_source": by_source}
    return made


def templates() -> None:
    """Compile all templates."""
    for name in _environment().list_templates(extensions=["html"]):
        _environment().get_template(name)


def web(address: str) -> str:
    """An address that a browser may follow, else nothing.

    >>> web("https://example.org/a"), web("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return address if address.startswith(("http://", "https://")) else ""


def cut(text: str, most: int = _LONG) -> str:
    """A text, or its beginning and how much of it there is.

    >>> cut("abcdef", 3)
    'abc… (6 characters)'
    """
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"


def number(count: int) -> str:
    """A number with its thousands apart."""
    return f"{count:,}"


class Voice(NamedTuple):
    """Who says something and when, and the claims by which they do."""

    who: str
    when: str
    url: str
    claims: tuple[str, ...]


def by_source(claims: Iterable[Attribution]) -> list[Voice]:
    """Claims of one source and day together, in the order of the first of each."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in claims:
        who = cut(one.who, 160) if one.who == one.claim else one.who
        found.setdefault((who, one.when, one.url), []).append(one.claim)
    return [Voice(*key, tuple(held)) for key, held in found.items()]
