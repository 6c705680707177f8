"""Rows as GeoJSON (RFC 7946): the first column of WKT gives the geometry, the others stay data."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
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
        return {"type": kind, "coordinates": _coordinates(kind, found[3])}
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
