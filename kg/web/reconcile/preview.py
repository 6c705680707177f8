"""A thing in a small frame: its name, what it is, some of what is said of it and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.errors import ParameterError
from kg.query.html import escape, linked
from kg.query.labels import short_iri
from kg.query.looking.schema import Schema
from kg.query.reconciling.terms import terms, types_of
from kg.query.resolve import written_out
from kg.web.actions import Asked, Reply
from kg.web.problems import Problem
from kg.web.reconcile.answers import given
from kg.web.reconcile.manifest import PATH

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.looking.shown import Group, Shown
    from kg.store.view import View

_GROUPS, _LINES = 12, 2
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
_STYLE = (
    "body{font:13px/1.4 sans-serif;margin:8px;color:#222}h1{font-size:16px;margin:0}"
    "p{margin:2px 0 6px;color:#555}dt{font-weight:bold}dd{margin:0 0 4px 12px}small{color:#777}"
)


def preview(graph: Graph, asked: Asked) -> Reply:
    """The page of a thing for the frame of a client.

    Raises:
        ParameterError: no id is given; Problem: nothing is known of it.
    """
    iri = _known(graph.view, _id(asked))
    shown = graph.show(iri, observations=0)
    page = f"{asked.text('base')}{PATH}/view?id={quote(iri, safe='')}"
    body = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><base target="_blank">'
        f"<title>{escape(shown.label)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{linked(shown.label, page)}</h1>{_about(shown)}<dl>{''.join(_facts(shown))}</dl>"
        f"</body></html>"
    )
    return Reply(body.encode(), "text/html; charset=utf-8", 200, _headers())


def view(graph: Graph, asked: Asked) -> Reply:
    """Lead to the page of a thing: below this server, if it is of the project.

    Raises:
        ParameterError: no id is given; Problem: nothing is known of it.
    """
    iri = _known(graph.view, _id(asked))
    base, root = asked.text("base"), graph.view.base
    page = f"{base}/{iri.removeprefix(root)}" if root and iri.startswith(root) else iri
    if not page.startswith(("http://", "https://")):
        raise Problem(404, "not-found", "It has no page", f"{iri[:200]} is no address")
    target = quote(page, safe=":/?#[]@!$&'()*+,;=%~")
    return Reply(b"", "text/plain; charset=utf-8", 303, {"Location": target})


def words(view: View, sent: str) -> str:
    """A few words on a thing, a type or a property, as HTML.

    Raises:
        Problem: nothing is known of it.
    """
    (one,) = terms(view, [_known(view, sent)])
    classes = Schema(view).lowest(types_of(view, [one.iri]).get(one.iri, set()))
    kinds = ", ".join(kind.name for kind in terms(view, classes))
    about = " · ".join(part for part in (kinds, short_iri(view, one.iri)) if part)
    return f"<p><b>{escape(one.name)}</b><br>{escape(about)}</p><p>{escape(one.description)}</p>"


def _id(asked: Asked) -> str:
    sent = given(asked.values["given"], ("id",)).get("id", "")
    if not sent:
        raise ParameterError("name the id of a thing")
    return sent


def _known(view: View, sent: str) -> str:
    iri = written_out(view, sent)
    if not iri:
        raise Problem(
            404, "not-found", "There is no such thing", f'nothing has the id "{sent[:200]}"'
        )
    return iri


def _about(shown: Shown) -> str:
    parts = [", ".join(shown.classes), shown.short]
    told = f"<br><small>{escape(str(shown.sources))}</small>" if shown.sources.documents else ""
    return f"<p>{escape(' · '.join(part for part in parts if part))}{told}</p>"


def _facts(shown: Shown) -> Iterator[str]:
    groups = [group for group in shown.groups if not group.backwards]
    for group in groups[:_GROUPS]:
        yield f"<dt>{escape(group.label)}</dt>"
        yield from _lines(group)


def _lines(group: Group) -> Iterator[str]:
    for line in group.lines[:_LINES]:
        who = "; ".join(dict.fromkeys(f"{one.who}, {one.when}" for one in line.claims))
        yield f"<dd>{escape(line.text)} <small>{escape(who)}</small></dd>"
    if more := len(group.lines[_LINES:]):
        yield f"<dd><small>and {more} more</small></dd>"


def _headers() -> dict[str, str]:
    """No script, nothing from elsewhere; it is made for the frames of others."""
    return {"Content-Security-Policy": _POLICY}
