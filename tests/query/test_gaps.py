"""What is missing, of each kind, in a project where something of that kind is there too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.api import Graph
from kg.errors import ParameterError, QueryError
from kg.project import find_project
from kg.query.figures.matching import is_span
from kg.query.gaps.figures import missing
from kg.query.gaps.observed import Observing
from tests.projects import shipped_with


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_with("gaps", tmp_path_factory.mktemp("gaps") / "project")


@pytest.fixture(scope="module")
def lacking(project: Path) -> Graph:
    return kg.open(project)


def last(value: Any) -> str:
    return str(value).rpartition("/")[2].rpartition("#")[2]


def listed(graph: Graph, kind: str, about: str | None = None, **asked: Any) -> list[list[str]]:
    return [[last(value) for value in row][:2] for row in graph.gaps(kind, about, **asked)]


@pytest.mark.parametrize(
    ("kind", "asked", "expected"),
    [
        ("agreement-texts", {}, [["lacking", "None"]]),
        ("ratifications", {}, [["lacking", "UZB"]]),
        ("entry-into-force", {}, [["lacking", "None"]]),
        ("labels", {"language": "zh"}, [["nameless-port", "zh"]]),
        ("labels", {"language": "en"}, []),
        ("identifiers", {"scheme": "unlocode"}, [["nameless-port", "unlocode"]]),
        ("identifiers", {"scheme": "UN/LOCODE"}, [["nameless-port", "unlocode"]]),
        ("document-texts", {}, [["reprint", "weekly"]]),
    ],
)
def test_what_is_missing_and_nothing_else(
    lacking: Graph, kind: str, asked: dict[str, str], expected: list[list[str]]
) -> None:
    assert listed(lacking, kind, **asked) == expected


def test_a_reprint_makes_no_second_source_and_an_official_one_fills_the_gap(lacking: Graph) -> None:
    [row] = lacking.gaps("single-unofficial")
    assert (row.record, row.documents, last(row.origin)) == ("depth-once", 2, "weekly")


def test_only_of_an_entity(lacking: Graph) -> None:
    assert listed(lacking, "ratifications", "State/KAZ") == []
    assert listed(lacking, "ratifications", "lacking") == [["lacking", "UZB"]]


def test_of_the_steps_inside_a_state_the_furthest_that_was_taken_is_told(lacking: Graph) -> None:
    [row] = lacking.gaps("ratifications")
    assert last(row.domestic) == "adopted-by-parliament"


def test_years_without_a_figure_are_those_of_one_source(lacking: Graph) -> None:
    [row] = lacking.gaps("figures", "population")
    assert row.to_dict() | {"document": last(row.document)} == {
        "series": "KAZ",
        "document": "gazette",
        "publisher": "The Gazette",
        "first": "2010",
        "last": "2017",
        "figures": 4,
        "lacks": "2012, 2014–2016",
        "missing": 4,
    }
    [short] = lacking.gaps("figures", "population", area="KAZ", until="2013-12-31")
    assert short.lacks == "2012"
    assert len(lacking.gaps("figures", "population", area="UZB")) == 0


def test_without_columns_the_same_is_read_from_the_graph(lacking: Graph) -> None:
    view = Observing(lacking.view)
    for asked in ({}, {"area": ["KAZ"]}, {"since": "2011"}):
        seen = missing(view, "population", asked)
        assert list(seen) == list(missing(lacking.view, "population", asked))


@pytest.mark.parametrize(
    ("months", "first", "last_day", "whole"),
    [
        (12, "2020-01-01", "2020-12-31", True),
        (12, "2020-02-01", "2021-01-31", False),
        (3, "2020-04-01", "2020-06-30", True),
        (1, "2020-02-01", "2020-02-28", False),
        (12, "9999-01-01", "9999-12-31", True),
    ],
)
def test_a_span_is_whole_and_begins_as_calendars_do(
    months: int, first: str, last_day: str, whole: bool
) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last_day)
    assert is_span(months, *days) is whole


def test_a_store_without_columns_is_asked_too(project: Path, lacking: Graph) -> None:
    folder = find_project(project).current_build()
    assert folder is not None
    graph = kg.open(project, store=folder / "store")
    assert [row.lacks for row in graph.gaps("figures", "population")] == ["2012, 2014–2016"]


def test_all_kinds_are_counted_and_a_query_more_is_a_kind_more(project: Path) -> None:
    added = project / "queries" / "gaps-ports.rq"
    added.write_text("#+ summary: No ports\nSELECT ?port WHERE { ?port a kg:NoSuchPort }\n")
    try:
        found = {row.kind: row.gaps for row in kg.open(project).gaps()}
    finally:
        added.unlink()
    assert found["ports"] == 0
    assert found["figures"] == 4
    assert found["ratifications"] == found["single-unofficial"] == found["document-texts"] == 1


@pytest.mark.parametrize(
    ("kind", "about", "asked", "said"),
    [
        ("labls", None, {}, 'did you mean "labels"'),
        ("ratifications", "KAZAKHSTEN", {}, "is called"),
        ("labels", None, {"language": "chinese"}, "a language tag is wanted"),
        ("identifiers", None, {"scheme": "unlocod"}, 'did you mean "unlocode"'),
        ("labels", None, {"scheme": "unlocode"}, "has no parameter"),
        ("figures", "population", {"by": "yeer"}, 'did you mean "year"'),
        ("figures", "population", {"since": "20x5"}, "is no date"),
        ("figures", "population", {"flow": "exports"}, "has no dimension"),
    ],
)
def test_what_is_none_is_refused(
    lacking: Graph, kind: str, about: str | None, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        lacking.gaps(kind, about, **asked)


def test_figures_that_are_none(lacking: Graph) -> None:
    with pytest.raises(QueryError, match='did you mean "population"'):
        lacking.gaps("figures", "populatoin")
