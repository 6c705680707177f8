"""Rows as GeoJSON (RFC 7946): the first column of WKT gives the geometry, the others stay data."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model.vocab import GEO
from kg.query.jsonable import plain

if TYPE_CHECKING:
    from kg.query.results import Rows
    from kg.store.view import Term

# Longitude and latitude, in this order, are what GeoJSON has; anything else would have to be moved.
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_WKT = re.compile(r"\s*(?:<([^>]*)>)?\s*([A-Za-z]+)\s*(?:Z\s*)?(\(.*\)|EMPTY)\s*", re.DOTALL)
_POSITION = re.compile(r"-?[\d.]+(?:[eE][+-]?\d+)?(?:\s+-?[\d.]+(?:[eE][+-]?\d+)?)+")
_TYPES = {
    name.upper(): name
    for name in (
        "Point",
        "LineString",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
    )
}


def features(rows: Rows) -> dict[str, Any]:
    """A FeatureCollection with one feature for each row.

    In a page of an answer the geometry is of the same column as in the whole.

    Raises:
        FormatError: no column holds geometries, or one of them cannot be written.
    """
    whole = rows.page_of[0] if rows.page_of else rows
    column = next(
        (n for n in range(len(rows.columns)) if any(_is_wkt(row[n]) for row in whole.terms)), None
    )
    if column is None and whole.terms:
        raise FormatError(
            "geojson needs a column of WKT geometries (geo:wktLiteral), and this result has none"
        )
    made = [_feature(rows.columns, row, column or 0) for row in rows.terms]
    limit = {} if rows.limit is None else {"limit": rows.limit}
    return {"type": "FeatureCollection", **limit, "features": made}


def _is_wkt(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value == f"{GEO}wktLiteral"


def _feature(columns: Sequence[str], row: Sequence[Term | None], at: int) -> dict[str, Any]:
    term = row[at]
    values = {name: plain(row[n]) for n, name in enumerate(columns) if n != at}
    shape = geometry(term.value) if isinstance(term, ox.Literal) and _is_wkt(term) else None
    return {"type": "Feature", "geometry": shape, "properties": values}


def geometry(wkt: str) -> dict[str, Any] | None:
    """The GeoJSON geometry of a WKT text; an empty one has none.

    >>> geometry("POINT(80.4 44.2)")
    {'type': 'Point', 'coordinates': [80.4, 44.2]}
    >>> geometry("POLYGON((0 0,0 1,1 1,0 0))")["coordinates"]
    [[[0, 0], [1, 1], [0, 1], [0, 0]]]

    Raises:
        FormatError: it is of another kind or reference system, or no WKT.
    """
    found = _WKT.fullmatch(wkt)
    kind = _TYPES.get(found[2].upper()) if found else None
    if not found or not kind or (found[1] or _CRS84) != _CRS84:
        raise FormatError(f"geojson cannot hold the geometry {wkt[:60]!r}")
    if found[3] == "EMPTY":
        return None
    try:
        return {"type": kind, "coordinates": _wound(kind, _coordinates(kind, found[3]))}
    except (ValueError, IndexError):
        raise FormatError(f"this is no WKT geometry: {wkt[:60]!r}") from None


def _coordinates(kind: str, text: str) -> Any:
    positions = _POSITION.sub(lambda one: "[" + ",".join(one[0].split()) + "]", text)
    nested = json.loads(positions.replace("(", "[").replace(")", "]"))
    if kind == "Point":
        return nested[0]
    if kind == "MultiPoint":  # each point may stand in brackets of its own
        return [one[0] if isinstance(one[0], list) else one for one in nested]
    return nested


def _wound(kind: str, coordinates: Any) -> Any:
    """Rings by the right-hand rule (§3.1.6): outer ones run anticlockwise, holes clockwise."""
    if kind == "MultiPolygon":
        return [_wound("Polygon", one) for one in coordinates]
    if kind != "Polygon":
        return coordinates
    return [
        ring[::-1] if (_area(ring) < 0) != bool(number) else ring
        for number, ring in enumerate(coordinates)
    ]


def _area(ring: list[list[float]]) -> float:
    """Twice the area inside a ring; less than nothing if it runs clockwise."""
    return sum(one[0] * other[1] - other[0] * one[1] for one, other in pairwise(ring))


def together(shapes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Several geometries as one: points and lines become one of many, others a collection.

    >>> together([geometry("POINT(80.4 44.2)"), geometry("POINT(76.9 43.2)")])
    {'type': 'MultiPoint', 'coordinates': [[80.4, 44.2], [76.9, 43.2]]}
    """
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    for kind in ("Point", "LineString"):
        if all(shape["type"] in (kind, f"Multi{kind}") for shape in shapes):
            parts = [
                part
                for shape in shapes
                for part in (
                    [shape["coordinates"]] if shape["type"] == kind else shape["coordinates"]
                )
            ]
            return {"type": f"Multi{kind}", "coordinates": parts}
    return {"type": "GeometryCollection", "geometries": shapes}
