"""Texts of sources become canonical literals: exact, and the same after a way through the store."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.datatypes import DATATYPES, clean_text, decimal_text, parse_decimal, typed_literal
from kg.model.geometry import parse_wkt
from kg.model.terms import literal_text
from kg.model.vocab import GEO, XSD

DECIMALS = st.builds(
    lambda sign, whole, fraction: Decimal(f"{sign}{whole}.{fraction}"),
    st.sampled_from(["", "-"]),
    st.integers(0, 10**20 - 1),
    st.text(alphabet="0123456789", min_size=1, max_size=18),
)


def through_the_store(term: str) -> str:
    """A term as it comes back from a store."""
    line = f"<http://a/> <http://a/> {term} ."
    store = ox.Store()
    store.bulk_load(line.encode(), format=ox.RdfFormat.N_QUADS)
    (quad,) = store
    return str(quad.object)


@given(DECIMALS)
def test_a_decimal_stays_exact(value: Decimal) -> None:
    term = typed_literal(format(value, "f"), XSD + "decimal")
    assert Decimal(literal_text(term)) == value
    assert through_the_store(term) == term


@given(st.integers(-(10**20) + 1, 10**20 - 1))
def test_an_integer_stays_exact(value: int) -> None:
    # pyoxigraph keeps integers of 64 bits as numbers and larger ones as they were written
    term = typed_literal(str(value), XSD + "integer")
    assert literal_text(term) == str(value)
    assert through_the_store(term) == term


@given(DECIMALS)
def test_the_canonical_form_is_its_own(value: Decimal) -> None:
    text = decimal_text(value)
    assert decimal_text(Decimal(text)) == text
    assert "e" not in text.lower()
    assert text != "-0"
    assert not (text.endswith("0") and "." in text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("18.50", "18.5"),
        ("23.6 billion", "23600000000"),
        ("17_400", "17400"),
        ("1.5e3", "1500"),
        ("-0.0", "0"),
        ("+5", "5"),
        ("0.5 thousand", "500"),
        ("1e-18", "0.000000000000000001"),
        ("2 trillion", "2000000000000"),
        ("007", "7"),
        ("12345678901234567890.123456789012345678",) * 2,
    ],
)
def test_numbers(text: str, canonical: str) -> None:
    assert literal_text(typed_literal(text, XSD + "decimal")) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,5",
        "1.",
        ".5",
        "NaN",
        "inf",
        "1__0",
        "_1",
        "1_",
        "1 b",
        "billion",
        "0x10",
        "1e",
        "1/2",
        "٣",
        "１２",
        "1 000",
        "--1",
        "1e1000",
        "1e21",
        "1e-19",
        "99999999999999999999999999999999",
    ],
)
def test_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number|is out of range"):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["1.5", "0.1", "2.5 thousandth"])
def test_no_whole_number(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        typed_literal(text, XSD + "integer")


@given(st.text())
def test_text_is_cleaned_once_and_for_all(text: str) -> None:
    try:
        clean = clean_text(text)
    except ValueError:
        return
    assert clean_text(clean) == clean
    assert clean == clean.strip()
    assert "  " not in clean


@pytest.mark.parametrize("text", ["", " \t\n", "a\x00b", "a\x07b", "a\x9fb"])
def test_no_text(text: str) -> None:
    with pytest.raises(ValueError, match="the text"):
        clean_text(text)


@pytest.mark.parametrize("datatype", sorted(DATATYPES))
@given(text=st.text(max_size=30))
def test_every_datatype_reads_a_text_or_refuses_it(datatype: str, text: str) -> None:
    try:
        term = typed_literal(text, datatype)
    except ValueError:
        return
    assert through_the_store(term) == term


@pytest.mark.parametrize(
    ("datatype", "text", "canonical"),
    [
        ("boolean", "Yes", "true"),
        ("boolean", "0", "false"),
        ("anyURI", "https://пример.example/а?б#в", "https://пример.example/а?б#в"),
        ("date", "2024-02-29", "2024-02-29"),
        ("gYear", "0987", "0987"),
        ("dateTime", "2024-02-29T12:30", "2024-02-29T12:30:00"),
        ("dateTime", "2024-02-29T12:30:00.500+00:00", "2024-02-29T12:30:00.5Z"),
        ("dateTime", "2024-02-29T12:30:00+05:00", "2024-02-29T12:30:00+05:00"),
    ],
)
def test_canonical_forms(datatype: str, text: str, canonical: str) -> None:
    assert literal_text(typed_literal(text, XSD + datatype)) == canonical


@pytest.mark.parametrize(
    ("datatype", "text"),
    [
        ("boolean", "perhaps"),
        ("anyURI", "example.org"),
        ("anyURI", "https://a.example/b c"),
        ("anyURI", "https://a.example/100%"),
        ("date", "2024-02"),
        ("date", "2024-02-30"),
        ("gYear", "2024-02"),
        ("dateTime", "2024-02-29"),
        ("dateTime", "2024-02-29T25:00:00Z"),
        ("dateTime", "2024-02-29 12:30"),
        ("dateTime", "2024-02-29T12"),
    ],
)
def test_refused_forms(datatype: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|is neither"):
        typed_literal(text, XSD + datatype)


COORDINATES = st.tuples(st.integers(-18000, 18000), st.integers(-9000, 9000))


@given(st.lists(COORDINATES, min_size=1, max_size=5))
def test_a_line_is_found_again(points: list[tuple[int, int]]) -> None:
    pairs = ", ".join(f"{x / 100:.2f}  {y / 100:.3f}" for x, y in points)
    tight = parse_wkt(f"LINESTRING ( {pairs} )")
    assert parse_wkt(tight) == tight
    assert tight.count(",") == len(points) - 1
    term = typed_literal(tight, GEO + "wktLiteral")
    assert through_the_store(term) == term


@pytest.mark.parametrize(
    ("text", "tight"),
    [
        ("POINT (80.40 44.0)", "POINT(80.4 44)"),
        ("POLYGON ((0 0, 1 0, 1 1), (0.2 0.2, 0.3 0))", "POLYGON((0 0,1 0,1 1),(0.2 0.2,0.3 0))"),
        ("MULTIPOINT (0 0, 1 1)", "MULTIPOINT(0 0,1 1)"),
        ("MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))", "MULTILINESTRING((0 0,1 1),(2 2,3 3))"),
        ("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))", "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))"),
    ],
)
def test_geometries(text: str, tight: str) -> None:
    assert parse_wkt(text) == tight


@pytest.mark.parametrize(
    "text",
    [
        "",
        "POINT",
        "POINT()",
        "POINT(1)",
        "POINT(1 2 3)",
        "POINT(1,2)",
        "POINT 1 2",
        "point(1 2)",
        "POINT((1 2))",
        "LINESTRING(1 2",
        "LINESTRING(1 2,)",
        "POLYGON(0 0, 1 1)",
        "CIRCLE(1 2)",
        "POINT(1 2) POINT(1 2)",
        "POINT(1. 2)",
        "POINT(1 91)",
        "POINT(181 0)",
        "POINT(44.2 180.5)",
    ],
)
def test_no_geometry(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no geometry|is out of range"):
        parse_wkt(text)
