"""Pages and evidence as HTML for notebooks; everything that comes from the data is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.query.attribution import Attribution
    from kg.query.evidence import Evidence, Reasons
    from kg.query.show import Line, Shown


def shown_html(shown: Shown) -> str:
    """An entity's page: one table, a line for each value."""
    classes = escape(", ".join(shown.classes))
    head = f"<h3>{escape(shown.label)} <small>{classes} · {escape(shown.short)}</small></h3>"
    rows = []
    for group in shown.groups:
        name = escape(group.label)
        for line in group.lines:
            who = "<br>".join(_who(claim) for claim in line.claims)
            when = "<br>".join(escape(claim.when) for claim in line.claims)
            rows.append((f"<b>{name}</b>", _value(line), who or _unsaid(line), when))
            name = ""
        if group.more:
            rows.append((f"<b>{name}</b>", f"{group.more} more", "", ""))
    also = "; ".join(escape(f"{one.short} ({one.class_name})") for one in shown.also)
    return head + table(("", "", "who says it", "when"), rows) + (also and f"<p>also: {also}</p>")


def reasons_html(reasons: Reasons) -> str:
    """The evidence for what is said of a thing: one table, a row for each claim."""
    about = " – ".join(part for part in (reasons.label, reasons.property) if part)
    rows = [
        (
            "<br>".join(map(escape, one.says)),
            _who(one.attribution),
            escape(one.attribution.when),
            _places(one),
        )
        for one in reasons.evidence
    ]
    return f"<h3>{escape(about)}</h3>" + table(("says", "who", "when", "where"), rows)


def _value(line: Line) -> str:
    text = escape(line.text)
    if line.language:
        text += f" <small>{escape(line.language)}</small>"
    if line.denied:
        text = f"<b>not:</b> {text}"
    if line.differs:
        text += f" <b>≠ {escape(', '.join(line.differs))}</b>"
    return f"<i>{text} (inferred)</i>" if line.inferred else text


def _unsaid(line: Line) -> str:
    return "" if line.inferred else "catalogue"


def _who(claim: Attribution) -> str:
    return _linked(claim.who, claim.url)


def _places(one: Evidence) -> str:
    parts = []
    for where in one.places:
        said = f"“{escape(where.sentence)}” " if where.sentence else ""
        parts.append(said + _linked(str(where), where.link) + escape(where.note))
    return "<br>".join(parts)


def _linked(text: str, url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{text}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"
