"""What holds for every loader: its name, its extra, its errors."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kg.errors import DatasetError, ExtraError
from kg.ingest.loaders import FORMATS, loader
from kg.ingest.loaders.kinds import opening
from tests.ingest.loaders.reading import read
from tests.ingest.loaders.workbooks import workbook


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
