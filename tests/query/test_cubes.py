"""What figures and their dimensions are called: as the ontology says, in any language."""

from __future__ import annotations

import pytest

import kg as library
from kg.errors import ParameterError, QueryError
from kg.query.figures.cubes import Cube, cube_named, cubes, options


@pytest.fixture(scope="module")
def trade(graph: library.Graph) -> Cube:
    return cube_named(graph.view, "trade")


def test_each_structure_is_a_cube(graph: library.Graph) -> None:
    shorts = [cube.short for cube in cubes(graph.view)]
    assert {"cargo", "national-accounts", "population", "trade", "visitor"} <= set(shorts)
    assert shorts == sorted(shorts)


@pytest.mark.parametrize(
    "name", ["trade", "TradeObservation", "trade observation", "Trade", "наблюдение торговли"]
)
def test_a_cube_has_many_names(graph: library.Graph, name: str) -> None:
    assert cube_named(graph.view, name).name == "TradeObservation"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("trad", 'did you mean "trade"?'),
        ("visitors", 'did you mean "visitor"?'),
        ("observation", '"observation" can mean cargo (cargo observation), '),
        ("", "there are no observations called"),
    ],
)
def test_what_is_no_cube_is_told(graph: library.Graph, name: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        cube_named(graph.view, name)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "dimension"),
    [
        ("reportingArea", "reportingArea"),
        ("reporting-area", "reportingArea"),
        ("reporter", "reportingArea"),
        ("partner", "partnerArea"),
        ("flow", "flow"),
        ("торгующая территория", "tradingArea"),
        ("counterpart area", "partnerArea"),
        ("trading", "tradingArea"),
        ("document", "document"),
    ],
)
def test_a_dimension_has_many_names(trade: Cube, name: str, dimension: str) -> None:
    assert trade.dimension(name, ["reporter", "document"]) == dimension


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("area", "--area can mean --trading-area, --partner-area, --reporting-area"),
        ("reportr", 'did you mean "reporter"'),
        ("zzz", 'trade observation has no dimension "zzz"; known are: flow, modality'),
    ],
)
def test_what_is_no_dimension_is_told(trade: Cube, name: str, said: str) -> None:
    with pytest.raises(ParameterError) as caught:
        trade.dimension(name)
    assert said in str(caught.value)


def test_the_unit_is_told_by_the_vocabulary(trade: Cube) -> None:
    assert [part.name for part in trade.parts if part.is_unit] == ["unit"]
    words = dict(options(trade))
    assert words["reporting-area"].startswith("reporter, reporting area, ")
    assert "торговый поток" in words["flow"]
