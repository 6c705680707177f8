"""SDMX in its notations: what each observation says is what sdmx1, which is not ours, reads."""

from __future__ import annotations

import json
import logging
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DatasetError
from kg.ingest.loaders import recognise
from kg.ingest.loaders.sdmxml import Message, observations
from tests.ingest.loaders.reading import options_of, read

CASES = sorted((Path(__file__).parent / "cases" / "sdmx").iterdir())
# What sdmx1 does not read as we do, and why.
UNLIKE = {
    "compact-2.0": "it does not read SDMX-ML 2.0",
    "whole-set-attributes": "it leaves out what holds for the whole set",
    "specific-3.0": "it reads no values within attributes",
    "deletes": "it takes deletions for observations",
    "json-1.0": "it loses the attributes of series",
    "json-2.0": "it does not read SDMX-JSON 2.0",
    "json-deletes": "it takes deletions for observations",
}
ALIKE = [case for case in CASES if "csv" not in case.name and case.name not in UNLIKE]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_as_expected(case: Path) -> None:
    (file,) = case.glob("table.*")
    assert read(file, **options_of(case)).as_text() == (case / "expected").read_text("utf-8")


@pytest.mark.parametrize("case", ALIKE, ids=lambda case: case.name)
@pytest.mark.filterwarnings("ignore")
def test_sdmx1_reads_the_same_observations(case: Path) -> None:
    import sdmx

    logging.getLogger("sdmx").setLevel(logging.ERROR)
    (file,) = case.glob("table.*")
    got = read(file)
    ours = [dict(zip(got.columns, row, strict=True)) for row in got.rows.values()]
    message: Any = sdmx.read_sdmx(file)
    theirs = [
        {name: str(value.value) for name, value in one.key.values.items()}
        | {"OBS_VALUE": str(one.value)}
        | {name: str(value.value) for name, value in one.attrib.items()}
        for data in message.data
        for one in data.obs
    ]
    assert [{name: text for name, text in one.items() if text} for one in ours] == theirs


def test_notations_are_recognised() -> None:
    for case in CASES:
        (file,) = case.glob("table.*")
        kind = {".xml": "sdmx-ml", ".csv": "sdmx-csv", ".json": "sdmx-json"}[file.suffix]
        assert recognise(file) == kind


def test_labels_can_be_kept() -> None:
    (case,) = (case for case in CASES if case.name == "csv-with-labels")
    got = read(case / "table.csv", labels="keep")
    assert got.rows[2][3] == "KGZ: Kyrgyzstan"
    assert not got.told
    with pytest.raises(DatasetError, match="labels: must be cut or keep"):
        read(case / "table.csv", labels="no")


def test_a_code_without_its_label_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = "".join("XX:T(1.0),KGZ: Kyrgyzstan,1\n" for _ in range(100_000))
    file.write_text(f"DATAFLOW,REF_AREA: Area,OBS_VALUE: Value\n{rows}XX:T(1.0),UZB,2\n")
    got = read(file)
    assert got.rows[2] == ("XX:T(1.0)", "KGZ", "1")
    assert got.rows[100_002] == ("XX:T(1.0)", "UZB", "2")
    assert got.told[-1] == ("has no label, as the rows before it have", 100_002, "REF_AREA", "UZB")


def test_memory_does_not_grow_with_a_message(tmp_path: Path) -> None:
    """Of a message with many observations no element is kept."""
    series = "<Series>" + '<Obs TIME_PERIOD="2022" OBS_VALUE="1"/>' * 5000 + "</Series>"
    peaks = []
    for count in (1, 4):
        file = tmp_path / f"{count}.xml"
        file.write_text(f"<m><DataSet>{series * count}</DataSet></m>")
        tracemalloc.start()
        assert sum(1 for _ in observations(file, Message())) == 5000 * count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xml", "<a><b></a>", ":1:9: is no XML: mismatched tag"),
        ("a.xml", "", "is no XML: no element found"),
        ("a.xml", '<Structure xmlns="sdmx"/>', "holds no observations: is it a structure message?"),
        (
            "a.xml",
            "<m><Footer><Message><Text>Too large, come back</Text></Message></Footer></m>",
            "holds no observations: Too large, come back",
        ),
        ("a.xml", "<m><UtilityData/></m>", "is UtilityData, which is not read"),
        ("a.xml", "<CrossSectionalData/>", "is CrossSectionalData, which is not read"),
        ("a.json", '{"dataSets": []}', "is no SDMX-JSON that can be read: its parts are not"),
        ("a.json", '{"dataSets": [], "structure": {}}', "holds no observations"),
        ("a.json", '{"dataSets": [', "is no JSON"),
        ("a.csv", "REF_AREA,OBS_VALUE\nA,1\n", 'is no SDMX-CSV: its first column is "REF_AREA"'),
    ],
)
def test_what_is_no_message_is_one_error(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    file = tmp_path / name
    file.write_text(content)
    kind = {".xml": "sdmx-ml", ".csv": "sdmx-csv", ".json": "sdmx-json"}[file.suffix]
    with pytest.raises(DatasetError, match=re.escape(message)) as caught:
        read(file, kind)
    assert str(caught.value).startswith(f"{file}:")


def test_an_index_without_a_value_is_one_error(tmp_path: Path) -> None:
    (case,) = (case for case in CASES if case.name == "json-1.0")
    message = json.loads((case / "table.json").read_text())
    message["dataSets"][0]["series"]["9"] = message["dataSets"][0]["series"].pop("1")
    file = tmp_path / "a.json"
    file.write_text(json.dumps(message))
    with pytest.raises(DatasetError, match='that can be read: "9" is the index of no value of'):
        read(file, "sdmx-json")
