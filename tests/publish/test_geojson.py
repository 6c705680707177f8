from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import FormatError
from kg.publish.geojson import features, geometry
from kg.query.results import Rows
from tests.views import PREFIXES


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def wkt(text: str) -> ox.Literal:
    return literal(text, PREFIXES["geo"] + "wktLiteral")


@pytest.mark.parametrize(
    ("text", "kind", "coordinates"),
    [
        ("POINT(80.4 44.2)", "Point", [80.4, 44.2]),
        ("point ( -1 2e1 )", "Point", [-1, 20]),
        ("POINT Z (1 2 3)", "Point", [1, 2, 3]),
        ("LINESTRING(1 2, 3 4)", "LineString", [[1, 2], [3, 4]]),
        ("POLYGON((0 0,1 0,1 1,0 0),(0.2 0.2,0.3 0.2,0.3 0.3,0.2 0.2))", "Polygon", None),
        ("MULTIPOINT(1 2, 3 4)", "MultiPoint", [[1, 2], [3, 4]]),
        ("MULTIPOINT((1 2), (3 4))", "MultiPoint", [[1, 2], [3, 4]]),
        ("MULTILINESTRING((1 2,3 4),(5 6,7 8))", "MultiLineString", None),
        ("MULTIPOLYGON(((0 0,1 0,1 1,0 0)))", "MultiPolygon", [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(1 2)", "Point", [1, 2]),
    ],
)
def test_each_kind_of_geometry(text: str, kind: str, coordinates: Any) -> None:
    made = geometry(text)
    assert made is not None
    assert made["type"] == kind
    if coordinates is not None:
        assert made["coordinates"] == coordinates


def test_an_empty_geometry_has_no_coordinates() -> None:
    assert geometry("POINT EMPTY") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CIRCLE(1 2)",
        "POINT",
        "POINT(a b)",
        "POINT()",
        "POINT(1 2",
        "POINT(1 2,)",
        "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(44.2 80.4)",
        "GEOMETRYCOLLECTION(POINT(1 2))",
    ],
)
def test_what_geojson_cannot_hold_is_told(text: str) -> None:
    with pytest.raises(FormatError):
        geometry(text)


def test_the_other_columns_are_properties() -> None:
    rows = Rows(
        ["port", "at", "depth", "exact", "day", "nothing"],
        [
            (
                ox.NamedNode("http://example.org/aktau"),
                wkt("POINT(51.2 43.6)"),
                literal("5.5", PREFIXES["xsd"] + "decimal"),
                literal("0.12345678901234567", PREFIXES["xsd"] + "decimal"),
                literal("2025-11-23", PREFIXES["xsd"] + "date"),
                None,
            ),
            (ox.BlankNode("b"), None, None, None, None, literal("NaN", PREFIXES["xsd"] + "double")),
        ],
        limit=2,
    )
    made = features(rows)
    assert made["type"] == "FeatureCollection"
    assert made["limit"] == 2
    first, second = made["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [51.2, 43.6]}
    assert first["properties"] == {
        "port": "http://example.org/aktau",
        "depth": 5.5,
        "exact": "0.12345678901234567",
        "day": "2025-11-23",
        "nothing": None,
    }
    assert second["geometry"] is None
    assert second["properties"]["nothing"] == "NaN"


def test_a_page_has_its_geometries_where_the_whole_has_them() -> None:
    first, second = wkt("POINT(1 2)"), wkt("POINT(3 4)")
    whole = Rows(["near", "at"], [(None, None), (None, second), (first, second)])
    shapes = [one["geometry"] for one in features(whole)["features"]]
    for place in range(3):
        page = Rows(whole.columns, whole.terms[place : place + 1])
        page.page_of = (whole, place)
        assert [one["geometry"] for one in features(page)["features"]] == [shapes[place]]
    assert shapes[2] == {"type": "Point", "coordinates": [1, 2]}


def test_rows_without_geometries_are_refused_and_no_rows_are_an_empty_collection() -> None:
    with pytest.raises(FormatError, match="needs a column of WKT"):
        features(Rows(["x"], [(ox.Literal(1),)]))
    assert features(Rows(["x"], [])) == {"type": "FeatureCollection", "features": []}
