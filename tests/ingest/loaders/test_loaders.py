"""What holds for every loader: its name, its extra, its errors."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import DatasetError, ExtraError
from kg.ingest.loaders import FORMATS, HEADED, KNOWN, loader
from kg.ingest.loaders.kinds import opening
from kg.ingest.tables.table import COLUMN, ROW
from tests.ingest.loaders.reading import read, unheard
from tests.ingest.loaders.workbooks import workbook
from tests.projects import CASES


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_loader(name: str, tmp_path: Path) -> None:
    assert callable(loader(name))
    with pytest.raises(DatasetError, match="there is no such file"):
        read(tmp_path / "a.csv", name)
    with pytest.raises(DatasetError, match="is a folder, not a file"):
        read(tmp_path, name)


@pytest.mark.parametrize("name", FORMATS)
def test_an_option_that_no_loader_has_is_an_error(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(DatasetError, match='has no option "colour"'):
        read(file, name, colour="red")


def test_a_missing_extra_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = workbook(tmp_path / "a.xlsx", {"A": "A1 t name"})
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    message = "reading workbooks needs python-calamine: pip install 'sogdian[tables]'"
    with pytest.raises(ExtraError, match=re.escape(message)):
        read(file)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in FORMATS.keys() - {"xlsx", "xls", "ods"}:
        (tmp_path / "a.csv").write_text("DATAFLOW,b\n1,2\n")
        with pytest.raises(ExtraError, match=re.escape("pyarrow: pip install 'sogdian[tables]'")):
            read(tmp_path / "a.csv", name)


def test_a_file_that_may_not_be_read_is_one_error() -> None:
    message = "a.csv: may not be read: permission is denied"
    with pytest.raises(DatasetError, match=re.escape(message)), opening(Path("a.csv")):
        raise PermissionError


SEEDS = [
    b'a,b\r\n1,"2\n3"\n',
    b'[{"a": 1}, {"b": [2, {"c": null}]}]',
    b'{"a": 1}\n{"b": 2}\n',
    b'{"dataSets": [{"observations": {"0": [1]}}], "structure": {"dimensions": {}}}',
    b'<m><DataSet><Series A="1"><Obs B="2"/></Series></DataSet></m>',
    b'<m><DataSet><Series><Comp id="C"><Value>x</Value></Comp><Obs B="2"/></Series></DataSet></m>',
    b"DATAFLOW,ACTION,OBS_VALUE: Value\nX,D,1\n",
    b"PK\x03\x04[Content_Types].xml",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PAR1",
    b"\xff\xfea\0,\0",
]


# What the cases of known formats have, which alone comes further than to the header.
KNOWN_FILES = sorted(
    file
    for name in (*KNOWN, *HEADED)
    for file in (CASES / "loaders" / name).iterdir()
    if file.suffix in (".csv", ".tsv", ".txt", ".dat", ".xls", ".json", ".jsonl", ".geojson")
    and not file.name.endswith(("expected.txt", ".xlsx.txt"))
)


@st.composite
def spoiled(draw: st.DrawFn, octets: bytes) -> bytes:
    """Something like a file of some format, with octets put in, left out or doubled."""
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(octets)))
        gone = draw(st.integers(0, 4))
        put = draw(st.binary(max_size=4) | st.sampled_from([b'"', b"\n", b",", b"{", b"\0"]))
        octets = octets[:at] + put + octets[at + gone :]
    return octets


@given(octets=st.sampled_from(SEEDS).flatmap(spoiled), name=st.sampled_from(sorted(FORMATS)))
@settings(max_examples=300)
def test_any_file_is_read_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes, name: str
) -> None:
    """Whatever stands in a file, a loader gives text with distinct rows, or says what is wrong.

    Anything but an error of the dataset fails here by itself.
    """
    file = tmp_path_factory.mktemp("any") / "a"
    file.write_bytes(octets)
    with suppress(DatasetError):
        read(file, name)


@given(data=st.data())
@settings(max_examples=300)
def test_a_spoiled_file_of_a_known_format_is_read_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The same of what comes further than to the header: rows of text, or what is wrong."""
    seed = data.draw(st.sampled_from(KNOWN_FILES))
    file = tmp_path_factory.mktemp("known") / seed.name
    file.write_bytes(data.draw(spoiled(seed.read_bytes())))
    with suppress(DatasetError):
        table = loader(seed.parent.name)(file, {}, unheard)
        for batch in table.batches:
            batch.validate(full=True)
            texts = [field for field in batch.schema if field.name not in (ROW, COLUMN)]
            assert [field.name for field in texts] == list(table.columns)
            assert all(field.type == "string" for field in texts)
