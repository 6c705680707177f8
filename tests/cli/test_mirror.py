"""`kg mirror` at the command line: tables, files and drawings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.command import Run

MIRROR = ("mirror", "trade", "--reporter", "CHN", "--partner", "KGZ")


def test_in_a_pipe_there_is_a_line_for_each_period(kg: Run) -> None:
    done = kg(*MIRROR, "--flow", "exports", "--by", "year", "--since", "2022", "--factor", "1.06")
    header, *lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert header[:4] == ["reporter", "partner", "flow", "period"]
    found = dict(zip(header, lines[0], strict=True))
    assert (found["reporterValue"], found["partnerValue"]) == ("15421270984", "4069468372")
    assert (found["ratio"], found["adjusted"], found["reportsMore"]) == ("3.79", "4.02", "CHN")
    assert "KGZ reports nothing for 2025" in done.stdout
    assert "adjusted by the factor 1.06 from fob to cif: as given" in done.stderr
    assert "CHN, exports with KGZ: " in done.stderr


def test_json_lines_have_both_observations(kg: Run) -> None:
    done = kg(*MIRROR, "--flow", "imports", "--by", "year", "-f", "jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    one = next(line for line in lines if line["period"] == "2022")
    assert f"{one['ratio']:.2f}" == "1.34"
    assert one["partnerTitle"] == "4.03.00.18: Geographic distribution of exports of goods"
    assert all(line["trend"].startswith("the gap ") for line in lines)
    for side in ("reporter", "partner"):
        assert kg("why", one[f"{side}Observation"]).returncode == 0
    silent = next(line for line in lines if line["status"] == "missing")
    assert silent["reporterValue"] is None


@pytest.mark.parametrize("ending", ["csv", "json", "md", "txt", "parquet"])
def test_the_ending_says_the_format(kg: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"mirror.{ending}"
    done = kg(*MIRROR, "-o", path)
    assert (done.returncode, done.stdout) == (0, "")
    if ending == "parquet":
        assert parquet.read_table(path).num_rows > 9
    else:
        assert "reports nothing for" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_pictures(kg: Run, tmp_path: Path, ending: str, magic: bytes) -> None:
    path = tmp_path / f"mirror.{ending}"
    assert kg(*MIRROR, "--by", "year", "-o", path).returncode == 0
    assert path.read_bytes().startswith(magic)


def test_a_drawing_has_both_sides_and_their_ratio(kg: Run) -> None:
    done = kg(*MIRROR, "--flow", "exports", "--by", "year", "--chart", "bar")
    for line in ("CHN: exports with KGZ", "KGZ: imports with CHN", "CHN to KGZ: exports"):
        assert line in done.stdout
    assert "3.78951" in done.stdout


def test_several_partners_and_all_editions(kg: Run) -> None:
    years = ("--since", "2022", "--until", "2022", "--flow", "exports")
    done = kg(
        "mirror", "trade", "--reporter", "CHN", "--partner", "KAZ", "--partner", "UZB", *years
    )
    assert [line.split("\t")[6] for line in done.stdout.splitlines()[1:]] == ["1.47", "1.17"]
    few = kg(*MIRROR, "--flow", "turnover").stdout.splitlines()
    assert len(kg(*MIRROR, "--flow", "turnover", "--all").stdout.splitlines()) > len(few)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say which figures"),
        (("trad", "--reporter", "CHN"), 'did you mean "trade"?'),
        (("trade",), "a mirror has two sides; name one at least: --reporter or --partner"),
        (("trade", "--reporter", "CHN", "--partner", "China"), "reporter and partner are both CHN"),
        (("trade", "--reporter", "Kirgistan"), "did you mean Territory/KGZ (Kyrgyzstan)"),
        (("trade", "--reporter", "CHN", "--flow", "balance"), '"balance" has no opposite'),
        (("trade", "--reporter", "CHN", "--since", "2022-13"), '"2022-13" is no date'),
        (("trade", "--reporter", "CHN", "--by", "product"), "a mirror goes by time"),
        (("trade", "--reporter", "CHN", "--factor", "0"), '"0" is no factor'),
        (("trade", "--reporter", "CHN", "--prodct", "total"), 'did you mean "product"?'),
        (("trade", "--reporter", "CHN", "--partner", "BRA"), "neither CHN nor BRA reports any of"),
        (
            ("trade", "--reporter", "CHN", "--partner", "KGZ", "--product", "services"),
            "with the other within what is asked; there are ",
        ),
        (("visitor", "--reporter", "CHN"), "visitor observation cannot be mirrored: its structure"),
    ],
)
def test_what_is_wrong_is_told_without_a_traceback(
    kg: Run, words: tuple[str, ...], said: str
) -> None:
    done = kg("mirror", *words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "fault of kg" not in done.stderr


def test_it_says_what_the_figures_rest_on_unless_told_to_be_quiet(kg: Run) -> None:
    words = (*MIRROR, "--by", "year", "--since", "2022", "--until", "2022")
    assert "\nSources: 3 documents, 3 independent, 100 % official" in kg(*words).stderr
    assert "Sources: " not in kg(*words, "-q").stderr


def test_as_of_a_day_it_has_what_was_published_by_then(kg: Run) -> None:
    words = ("mirror", "trade", "--reporter", "CHN", "--partner", "UZB")
    past = kg(*words, "--as-of", "2024-12")
    assert past.returncode == 0, past.stderr
    assert "Note: as of 2024-12-31: " in past.stderr
    assert len(past.stdout.splitlines()) < len(kg(*words).stdout.splitlines())
