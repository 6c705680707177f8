"""What a source lacks that it or another gives: the gaps of hand-made tables, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

import kg
from kg.api import Graph
from kg.errors import ParameterError, QueryError
from kg.query.gaps.coverage import lacking
from kg.query.gaps.observed import Observing
from tests.projects import shipped_with

# What the case gives, by source, thing, area and year; the day of 2020 is a year, nine months and
# two years are none, and Central Asia is no state.
ATLAS = [
    "KAZ gdp atlas 2018",
    "UZB gdp atlas 2015–2016, 2018",
    "TJK gdp-per-capita atlas 2016",
    "UZB gdp-per-capita atlas 2015",
]
YEARBOOK = ["KGZ gdp yearbook 2019–2021", "UZB gdp yearbook 2019, 2021"]
OFFICE = ["KAZ gdp office 2021–2022", "KGZ gdp office 2021–2022"]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return kg.open(shipped_with("coverage", tmp_path_factory.mktemp("coverage") / "project"))


def listed(graph: Graph, figures: str | None, **asked: Any) -> list[str]:
    return sorted(
        f"{row.area} {row.what.removesuffix(', current, actual')} "
        f"{str(row.document).rpartition('/')[2]} {row.lacks}"
        for row in graph.gaps("coverage", figures, **asked)
    )


@pytest.mark.parametrize(
    ("figures", "asked", "expected"),
    [
        ("national-accounts", {}, ATLAS + YEARBOOK),
        ("national-accounts", {"least": "1"}, ATLAS + YEARBOOK + OFFICE),
        ("national-accounts", {"least": "3"}, []),
        ("national-accounts", {"document": ["yearbook"]}, YEARBOOK),
        ("national-accounts", {"dataset": "coverage"}, ATLAS + YEARBOOK + OFFICE),
        ("national-accounts", {"publisher": "office"}, OFFICE),
        ("national-accounts", {"indicator": "gdp-per-capita"}, ATLAS[2:]),
        ("national-accounts", {"area": "KGZ", "indicator": "gdp"}, YEARBOOK[:1]),
        ("national-accounts", {"reference-area": "Kyrgyzstan", "since": "2017"}, YEARBOOK[:1]),
        ("national-accounts", {"since": "2019", "until": "2020"}, [
            "KGZ gdp yearbook 2019–2020", "UZB gdp yearbook 2019",
        ]),
        ("national-accounts", {"area": "TJK", "indicator": "gdp"}, [
            "TJK gdp atlas 2015–2016, 2018", "TJK gdp yearbook 2019–2021",
        ]),
        ("national-accounts", {"area": "Territory/TJK", "document": "office"}, [
            "TJK gdp office 2021–2022",
        ]),
        ("national-accounts", {"by": "quarter"}, []),
        ("population", {}, ["KAZ total, total, actual yearbook 2019"]),
        ("trade", {}, ["KGZ UZB, exports, total, actual atlas 2021"]),
        ("trade", {"among": "partner"}, ["KGZ KAZ, exports, total, actual atlas 2021"]),
        (None, {"area": "KGZ"}, [
            "KGZ UZB, exports, total, actual atlas 2021",
            "KGZ gdp yearbook 2019–2021",
            "KGZ gdp-per-capita atlas 2015–2016",
            "KGZ total, total, actual yearbook 2019–2020",
        ]),
        (None, {"among": "partner"}, ["KGZ KAZ, exports, total, actual atlas 2021"]),
    ],
)  # fmt: skip
def test_what_each_source_lacks_and_nothing_else(
    graph: Graph, figures: str | None, asked: dict[str, Any], expected: list[str]
) -> None:
    assert listed(graph, figures, **asked) == sorted(expected)


def test_a_line_says_how_much_the_source_gives(graph: Graph) -> None:
    [row] = graph.gaps("coverage", "national-accounts", area="UZB", document="yearbook")
    assert (row.figures, row.areas, row.gives, row.missing) == ("national-accounts", 2, 1, 2)


def test_each_kind_of_figures_is_counted(graph: Graph) -> None:
    found = {row.figures: list(row)[1:] for row in graph.gaps("coverage")}
    assert found == {
        "national-accounts": [2, 4, 22, 11, 1],
        "population": [1, 3, 4, 1, 1],
        "trade": [1, 3, 6, 1, 1],
    }
    assert {row.kind: row.gaps for row in graph.gaps()}["coverage"] == 13


@pytest.mark.parametrize("figures", ["national-accounts", "population", "trade"])
def test_without_columns_the_same_is_read_from_the_graph(graph: Graph, figures: str) -> None:
    for asked in ({}, {"area": "KGZ"}, {"until": "2018"}, {"least": 1}):
        read = lacking(Observing(graph.view), figures, asked)
        assert list(read) == list(lacking(graph.view, figures, asked))


@pytest.mark.parametrize(
    ("figures", "asked", "said"),
    [
        ("population", {"least": "some"}, "a number of areas is wanted"),
        ("population", {"least": "0"}, "a number of areas is wanted"),
        ("population", {"area": "KGX"}, 'called "KGX"; known are: KAZ'),
        ("population", {"document": "yearbok"}, 'is "yearbok"; known are: coverage/atlas'),
        ("population", {"among": "partner"}, "has no dimension"),
        ("population", {"by": "decade"}, "a span of time"),
        ("population", {"since": "20x5"}, "is no date"),
        (None, {"flwo": "exports"}, 'no dimension "flwo"'),
        ("populatoin", {}, 'did you mean "population"'),
    ],
)
def test_what_is_none_is_refused(
    graph: Graph, figures: str | None, asked: dict[str, str], said: str
) -> None:
    with pytest.raises((ParameterError, QueryError), match=said):
        graph.gaps("coverage", figures, **asked)
