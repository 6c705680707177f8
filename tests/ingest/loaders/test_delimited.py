"""CSV and TSV as offices write them; rows and their numbers are held to those of Python's csv."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DatasetError
from kg.ingest.loaders import delimited, found, recognise
from kg.ingest.loaders.faults import MOST
from kg.ingest.loaders.layouts import layout_of
from tests.ingest.loaders.reading import Read, options_of, read

CASES = sorted((Path(__file__).parent / "cases" / "delimited").iterdir())
TABLE = "land;Wert\nTürkiye;1,5\nКитай;2\n"


def written(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_as_expected(case: Path) -> None:
    """Each has the table, perhaps the options (`read`), and the rows and reports expected."""
    (file,) = case.glob("table.*")
    expected = (case / "expected").read_text(encoding="utf-8")
    assert read(file, **options_of(case)).as_text() == expected


_SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufdd0")
CELLS = st.text(_SIGNS | st.sampled_from('\t\r\n",;|'), max_size=6)
ROWS = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.one_of(
            st.lists(CELLS, min_size=width, max_size=width),
            st.lists(CELLS, min_size=1, max_size=6),
            st.just([]),
        ),
        max_size=12,
    ).map(lambda rows: [[f"c{at}" for at in range(width)], *rows])
)


@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    block=st.sampled_from([64, 1 << 20]),
)
def test_rows_and_their_numbers_are_those_of_python(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    ending: str,
    quoting: int,
    encoding: str,
    block: int,
) -> None:
    lines = [line_of(row, delimiter, ending, quoting) for row in rows]
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    file.write_bytes("".join(lines).encode(encoding))
    options = {"delimiter": delimiter, "header": "1", "encoding": encoding}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            delimited, "MEGABYTE", max(block, *(len(line.encode()) + 8 for line in lines))
        )
        got = read(file, **options)
    layout = layout_of(file, options)
    width, places = layout.dialect.width, list(layout.columns)
    records = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter)
    expected = {
        at: tuple(row[place] for place in places)
        for at, row in enumerate(records, 1)
        if at > 1 and len(row) >= width and not any(row[width:])
    }
    assert got.rows == {at: row for at, row in expected.items() if any(row)}


def line_of(row: list[str], delimiter: str, ending: str, quoting: int) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerow(row)  # type: ignore[arg-type]
    return text.getvalue()


def test_a_last_row_without_values_does_not_open_the_one_before(tmp_path: Path) -> None:
    """The rows that are left out at the end are still the end of the file."""
    got = read(written(tmp_path, 'a,b\n,"\n"\n,\n'))
    assert got == Read(("a", "b"), {2: ("", "\n")}, [])


def test_fields_that_no_name_stands_over_are_told_when_they_hold_something(tmp_path: Path) -> None:
    """A column without name and value in the first rows is none, wherever a value comes later."""
    lines = [f"R{row},{row},\n" for row in range(2, 3002)]
    got = read(written(tmp_path, f"reporter,value,\n{''.join(lines)}KGZ,5,p\n"))
    assert got.columns == ("reporter", "value")
    assert got.rows[3002] == ("KGZ", "5")
    (told,) = got.told
    assert (told.row, told.column, told.value) == (3002, "column 3", "p")


def test_an_encoding_is_found_by_all_of_a_file(tmp_path: Path) -> None:
    """The first letter with an accent stands far behind the rows that are looked at first."""
    lines = "".join(f"{row},Kazakhstan\n" for row in range(2, 100_002)).encode()
    file = written(tmp_path, b"row,name\n" + lines + "100002,Türkiye\n".encode("cp1252"))
    got = read(file)
    assert got.rows[100_002] == ("100002", "Türkiye")
    assert [told.row for told in got.told] == [100_002]
    assert list(got.rows) == list(range(2, 100_003))


def test_numbers_stay_right_over_blocks_with_odd_rows(tmp_path: Path) -> None:
    """Every 1000th row is short, every 1500th empty, some cells have lines; several blocks."""
    lines = [f'{row},"a\\n{row}",{"x" * 40}' for row in range(2, 300_002)]
    lines[998::1000] = [str(row) for row in range(1000, 300_001, 1000)]
    lines[1498::1500] = [""] * 200
    got = read(written(tmp_path, "row,text,more\n" + "\n".join(lines)))
    assert all(cells[0] == str(row) for row, cells in got.rows.items())
    short = [row for row in range(2, 300_002) if row % 1000 == 0 and row % 1500]
    assert [told.row for told in got.told] == short
    assert len(got.rows) == 300_000 - len(short) - 200


def test_faults_without_end_are_counted(tmp_path: Path) -> None:
    got = read(written(tmp_path, "a,b\n" + "1,2\n" * 3000 + "1\n" * 2500), header="1")
    assert len(got.told) == MOST + 1
    assert got.told[-1].message == "1,500 more rows have too few or too many fields; 2,500 in all"


def test_short_rows_can_be_filled_by_the_thousand(tmp_path: Path) -> None:
    got = read(written(tmp_path, "a,b,c\n" + "1,2\n3,4,5\n" * 50_000), short="empty")
    assert len(got.rows) == 100_000
    assert got.rows[100_000] == ("1", "2", "")
    assert not got.told


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"", {}, "is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", {}, "is empty"),
        (b"PK\x03\x04\0\0xl/workbook.xml", {}, "is not delimited text: it is xlsx"),
        (b"\x1f\x8b\x08\0", {}, "is not delimited text: it is gz"),
        (bytes(range(256)) * 9, {}, "is not delimited text: it begins with"),
        (b"\0" * 5000, {}, "is not delimited text: it begins with"),
        (b'"', {}, "has no columns"),
        (b"a,b\n1,2\n", {"header": "7"}, "the header should be row 7, and there are 2 rows"),
        (b"a,b\n1,2\n", {"header": "3-2"}, "header: must be a row as 5, rows as 3-4, or 0"),
        (b"a,b\n1,2\n", {"delimiter": "::"}, "must be one ASCII character, or tab; not '::'"),
        (b"a,b\n1,2\n", {"delimeter": ";"}, 'no option "delimeter": did you mean "delimiter"'),
        (b"a,b\n1,2\n", {"short": "drop"}, "short: can only be empty"),
        (b"<!DOCTYPE html>\n<html><body>Log in, please", {}, "is not delimited text: it is html"),
        (b"a,b\n1,2\n", {"width": "0"}, "width: must be the fields of a row, 1 to 9999"),
        (b"a,b\n1,2\n", {"longest": "1e3"}, "longest: must be the megabytes of the longest row"),
        (b"a,b\n1,2\n", {"encoding": "cp9999"}, 'there is no encoding "cp9999"'),
        (b"a,b\n1,2\n", {"encoding": "hex"}, 'there is no encoding "hex"'),
        (b"\xef\xbb\xbfa,b\n", {"encoding": "cp1252"}, "begins with the mark of utf-8"),
        (b"a,b\n1,2\n" + b"x" * (3 << 20) + b",y\n", {}, "row 3 is longer than 1 MB"),
        (b'a,b\n1,2\n3,"4\n' + b"5,6\n" * (1 << 20), {}, "row 3 is longer than 1 MB"),
    ],
)
def test_what_is_no_such_table_is_one_error(
    tmp_path: Path, content: bytes, options: dict[str, str], message: str
) -> None:
    file = written(tmp_path, content)
    with pytest.raises(DatasetError, match=re.escape(message)) as caught:
        read(file, "csv", **options)
    assert str(caught.value).startswith(f"{file}: ")


def test_a_long_row_can_be_waited_for(tmp_path: Path) -> None:
    outline = "1 2," * (1 << 20)
    got = read(written(tmp_path, f'a,b\n1,2\n3,"{outline}"\n'), longest="8")
    assert got.rows[3] == ("3", outline)


def test_what_cannot_be_opened_is_one_error(tmp_path: Path) -> None:
    for file, message in [
        (tmp_path / "no.csv", "there is no such file"),
        (tmp_path, "is a folder"),
        (written(tmp_path, TABLE) / "b.csv", "cannot be read: Not a directory"),
    ]:
        with pytest.raises(DatasetError, match=message):
            read(file, "csv")


def test_what_was_found_can_be_stated(tmp_path: Path) -> None:
    """What `found` gives, written as options, leaves nothing to be told."""
    file = written(tmp_path, f"Title\n\n{TABLE}".encode("cp1251", "replace"))
    options = found("csv", file, {})
    assert options == {"encoding": "cp1251", "delimiter": ";", "header": "3"}
    assert len(read(file).told) == 2
    assert read(file, **options) == read(file)._replace(told=[])


def test_more_fields_than_names_can_be_stated(tmp_path: Path) -> None:
    file = written(tmp_path, "a,b\n1,2,\n3,4,\n5,6,7\n")
    assert read(file, width="3").told == []
    assert read(file, width="3").columns == ("a", "b", "column 3")
    empty = written(tmp_path, "a,b\n1,2,\n")
    assert read(empty, width="3") == Read(("a", "b"), {2: ("1", "2")}, [])
    assert read(empty, width="2") == Read(("a", "b"), {2: ("1", "2")}, [])


def test_formats_are_recognised(tmp_path: Path) -> None:
    assert recognise(written(tmp_path, TABLE)) == "csv"
    assert recognise(written(tmp_path, TABLE, "a.TSV")) == "tsv"
    assert recognise(written(tmp_path, TABLE, "a.pdf")) == ""
    assert recognise(written(tmp_path, b"%PDF-1.4", "b.csv")) == ""
    with pytest.raises(DatasetError, match='there is no format "cvs": did you mean "csv"'):
        read(tmp_path / "a.csv", "cvs")
