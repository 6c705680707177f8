"""Geometries of GeoJSON (RFC 7946) as well-known text: longitude first, heights left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# How deep the lists of coordinates of each kind are nested.
_DEPTHS = {
    "Point": 0,
    "LineString": 1,
    "MultiPoint": 1,
    "Polygon": 2,
    "MultiLineString": 2,
    "MultiPolygon": 3,
}


def wkt(geometry: Mapping[str, Any]) -> str:
    """A geometry as text.

    >>> wkt({"type": "Point", "coordinates": ["51.15", "43.65", "-28"]})
    'POINT(51.15 43.65)'
    >>> wkt({"type": "LineString", "coordinates": [["1", "2"], ["3", "4.50"]]})
    'LINESTRING(1 2,3 4.50)'

    Raises:
        ValueError: it is none of the six kinds, or its coordinates are not such.
    """
    kind = geometry.get("type")
    depth = _DEPTHS.get(str(kind))
    if depth is None:
        raise ValueError(f"a geometry of the kind {kind} cannot be one text")
    try:
        text = _nested(geometry["coordinates"], depth)
    except (LookupError, TypeError) as error:
        raise ValueError(f"the coordinates are none of a {kind}") from error
    return f"{str(kind).upper()}{text if depth else f'({text})'}"


def _nested(part: Sequence[Any], depth: int) -> str:
    if depth:
        return "(" + ",".join(_nested(inner, depth - 1) for inner in part) + ")"
    if not isinstance(part[0], str) or not isinstance(part[1], str):
        raise TypeError
    return f"{part[0]} {part[1]}"


def features(found: Any) -> Iterator[Mapping[str, Any]]:
    """The features of a collection, or the one feature that there is.

    Raises:
        ValueError: it is no GeoJSON, or its coordinates are not longitude and latitude.
    """
    kind = found.get("type") if isinstance(found, dict) else None
    if kind not in ("FeatureCollection", "Feature"):
        raise ValueError("is no GeoJSON: neither a feature nor a collection of them")
    crs = "CRS84"
    if isinstance(stated := found.get("crs"), dict):
        inner = stated.get("properties")
        crs = str(inner.get("name")) if isinstance(inner, dict) else str(inner)
    if not crs.endswith(("CRS84", "4326")):
        raise ValueError(f"has coordinates in {crs}; write them in longitude and latitude (WGS 84)")
    some = found.get("features") if kind == "FeatureCollection" else [found]
    if not isinstance(some, list) or not all(map(_is_feature, some)):
        raise ValueError("is no GeoJSON: its features are none")
    yield from some


def _is_feature(found: Any) -> bool:
    return isinstance(found, dict) and all(
        isinstance(found.get(name) or {}, dict) for name in ("properties", "geometry")
    )
