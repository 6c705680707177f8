"""A problem as a page: what a browser is given, where a program gets it as JSON.

It is made by the server itself and needs neither graph nor template, since these may be what fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from kg.web.pages.media import wants_page
from kg.web.problems import Problem

MEDIA = "text/html; charset=utf-8"
POLICY = "default-src 'self'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_TOLD = frozenset({"type", "title", "status", "detail", "request"})
_MOST = 200  # of a list of names that there are
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="stylesheet" href="{root}/static/style.css">
</head>
<body>
<main id="main">
<h1>{title}</h1>
{body}
<p><a href="{root}/">What there is</a></p>
</main>
<footer><p>{status} · request {request}</p></footer>
</body>
</html>
"""


@lru_cache(maxsize=256)
def page_wanted(accept: str) -> bool:
    """Whether a browser asks; who sends what is no list of media types is none.

    >>> page_wanted("text/html,application/xml;q=0.9,*/*;q=0.8"), page_wanted("*/*")
    (True, False)
    >>> page_wanted("application/json, text/html;q=0.5"), page_wanted("text/html;;;q=x, a")
    (False, False)
    """
    try:
        return wants_page(accept)
    except Problem:
        return False


def page(problem: Mapping[str, Any], root: str) -> bytes:
    """The page of a problem, as its JSON has it; `root` stands before every path of the server."""
    detail = problem.get("detail", "")
    told = [f"<p>{_text(detail)}</p>"] if detail else []
    more = {name: value for name, value in problem.items() if name not in _TOLD}
    rows = [f"<dt>{escape(name)}</dt><dd>{_value(value)}</dd>" for name, value in more.items()]
    body = "\n".join([*told, f"<dl>{''.join(rows)}</dl>" if rows else ""])
    return _PAGE.format(
        title=_text(problem["title"]),
        status=_text(problem["status"]),
        request=_text(problem.get("request", "")),
        root=escape(root),
        body=body,
    ).encode("utf-8", "replace")


def _text(value: object) -> str:
    return escape(str(value))


def _value(value: object) -> str:
    if isinstance(value, list):
        more = [f"and {len(value) - _MOST:,} more"] if len(value) > _MOST else []
        return ", ".join([*map(_one, value[:_MOST]), *more])
    return _one(value)


def _one(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(_parts(value))
    return f"<code>{_text(value)}</code>"


def _parts(value: Mapping[str, Any]) -> Iterator[str]:
    """A thing that may have been meant, linked to where it is described."""
    label = _text(value.get("label") or value.get("short") or value.get("iri", ""))
    url = str(value.get("url", ""))
    yield f'<a href="{_text(url)}">{label}</a>' if url.startswith("/") else label
    if value.get("short"):
        yield f'<span class="tag">{_text(value["short"])}</span>'
