"""Charts are real pictures, with an axis for each unit, and drawings where there is no file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

import kg as library
from kg.errors import ExtraError, FormatError
from kg.publish.plots import chart, picture, text_chart
from kg.query.figures.runs import Series


@pytest.fixture(scope="module")
def trade(graph: library.Graph) -> Series:
    return graph.series("trade", reporter="KGZ", partner="CHN", by="year")


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_a_png_is_one(trade: Series, kind: str) -> None:
    content = picture(trade, kind, "png")
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) > 5_000


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_an_svg_names_each_series_whole(trade: Series, kind: str) -> None:
    root = ET.fromstring(picture(trade, kind, "svg"))
    assert root.tag.endswith("svg")
    texts = {"".join(one.itertext()) for one in root.iter() if one.tag.endswith("text")}
    assert {run.title for run in trade} <= texts
    assert {"2018", "USD"} <= texts


def values(made: dict[str, Any]) -> list[float]:
    return [one["value"] for one in made["data"]["values"]]


def test_what_is_drawn_is_what_is_there(trade: Series) -> None:
    drawn = values(chart(trade).to_dict())
    assert drawn == [float(point.values[0]) for run in trade for point in run.points]


def test_units_do_not_share_an_axis(graph: library.Graph) -> None:
    found = graph.series("trade", reporter="CHN")
    units = {run.unit for run in found}
    assert len(units) > 1
    assert len(chart(found).to_dict()["vconcat"]) == len(units)


def test_bars_in_the_terminal(trade: Series) -> None:
    lines = text_chart(trade, "bar", 80).splitlines()
    assert "2018 ▊ 61,237,831" in lines
    largest = max(lines, key=lambda line: line.count("█"))
    assert largest.startswith("2023 ")
    assert largest.endswith(" 5,353,257,336")
    assert {run.title for run in trade} <= set(lines)


def test_lines_in_the_terminal(trade: Series) -> None:
    drawn = text_chart(trade, "line", 80)
    assert "(USD)" in drawn
    assert "(year)" in drawn
    assert all(run.title in drawn for run in trade)


def test_a_line_needs_time(graph: library.Graph) -> None:
    found = graph.series("trade", reporter="KGZ", by="partner")
    with pytest.raises(FormatError, match="a line goes through time"):
        picture(found, "line", "svg")
    assert "CHN" in text_chart(found, "bar", 80)


def test_nothing_is_not_drawn(graph: library.Graph) -> None:
    with pytest.raises(FormatError, match="nothing to draw"):
        text_chart(graph.series("trade", reporter="KGZ", partner="DEU"), "bar", 80)


@pytest.mark.parametrize(("module", "kind"), [("altair", "svg"), ("plotille", "")])
def test_what_is_not_installed_is_named(
    trade: Series, module: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(ExtraError, match=r"pip install 'sogdian\[plots\]'"):
        picture(trade, "line", kind) if kind else text_chart(trade, "line", 80)
