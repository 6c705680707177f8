from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query.cells import Cells, is_number
from kg.store.view import View
from tests.views import MemoryView

EX = "http://example.org/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
CHINA, GOVERNMENT, NAMELESS = (
    ox.NamedNode(f"{EX}id/{path}") for path in ("State/CHN", "Government/china", "State/XXX")
)


DATA = """
<http://example.org/id/State/CHN> rdfs:label "China"@en , "Китай"@ru .
<http://example.org/id/Government/china> rdfs:label "China"@en .
"""


@pytest.fixture
def view() -> View:
    return MemoryView(DATA)


def test_an_iri_shows_its_label_in_the_language(view: View) -> None:
    assert Cells(view, [(CHINA,)]).text(CHINA) == "China"
    assert Cells(view, [(CHINA,)], "ru").text(CHINA) == "Китай"
    assert Cells(view, [(CHINA,)], "zh").text(CHINA) == "China"


def test_an_iri_without_label_shows_its_short_form(view: View) -> None:
    assert Cells(view, [(NAMELESS,)]).text(NAMELESS) == "State/XXX"


def test_two_things_of_one_name_are_told_apart(view: View) -> None:
    cells = Cells(view, [(CHINA, GOVERNMENT), (CHINA, None)])
    assert cells.text(CHINA) == "China (State/CHN)"
    assert cells.text(GOVERNMENT) == "China (Government/china)"


def test_whole_iris_on_request_and_without_a_view(view: View) -> None:
    assert Cells(view, [(CHINA,)], whole_iris=True).text(CHINA) == CHINA.value
    assert Cells(None, [(CHINA,)]).text(CHINA) == CHINA.value


def test_other_terms() -> None:
    cells = Cells(None, [])
    assert cells.text(None) == ""
    assert cells.text(ox.Literal(" two\n\tlines ")) == "two lines"
    assert cells.text(ox.BlankNode("b")) == "_:b"
    assert cells.text(ox.Triple(CHINA, ox.NamedNode(LABEL), ox.Literal("x"))).endswith("label x")


def test_only_addresses_of_the_web_are_links() -> None:
    cells = Cells(None, [])
    assert cells.link(CHINA) == CHINA.value
    assert cells.link(ox.NamedNode("javascript:alert(1)")) == ""
    assert cells.link(ox.Literal("http://example.org/")) == ""
    assert cells.html(ox.Literal("<script>")) == "&lt;script&gt;"


def test_numbers() -> None:
    assert is_number(ox.Literal(1))
    assert not is_number(ox.Literal("1"))
    assert not is_number(None)
