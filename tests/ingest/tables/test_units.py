"""A unit of a row has to fit what its class measures, as that of a fact has to."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build
from kg.ingest import dataset
from kg.project import Project
from tests.projects import complaints
from tests.test_slips import curated

FIGURES = """title: Trade
release: data
language: en
documents:
  - {id: doc, title: Trade, publisher: {Organisation: {slug: office, name: Office}}, issued: 2024}
tables:
  - file: trade.csv
    document: doc
    rows:
"""
TRADE = """      says:
        TradeObservation:
          tradingArea: {Region: mangystau}
          partnerArea: {Settlement: {column: partner}}
          flow: exports
          period: {column: year}
          number: {column: value}
          unit: {column: unit}
"""
COSTS = """      says:
        ReportedCost:
          costOf: {Settlement: {column: partner}}
          period: {column: year}
          number: {column: value}
          unit: {column: unit}
"""
ROWS = """partner,year,value,unit
aktau,2019,5,USD
aktau,2020,6,person
aktau,2021,7,person
aktau,2022,8,kilometre
aktau,2023,9,KZT
"""
WRONG = [
    "warning: data/trade/trade.csv:3: unit: person is no unit of {of}: it measures Count, "
    "and a unit of Currency is wanted (2 rows, of which this is the first)",
    "warning: data/trade/trade.csv:5: unit: kilometre is no unit of {of}: it measures Length, "
    "and a unit of Currency is wanted",
]


def with_table(folder: Path, rows: str) -> Project:
    project = curated(folder / "project")
    (project.data / "trade").mkdir()
    (project.data / "trade" / "dataset.yaml").write_text(FIGURES + rows, encoding="utf-8")
    (project.data / "trade" / "trade.csv").write_text(ROWS, encoding="utf-8")
    return project


def told(project: Project) -> list[str]:
    return [line for line in complaints(project) if "trade" in line]


@pytest.mark.parametrize("flat", [True, False])
def test_a_unit_of_another_quantity_is_told_once(
    flat: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not flat:
        monkeypatch.setattr(dataset, "is_flat", lambda template, ontology: False)
    project = with_table(tmp_path, TRADE)
    assert told(project) == [line.format(of="TradeObservation") for line in WRONG]
    report = build(project)
    assert not report.failed
    assert {issue.value for issue in report.issues} >= {"person", "kilometre"}
    assert report.counts["observations"] == 2
    assert report.counts["faulty"] == 3


def test_a_unit_of_a_statement_is_told_as_well(tmp_path: Path) -> None:
    project = with_table(tmp_path, COSTS)
    assert told(project) == [line.format(of="ReportedCost") for line in WRONG]
    assert not build(project).failed


def test_a_unit_that_the_mapping_states_is_an_error_of_the_mapping(tmp_path: Path) -> None:
    project = with_table(tmp_path, TRADE.replace("{column: unit}", "person"))
    (line,) = [line for line in told(project) if not line.startswith("warning: ")]
    assert line == (
        "data/trade/dataset.yaml:7:5: unit: person is no unit of TradeObservation: it measures "
        "Count, and a unit of Currency is wanted"
    )
