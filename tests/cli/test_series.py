"""`kg series` at the command line: lists, tables, files and drawings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.command import Run

TRADE = ("series", "trade", "--reporter", "KGZ", "--partner", "CHN", "--by", "year")


def test_alone_it_lists_what_there_is(kg: Run) -> None:
    rows = [line.split("\t") for line in kg("series").stdout.splitlines()]
    options = {row[0]: row[2] for row in rows}
    assert {"cargo", "national-accounts", "population", "trade", "visitor"} <= options.keys()
    assert all(int(row[1].replace(",", "")) > 0 for row in rows)
    assert "--reporting-area" in options["trade"]


def test_in_a_pipe_there_is_a_line_for_each_figure(kg: Run) -> None:
    done = kg(*TRADE, "--flow", "exports", "--since", "2018")
    header, *lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert header == ["series", "year", "number"]
    assert [line[1:] for line in lines][:2] == [["2018", "61237831"], ["2019", "81469047"]]
    assert "trade observation: tradingArea KGZ" in done.stderr


def test_json_lines_have_every_column(kg: Run) -> None:
    lines = [json.loads(line) for line in kg(*TRADE, "-f", "jsonl").stdout.splitlines()]
    assert {line["partnerArea"] for line in lines} == {"CHN"}
    assert all(line["observation"].startswith("https://") for line in lines)
    assert kg("why", lines[0]["observation"]).returncode == 0


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "jsonl", "md", "txt", "parquet"])
def test_the_ending_says_the_format(kg: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"trade.{ending}"
    done = kg(*TRADE, "-o", path)
    assert (done.returncode, done.stdout) == (0, "")
    if ending == "parquet":
        assert parquet.read_table(path).num_rows > 9
    else:
        assert "2018" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_pictures(kg: Run, tmp_path: Path, ending: str, magic: bytes) -> None:
    path = tmp_path / f"trade.{ending}"
    assert kg(*TRADE, "--chart", "bar", "-o", path).returncode == 0
    assert path.read_bytes().startswith(magic)


def test_what_was_left_out_is_told(kg: Run) -> None:
    assert "left out: 1 figure of periods other than a year" in kg(*TRADE, "--chart", "bar").stderr


def test_help_names_the_dimensions(kg: Run) -> None:
    shown = kg("series", "trade", "--help").stdout
    assert "Dimensions of trade observation" in shown
    assert "--reporting-area VALUE" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trad",), 'did you mean "trade"?'),
        (("trade", "--reportr", "KGZ"), 'did you mean "reporter"'),
        (("trade", "--reporter"), "--reporter needs a value"),
        (("trade", "--area", "KGZ"), "--area can mean --trading-area"),
        (("trade", "--chart", "pie"), 'there is no chart "pie": line or bar'),
        (("trade", "--chart", "bar", "-o", "x.csv"), "a chart is written to a .png or .svg file"),
        (("trade", "-f", "ttl"), "ttl does not fit"),
        (("trade", "-o", "x.doc"), "means no format"),
        (("--by", "year"), "say which figures"),
        (("trade", "--by", "partner", "--chart", "line"), "a line goes through time"),
    ],
)
def test_what_is_wrong_is_told_without_a_traceback(
    kg: Run, words: tuple[str, ...], said: str
) -> None:
    done = kg("series", *words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "fault of kg" not in done.stderr
