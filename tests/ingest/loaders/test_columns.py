"""Parquet: each type as text, and what has none is told."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.errors import DatasetError
from kg.ingest.loaders import recognise
from kg.ingest.tables.table import BATCH_ROWS
from tests.ingest.loaders.reading import Read, read


def parquet(tmp_path: Path, **columns: Any) -> Path:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), file)
    return file


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (["a", None, ""], ["a", "", ""]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        ([1, None, -(2**63)], ["1", "", "-9223372036854775808"]),
        ([0.1 + 0.2, 2022.0, None], ["0.30000000000000004", "2022", ""]),
        ([1.77341e13, 1e-7, float("nan")], ["17734100000000", "0.0000001", "NaN"]),
        ([Decimal("18.50"), Decimal("1000.00"), None], ["18.5", "1000", ""]),
        ([True, False, None], ["true", "false", ""]),
        ([date(2024, 6, 28), None, date(1, 1, 1)], ["2024-06-28", "", "0001-01-01"]),
        ([datetime(2024, 6, 28), datetime(2024, 6, 28, 1, 2), None],
         ["2024-06-28", "2024-06-28T01:02:00", ""]),
        ([datetime(2024, 6, 28, tzinfo=UTC), None, None], ["2024-06-28T00:00:00Z", "", ""]),
        ([time(1, 2, 3), None, None], ["01:02:03", "", ""]),
        ([timedelta(hours=36), None, None], ["PT129600S", "", ""]),
        ([["a", "b"], [], None], ["a;b", "", ""]),
        ([[[1, 2]], None, [[3]]], ["[[1, 2]]", "", "[[3]]"]),
    ],
)  # fmt: skip
def test_a_column_is_text(tmp_path: Path, column: Any, texts: list[str]) -> None:
    got = read(parquet(tmp_path, row=["1", "2", "3"], value=column))
    assert got == Read(("row", "value"), {n: (str(n), t) for n, t in enumerate(texts, 1)}, [])


def test_a_struct_is_columns(tmp_path: Path) -> None:
    got = read(parquet(tmp_path, port=[{"name": "Alat", "at": {"lat": 40.0}}, None]))
    assert got.columns == ("port.name", "port.at.lat")
    assert got.rows == {1: ("Alat", "40")}


def test_what_is_no_text_is_told_with_its_row(tmp_path: Path) -> None:
    file = parquet(tmp_path, a=["1", "2", "3"], octets=[None, b"x", None], list=[["a;b"], [], []])
    got = read(file)
    assert got.rows == {3: ("3", "", "")}
    assert [(told.row, told.column) for told in got.told] == [(2, "octets"), (1, "list")]


def test_rows_are_numbered_over_batches(tmp_path: Path) -> None:
    count = 2 * BATCH_ROWS + 7
    got = read(parquet(tmp_path, a=list(range(1, count + 1))))
    assert all(cells == (str(row),) for row, cells in got.rows.items())
    assert len(got.rows) == count


def test_what_is_no_parquet_is_one_error(tmp_path: Path) -> None:
    file = parquet(tmp_path, a=[1])
    assert recognise(file) == "parquet"
    with pytest.raises(DatasetError, match='Parquet has no option "header"'):
        read(file, header="1")
    octets = file.read_bytes()
    for content, message in [
        (b"a,b\n", 'is not Parquet: it begins with "a,b\\n"'),
        (octets[: len(octets) // 2], "is Parquet that cannot be read: "),
    ]:
        file.write_bytes(content)
        with pytest.raises(DatasetError, match=re.escape(message)):
            read(file, "parquet")
