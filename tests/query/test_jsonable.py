"""One rule for numbers in JSON: every answer that is JSON writes a term in the same way."""

from __future__ import annotations

import json
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.vocab import GEO, XSD
from kg.publish.formats import by_name, write
from kg.publish.geojson import features
from kg.publish.render import Style
from kg.query.cells import Cells
from kg.query.jsonable import plain
from kg.query.reconciling.extending import _literal
from kg.query.results import Rows
from kg.web.mcp.results import _plain

CASES = {
    ("12.50", "decimal"): "12.5",
    ("10.0", "decimal"): "10",
    ("-0.000001", "decimal"): "-1e-06",
    ("3.333333333333333333", "decimal"): '"3.333333333333333333"',
    ("7", "integer"): "7",
    ("7", "unsignedInt"): "7",
    ("9007199254740993", "integer"): '"9007199254740993"',
    ("9" * 400, "integer"): f'"{"9" * 400}"',
    ("1E5", "double"): "100000.0",
    ("INF", "double"): '"INF"',
    ("NaN", "float"): '"NaN"',
    ("true", "boolean"): "true",
    ("many", "integer"): '"many"',
    ("2025-11", "gYearMonth"): '"2025-11"',
    ("2025-11-23", "date"): '"2025-11-23"',
    ("5", "string"): '"5"',
}


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_every_json_has_the_same_number(text: str, kind: str) -> None:
    term = ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
    said = CASES[text, kind]
    place = ox.Literal("POINT(1 2)", datatype=ox.NamedNode(GEO + "wktLiteral"))
    rows = Rows(["x", "at"], [(term, place)])
    lines = write(rows, by_name("jsonl"), Style()).decode()
    assert lines == f'{{"x": {said}, "at": "POINT(1 2)"}}\n'
    assert json.dumps(features(rows)["features"][0]["properties"]["x"]) == said
    assert json.dumps(_plain(term, Cells(None, []))) == said
    (cell,) = _literal(term).items()
    if cell[0] in ("int", "float"):
        assert json.dumps(cell[1]) == said
    else:
        assert cell == ("date", f"{text}T00:00:00Z") if kind == "date" else cell == ("str", text)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_no_digit_is_lost(number: Decimal) -> None:
    text = format(number, "f")
    found = plain(ox.Literal(text, datatype=ox.NamedNode(XSD + "decimal")))
    again = json.loads(json.dumps(found), parse_float=float, parse_int=float)
    assert again == text if isinstance(again, str) else Decimal(repr(again)) == number


def test_what_is_no_literal_is_text_or_null() -> None:
    assert plain(None) is None
    assert plain(ox.NamedNode("http://example.org/a")) == "http://example.org/a"
    assert plain(ox.BlankNode("b")) == "b"
    assert plain(ox.Literal("сталь", language="ru")) == "сталь"
