"""Entities and what relates them, as GraphML 1.0 for Gephi and networkx.

A node is an entity. An edge is a triple that claims say between two entities, or two entities that
one statement node has (a membership, a role, a measure): there the edge goes from the one whose
property the class shows first. Figures of cubes relate nothing here; their tables have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import combinations
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.model.dates import SaidDate, parse_date
from kg.model.vocab import local_name
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.passing import Passing
from kg.publish.exports.selection import chosen
from kg.publish.exports.things import LANGUAGES, Said, Things

_FILE = "graph.graphml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_LABELS = ("label", *(f"label_{tag}" for tag in LANGUAGES), "class")
_EDGE = (
    "label",
    "property",
    "kind",
    "class",
    "statement",
    "claims",
    "documents",
    "dates",
    "start",
    "end",
)
# XML 1.0 has no place for these, however they are written.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _End(NamedTuple):
    """An entity that a statement node has, and by which property."""

    place: tuple[int, float, str]
    entity: str
    property: str
    claims: tuple[str, ...]


def write(material: Material, target: Target) -> None:
    """Write nodes, then edges, one by one."""
    with (
        chosen(material) as view,
        Passing(target.open(_FILE), material.tell, mark=b"</") as out,
    ):
        things = Things(material.view, view)
        codes = [local_name(code) for code in things.codes]
        out.write((_HEAD + "".join(_keys(codes))).encode())
        out.write(b'<graph id="G" edgedefault="directed">\n')
        for node in things.entities():
            out.write(_node(things, node).encode())
        for number, (source, goal, data) in enumerate(_edges(things), 1):
            line = _element("edge", {"id": f"e{number}", "source": source, "target": goal}, data)
            out.write(line.encode())
        out.write(b"</graph>\n</graphml>\n")


def _keys(codes: Iterable[str]) -> Iterator[str]:
    """What nodes and edges have, which GraphML wants first."""
    for name in dict.fromkeys((*_LABELS, *codes)):
        yield _key(name, "node", "string")
    for name in _EDGE:
        yield _key(name, "edge", "string")
    yield _key("weight", "edge", "int")


def _key(name: str, of: str, kind: str) -> str:
    marks = {"id": f"{of[0]}_{name}", "for": of, "attr.name": name, "attr.type": kind}
    return f"<key {' '.join(f'{key}={quoteattr(value)}' for key, value in marks.items())}/>\n"


def _node(things: Things, node: ox.NamedNode) -> str:
    names, said = things.names(node), things.said(node)
    data = {name: " ".join(values) for name, values in things.identifiers(said).items()}
    data |= {"label": names[""], "class": " ".join(things.classes(node))}
    data |= {f"label_{tag}": names[tag] for tag in LANGUAGES if tag in names}
    return _element("node", {"id": node.value}, data)


def _element(name: str, marks: Mapping[str, str], data: Mapping[str, str]) -> str:
    """One node or edge on one line.

    >>> _element("node", {"id": "a&b"}, {"label": "<\\x07>", "class": ""})
    '<node id="a&amp;b"><data key="n_label">&lt;\\ufffd&gt;</data></node>\\n'
    """
    head = " ".join(f"{key}={quoteattr(_text(value))}" for key, value in marks.items())
    inside = "".join(
        f"<data key={quoteattr(f'{name[0]}_{key}')}>{escape(_text(value))}</data>"
        for key, value in data.items()
        if value
    )
    return f"<{name} {head}>{inside}</{name}>\n"


def _text(text: str) -> str:
    """A text without what XML cannot hold, each such character marked by U+FFFD."""
    return _NO_XML.sub("\ufffd", text)


def _edges(things: Things) -> Iterator[tuple[str, str, dict[str, str]]]:
    for node in things.entities():
        for (prop, value), claims in things.said(node).items():
            if isinstance(value, ox.NamedNode) and things.is_entity(value):
                data = {"label": local_name(prop), "property": prop, "kind": "direct"}
                dates = _dates(things.validity(claims))
                yield node.value, value.value, data | _sources(things, claims) | dates
    for node in things.statements():
        yield from _of_statement(things, node)


def _of_statement(things: Things, node: ox.NamedNode) -> Iterator[tuple[str, str, dict[str, str]]]:
    said, classes = things.said(node), things.classes(node)
    lowest = things.schema.lowest(set(things.types(node)))
    ends = sorted(
        _End(things.schema.place(prop, lowest), value.value, prop, claims)
        for (prop, value), claims in said.items()
        if isinstance(value, ox.NamedNode) and things.is_entity(value)
    )
    for one, other in combinations(ends, 2):
        if one.entity != other.entity:
            claims = sorted({*one.claims, *other.claims})
            between = f"{local_name(one.property)} – {local_name(other.property)}"
            data = {
                "label": f"{' '.join(classes)}: {between}",
                "property": f"{one.property} {other.property}",
                "kind": "statement",
                "class": " ".join(classes),
                "statement": node.value,
            }
            dates = _dates(said | things.validity(claims))
            yield one.entity, other.entity, data | _sources(things, claims) | dates


def _sources(things: Things, claims: Iterable[str]) -> dict[str, str]:
    documents = things.documents_of(claims)
    return {
        "claims": " ".join(claims),
        "documents": " ".join(documents),
        "weight": str(len(documents)),
    }


def _dates(said: Said) -> dict[str, str]:
    """The dates of a statement as said, and the first and last day that they can mean."""
    found: list[tuple[str, SaidDate]] = []
    for prop, value in said:
        if isinstance(value, ox.Literal) and value.datatype.value.endswith(_DATED):
            with suppress(ValueError):
                found.append((local_name(prop), parse_date(value.value)))
    if not found:
        return {}
    return {
        "dates": "; ".join(f"{name} {date.text}" for name, date in found),
        "start": min(date.earliest for _, date in found).isoformat(),
        "end": max(date.latest for _, date in found).isoformat(),
    }


_DATED = ("#date", "#gYear", "#gYearMonth")

EXPORT = Export(
    "graphml",
    _FILE,
    "application/graphml+xml",
    "Entities and what relates them, with claims and documents, as GraphML",
    write,
)
