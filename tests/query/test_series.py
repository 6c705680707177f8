"""Series: each source one of its own, nothing merged or summed, and what is left out is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kg as library
from kg.build import build, require_no_errors
from kg.errors import KgError, ParameterError, QueryError, StoreError
from tests.projects import add_facts, mini

RECORD = "  - {{id: r{n}, document: {doc}, says: {{CallObservation: {{{body}}}}}}}\n"
TWO = """\
title: Calls
publisher: Port office
license: https://creativecommons.org/licenses/by/4.0/
language: en
documents:
  - {id: old, title: Calls as of 2021, publisher: Port office, issued: 2021, retrieved: 2026-11-25}
  - {id: new, title: Calls as of 2023, publisher: Port office, issued: 2023, retrieved: 2026-11-25}
"""


def records(*said: tuple[str, str, int]) -> str:
    bodies = (
        (document, f"callFlag: NOR, period: {period}, calls: {calls}")
        for document, period, calls in said
    )
    lines = [RECORD.format(n=n, doc=doc, body=body) for n, (doc, body) in enumerate(bodies)]
    return "document: old\nrecords:\n" + "".join(lines)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> library.Graph:
    """A project with two editions of one table."""
    project = mini(tmp_path_factory.mktemp("series") / "project")
    said = [
        *(("old", str(year), year) for year in (2018, 2019, 2020)),
        *(("new", str(year), year + 1) for year in (2019, 2020, 2021)),
        *(("new", f"2021-{month:02}", month) for month in range(1, 13)),
        ("new", "2021-Q2", 15),
        ("new", "2021-01/2021-10", 55),
    ]
    add_facts(project, "calls", records(*said), TWO)
    require_no_errors(build(project))
    return library.open(project.root)


def told(found: Any) -> list[tuple[str, list[tuple[str, int]]]]:
    """The source of each series, and its figures."""
    return [
        (run.source.title, [(point.at, int(point.values[0])) for point in run.points])
        for run in found
    ]


def test_two_editions_are_two_series(ports: library.Graph) -> None:
    found = ports.series("calls", by="year", dataset="calls")
    assert told(found) == [
        ("Calls as of 2021", [("2018", 2018), ("2019", 2019), ("2020", 2020)]),
        ("Calls as of 2023", [("2019", 2020), ("2020", 2021), ("2021", 2022)]),
    ]
    assert found.notes == ("left out: 14 figures of periods other than a year",)
    assert found.title == "calls: callFlag NOR"


def test_by_quarter_and_month(ports: library.Graph) -> None:
    assert told(ports.series("calls", by="quarter")) == [("Calls as of 2023", [("2021-Q2", 15)])]
    months = told(ports.series("calls", by="month", document="calls/new"))
    assert months[0][1] == [(f"2021-{month:02}", month) for month in range(1, 13)]


def test_without_by_periods_are_as_they_are(ports: library.Graph) -> None:
    ((_, figures),) = told(ports.series("calls", since="2021", document="calls/new"))
    assert ("2021-01/2021-10", 55) in figures
    assert len(figures) == 15


def test_since_and_until_are_dates_as_said(ports: library.Graph) -> None:
    found = told(ports.series("calls", document="calls/old", since="2019", until="2019-12"))
    assert found == [("Calls as of 2021", [("2019", 2019)])]


def test_by_a_dimension_the_period_tells_series_apart(ports: library.Graph) -> None:
    found = ports.series("calls", by="flag", period=["2019", "2020"], document="calls/old")
    assert told(found) == [
        ("Calls as of 2021", [("NOR", 2019)]),
        ("Calls as of 2021", [("NOR", 2020)]),
    ]


def test_every_column_is_in_the_rows(ports: library.Graph) -> None:
    rows = ports.series("calls", by="year", document="calls/old").rows()
    assert rows.columns[:4] == ("series", "year", "callFlag", "period")
    assert rows[0].calls == 2018
    assert rows[0].observation.startswith("https://mini.example/observation/calls/old/")
    assert ports.why(rows[0].observation)


@pytest.mark.parametrize("value", ["KGZ", "Kyrgyzstan", "417", "Киргизия", "Territory/KGZ"])
def test_a_value_is_named_as_everywhere(graph: library.Graph, value: str) -> None:
    found = graph.series("trade", reporter=value, partner="Китай", flow="exports", by="year")
    figures = {point.at: point.values[0] for point in next(iter(found)).points}
    assert figures["2021"] == Decimal(64090574)
    assert all(run.unit == "USD" for run in found)


def test_units_and_reporters_are_apart(graph: library.Graph) -> None:
    for run in graph.series("trade"):
        assert len({point.at for point in run.points}) == len(run.points), run.title


@pytest.mark.parametrize(
    ("values", "options", "error", "said"),
    [
        ({"reporter": "Kirgistan"}, {}, QueryError, "did you mean Territory/KGZ (Kyrgyzstan)"),
        ({"flow": "import"}, {}, ParameterError, 'did you mean "imports"'),
        ({"period": "2022-13"}, {}, ParameterError, '"2022-13" is no period'),
        ({"dataset": "statistic"}, {}, ParameterError, 'did you mean "statistics"?'),
        ({"reporte": "KGZ"}, {}, ParameterError, 'did you mean "reporter"'),
        ({}, {"by": "yeer"}, ParameterError, 'did you mean "year"?'),
        ({}, {"since": "soon"}, ParameterError, '"soon" is no date'),
        ({}, {"since": "2021", "until": "2020"}, ParameterError, "ends by 2020-12-31"),
    ],
)
def test_what_is_wrong_is_told(
    graph: library.Graph, values: Any, options: Any, error: type[KgError], said: str
) -> None:
    with pytest.raises(error) as caught:
        graph.series("trade", values, **options)
    assert said in str(caught.value)


def test_an_empty_answer_says_which_value_is_not_there(graph: library.Graph) -> None:
    found = graph.series("trade", reporter="KGZ", partner="DEU")
    assert len(found) == 0
    assert found.notes[-1].startswith("with the other values, no figure has partnerArea DEU; there")


def test_figures_that_nobody_has_given(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    facts = project.data / "register" / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    start = text.index("CallObservation")
    first = text.rindex("\n  - id:", 0, start)
    last = text.find("\n  - id:", start)
    facts.write_text(text[:first] + (text[last:] if last > 0 else "\n"), encoding="utf-8")
    require_no_errors(build(project))
    with pytest.raises(StoreError, match="holds no observations of the class CallObservation"):
        library.open(project.root).series("calls")
