"""What the page of an entity holds: groups of lines, each a value with who says it and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.query.html import escape, linked, table
from kg.query.looking.independence import Sources

if TYPE_CHECKING:
    from kg.query.looking.attribution import Attribution
    from kg.query.looking.find import Found

_HEADS = ("", "", "who says it", "when")


class Line(NamedTuple):
    """One value or statement node, and who says it.

    `differs` are the properties in which it is disputed, `reconciled` the kinds of difference from
    others (a rounding, another scope) that leave room for both to be right.
    """

    text: str
    value: Any
    claims: tuple[Attribution, ...] = ()
    language: str = ""
    inferred: bool = False
    denied: bool = False
    differs: tuple[str, ...] = ()
    reconciled: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The IRI that is the value, or the empty string."""
        return self.value.value if isinstance(self.value, ox.NamedNode) else ""

    def to_dict(self) -> dict[str, Any]:
        """The fields that hold something, for JSON; the value as IRI or text."""
        fields = self._asdict() | {"claims": [claim.to_dict() for claim in self.claims]}
        fields["value"] = getattr(self.value, "value", str(self.value))
        return {name: value for name, value in fields.items() if value or name == "claims"}


class Group(NamedTuple):
    """The lines of one property, forwards, or of one class of things that point here by it."""

    property: str
    label: str
    backwards: bool
    lines: tuple[Line, ...]
    more: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        return self._asdict() | {"lines": [line.to_dict() for line in self.lines]}


class Shown(NamedTuple):
    """Everything the graph says of one entity."""

    iri: str
    short: str
    label: str
    classes: tuple[str, ...]
    groups: tuple[Group, ...]
    also: tuple[Found, ...] = ()
    sources: Sources = Sources()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data, for JSON."""
        groups = [group.to_dict() for group in self.groups]
        also = [one.to_dict() for one in self.also]
        return self._asdict() | {
            "groups": groups,
            "also": also,
            "sources": self.sources._asdict(),
        }

    def __str__(self) -> str:
        """What is said, a line for each value, as `print` shows it."""
        lines = [" · ".join((self.label, *self.classes, self.short))]
        for group in self.groups:
            lines += [f"  {group.label}: {_plain(line)}" for line in group.lines]
            lines += [f"  {group.label}: {group.more:,} more"] if group.more else []
        return "\n".join([*lines, *([f"  {self.sources}"] if self.sources.documents else [])])

    def _repr_html_(self) -> str:
        """One table, a row for each value."""
        classes = escape(", ".join(self.classes))
        head = f"<h3>{escape(self.label)} <small>{classes} · {escape(self.short)}</small></h3>"
        rows = (row for group in self.groups for row in _rows(group))
        also = "; ".join(escape(f"{one.short} ({one.class_name})") for one in self.also)
        told = f"<p>{self.sources}</p>" if self.sources.documents else ""
        return head + table(_HEADS, rows) + told + (also and f"<p>also: {also}</p>")


def _rows(group: Group) -> Iterator[tuple[str, str, str, str]]:
    name = escape(group.label)
    for line in group.lines:
        who = "<br>".join(linked(claim.who, claim.url) for claim in line.claims)
        when = "<br>".join(escape(claim.when) for claim in line.claims)
        yield f"<b>{name}</b>", _value(line), who or _unsaid(line), when
        name = ""
    if group.more:
        yield f"<b>{name}</b>", f"{group.more} more", "", ""


def _value(line: Line) -> str:
    text = escape(line.text)
    if line.language:
        text += f" <small>{escape(line.language)}</small>"
    if line.denied:
        text = f"<b>not:</b> {text}"
    if line.differs:
        text += f" <b>≠ {escape(', '.join(line.differs))}</b>"
    elif line.reconciled:
        text += f" <small>differs: {escape(', '.join(line.reconciled))}</small>"
    return f"<i>{text} (inferred)</i>" if line.inferred else text


def _plain(line: Line) -> str:
    text = f"{line.text} @{line.language}" if line.language else line.text
    text = f"not: {text}" if line.denied else text
    text += f" (disputed: {', '.join(line.differs)})" if line.differs else ""
    text += f" (differs: {', '.join(line.reconciled)})" if line.reconciled else ""
    who = "; ".join(f"{claim.who}, {claim.when}" for claim in line.claims)
    return f"{text} (inferred)" if line.inferred else f"{text} – {who}" if who else text


def _unsaid(line: Line) -> str:
    return "" if line.inferred else "catalogue"
