"""Pieces of HTML for notebooks; everything that comes from the data is escaped here or before."""

from __future__ import annotations

from collections.abc import Iterable


def escape(text: str) -> str:
    """As `html.escape`, whose table of entities only those load who see HTML."""
    from html import escape

    return escape(text)


def linked(text: str, url: str) -> str:
    """A text as HTML, with a link if there is one that a browser follows.

    >>> linked("A & B", "https://example.org/"), linked("A & B", "javascript:x")
    ('<a href="https://example.org/">A &amp; B</a>', 'A &amp; B')
    """
    if not url.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def cell(value: object) -> str:
    """A value as HTML; what is a web address links to itself."""
    return linked(str(value), str(value))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{text}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"
