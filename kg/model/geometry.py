"""Geometries as Well-Known Text (OGC 06-103r4), longitude first, as GeoSPARQL writes them.

Only the plain two-dimensional kinds are read: a place is a point, a route a line, an area a
polygon.
"""

from __future__ import annotations

import re

from kg.errors import shown

_FORMS = "write POINT(80.4 44.2), LINESTRING(80.4 44.2, 76.9 43.2) or POLYGON((…))"
_NUMBER = r"-?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"({_NUMBER}) ({_NUMBER})", re.ASCII)
_TIGHT = re.compile(r"\s*([(),])\s*")


def _list(of: str) -> str:
    return rf"\({of}(?:,{of})*\)"


_PAIRS = _list(_PAIR.pattern)
_RINGS = _list(_PAIRS)
_FORM = {
    "POINT": rf"\({_PAIR.pattern}\)",
    "LINESTRING": _PAIRS,
    "POLYGON": _RINGS,
    "MULTIPOINT": _PAIRS,
    "MULTILINESTRING": _RINGS,
    "MULTIPOLYGON": _list(_RINGS),
}
_SHAPES = {kind: re.compile(form, re.ASCII) for kind, form in _FORM.items()}


def parse_wkt(text: str) -> str:
    """Read a geometry and write it in one form.

    >>> parse_wkt("POINT (80.40  44.0)"), parse_wkt("LINESTRING(80.4 44.2, 76.9 43.2)")
    ('POINT(80.4 44)', 'LINESTRING(80.4 44.2,76.9 43.2)')

    Raises:
        ValueError: it is none, or a longitude or latitude is out of range.
    """
    tight = _TIGHT.sub(lambda mark: mark[1], " ".join(text.split()))
    kind = tight.partition("(")[0]
    shape = _SHAPES.get(kind)
    if shape is None or not shape.fullmatch(tight, len(kind)):
        raise ValueError(f"{shown(text)} is no geometry: {_FORMS}")
    for longitude, latitude in _PAIR.findall(tight):
        if abs(float(longitude)) > 180 or abs(float(latitude)) > 90:
            raise ValueError(f"{shown(text)} is out of range: longitude comes first, then latitude")
    return _PAIR.sub(lambda pair: f"{_short(pair[1])} {_short(pair[2])}", tight)


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
