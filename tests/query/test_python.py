from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from math import inf

import pyoxigraph as ox
import pytest

from kg.query.python import IRI, Blank, PartialDate, Text, Typed, value_of

XSD = "http://www.w3.org/2001/XMLSchema#"


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (ox.NamedNode("http://a/b"), IRI("http://a/b")),
        (ox.BlankNode("b"), Blank("b")),
        (ox.Literal("a"), "a"),
        (ox.Literal("a", language="en"), Text("a", "en")),
        (literal("17", "integer"), 17),
        (literal("17", "unsignedByte"), 17),
        (literal("23.60", "decimal"), Decimal("23.60")),
        (literal("1.5E3", "double"), 1500.0),
        (literal("INF", "double"), inf),
        (literal("true", "boolean"), True),
        (literal("2025-11-23", "date"), date(2025, 11, 23)),
        (literal("2025-11", "gYearMonth"), PartialDate("2025-11", XSD + "gYearMonth")),
        (literal("2025", "gYear"), PartialDate("2025", XSD + "gYear")),
        (literal("2025-11-23T10:00:00Z", "dateTime"), datetime(2025, 11, 23, 10, tzinfo=UTC)),
        (literal("P10M", "duration"), Typed("P10M", XSD + "duration")),
    ],
)
def test_each_term_has_its_python_value(term: object, value: object) -> None:
    found = value_of(term)
    assert found == value
    assert type(found) is type(value)
    assert getattr(found, "datatype", "") == getattr(value, "datatype", "")


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("x", "integer"),
        ("x", "decimal"),
        ("yes", "boolean"),
        ("2025-02-30", "date"),
        ("2025-11-23Z", "date"),
        ("-0044-03-15", "date"),
        ("x", "dateTime"),
    ],
)
def test_what_python_cannot_hold_keeps_its_text_and_datatype(text: str, datatype: str) -> None:
    value = value_of(literal(text, datatype))
    assert isinstance(value, Typed)
    assert (value, value.datatype) == (text, XSD + datatype)


def test_languages_are_kept() -> None:
    value = value_of(ox.Literal("сталь", language="ru"))
    assert isinstance(value, Text)
    assert value.language == "ru"


def test_triple_terms_are_tuples() -> None:
    triple = ox.Triple(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal(1))
    assert value_of(triple) == ("http://a/s", "http://a/p", 1)
