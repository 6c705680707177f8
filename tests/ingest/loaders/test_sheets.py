"""Workbooks: one sheet, its numbers as it shows them, its rows as it numbers them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DatasetError
from kg.ingest.loaders import found, recognise, sheets
from tests.ingest.loaders.reading import options_of, read
from tests.ingest.loaders.workbooks import workbook

CASES = sorted((Path(__file__).parent / "cases" / "sheets").iterdir())
VALUES = """
    B3 t name
    C3 n 2022
    D3 t 2023 1
    B5 t Kyrgyz Republic
    C5 n 0.30000000000000004
    D5 n 1.77341E+13
    B6 t kinds
    C6 date 45000
    D6 date 45000.5
    B7 t more
    C7 truth 1
    D7 hours 1.5
    B8 t small
    C8 n -1E-7
    D8 n 1994.0
    B9 t wrong
    C9 error #N/A
    D9 t ..
    B10 t Source: a national office
"""
HEADER = """
    A1 t Trade by country
    A1:E1
    A2 t Country
    A2:A3
    B2 t Exports
    B2:C2
    D2 t Imports
    D2:E2
    B3 t total
    C3 t share
    D3 t total
    E3 t share
    A4 t China
    B4 n 1
    C4 n 2
    D4 n 3
    E4 n 4
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_as_expected(case: Path) -> None:
    (file,) = case.glob("table.*")
    assert read(file, **options_of(case)).as_text() == (case / "expected").read_text("utf-8")


def test_cells_are_text_as_the_sheet_shows_them(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", {"Лист1": VALUES, "empty": ""})
    got = read(file, footer="Source")
    assert got.columns == ("name", "2022", "2023 1")
    assert got.rows == {
        5: ("Kyrgyz Republic", "0.3", "17734100000000"),
        6: ("kinds", "2023-03-15", "2023-03-15T12:00:00"),
        7: ("more", "true", "PT129600S"),
        8: ("small", "-0.0000001", "1994"),
        9: ("wrong", "", ".."),
    }
    assert got.told == [("the cell holds an error, and is read as empty", 9, "2022", "#N/A")]


def test_a_row_of_text_under_a_table_is_a_row(tmp_path: Path) -> None:
    """Only somebody who looks can tell a footnote from a country without figures."""
    got = read(workbook(tmp_path / "a.xlsx", {"A": VALUES}))
    assert got.rows[10] == ("Source: a national office", "", "")
    told = read(workbook(tmp_path / "a.xlsx", {"A": VALUES}), footer="Note").told
    assert told[-1].message == 'no row begins with the footer "Note": all were read'


def test_merged_cells_say_how_far_a_header_reaches(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", {"2023": HEADER})
    names = ("Country", "Exports / total", "Exports / share", "Imports / total", "Imports / share")
    got = read(file)
    assert got.columns == names
    assert got.rows == {4: ("China", "1", "2", "3", "4")}
    assert [(told.row, told.value) for told in got.told] == [(1, "Trade by country")]
    assert found("xlsx", file, {}) == {"header": "2-3", "sheet": "2023"}
    assert read(file, header="2-3") == got._replace(told=[])
    assert read(file, header="3").columns[0] == "column 1"
    assert read(file, header="0").rows[2] == ("Country", "Exports", "", "Imports", "")


def test_a_sheet_of_several_must_be_named(tmp_path: Path) -> None:
    sheets = {"Cover": "A1 t Trade", "2022 &amp; 2023": HEADER, "Лист1": "", "Secret": VALUES}
    file = workbook(tmp_path / "a.xlsx", sheets, hidden="Secret")
    with pytest.raises(DatasetError, match=r"has several sheets, say which.*: Cover, 2022 & 2023"):
        read(file)
    assert read(file, sheet="2022 & 2023").rows == {4: ("China", "1", "2", "3", "4")}
    assert read(file, sheet="Secret").told[-1] == (
        "the cell holds an error, and is read as empty",
        9,
        "2022",
        "#N/A",
    )
    assert found("xlsx", file, {})["sheet"] == "2022 & 2023"
    with pytest.raises(DatasetError, match='there is no sheet "2024": known are'):
        read(file, sheet="2024")
    with pytest.raises(DatasetError, match='has no option "sheets": did you mean "sheet"'):
        read(file, sheets="Cover")


def test_what_is_no_workbook_is_one_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook>")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(workbook(tmp_path / "a.xlsx", {"A": VALUES}).read_bytes()[:500])
    text, old = tmp_path / "text.xlsx", tmp_path / "old.xls"
    text.write_text("a,b\n1,2\n")
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    for file, message in [
        (broken, "is an XLSX workbook that cannot be read: "),
        (cut, "is no archive that can be read: "),
        (text, 'is not a workbook: it begins with "a,b\\n1,2\\n"'),
        (old, "is an XLS workbook that cannot be read: "),
        (workbook(tmp_path / "none.xlsx", {"A": ""}), "is empty: no sheet that is shown has"),
        (tmp_path / "no.xlsx", "there is no such file"),
    ]:
        with pytest.raises(DatasetError, match=re.escape(message)) as caught:
            read(file, "xlsx")
        assert str(caught.value).startswith(f"{file}: ")


def test_workbooks_are_recognised_by_what_they_are(tmp_path: Path) -> None:
    assert recognise(workbook(tmp_path / "a.csv", {"A": VALUES})) == "xlsx"
    assert recognise(CASES[0] / "table.xls") == "xls"


def test_a_workbook_is_opened_once_for_all_that_look_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    inner = sheets._workbook

    def counted(file: Path) -> Any:
        opened.append(file)
        return inner(file)

    monkeypatch.setattr(sheets, "_workbook", counted)
    file = workbook(tmp_path / "a.xlsx", {"A": VALUES, "B": VALUES})
    assert recognise(file) == "xlsx"
    assert len(opened) == 1
    workbook(file, {"A": VALUES})
    assert recognise(file) == "xlsx"
    assert len(opened) == 2
