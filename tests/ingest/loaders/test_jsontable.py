"""JSON and JSON lines: objects as rows, numbers as they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DatasetError
from kg.ingest.loaders import found, recognise
from kg.ingest.loaders.flat import flat
from tests.ingest.loaders.reading import Read, read

PORTS = """{"updated": "2024-06-28", "data": {"ports": [
  {"name": {"en": "Alat", "ru": null}, "at": [49.40, 40], "big": true, "n": 1e3, "id": 0012345},
  {"name": {"en": "Türkmenbaşy"}, "codes": ["TMKRW", "TM TUB"], "n": 12345678901234567890.10}
]}}""".replace("0012345", "12345")


def json_of(tmp_path: Path, text: str, name: str = "a.json", **options: str) -> Read:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read(file, **options)


def test_the_only_list_of_objects_is_the_table(tmp_path: Path) -> None:
    got = json_of(tmp_path, PORTS)
    assert got.columns == ("name.en", "name.ru", "at", "big", "n", "id", "codes")
    assert got.rows == {
        1: ("Alat", "", "49.40;40", "true", "1e3", "12345", ""),
        2: ("Türkmenbaşy", "", "", "", "12345678901234567890.10", "", "TMKRW;TM TUB"),
    }
    assert not got.told
    assert json_of(tmp_path, PORTS, path="data.ports") == got


def test_one_list_of_several_is_named(tmp_path: Path) -> None:
    text = '[{"page": 1}, [{"value": 1}], {"more": [{"value": 2}]}]'
    with pytest.raises(DatasetError, match=re.escape("say which: read: {path: …}: 1, 2.more")):
        json_of(tmp_path, text)
    assert json_of(tmp_path, text, path="1").rows == {1: ("1",)}
    assert json_of(tmp_path, text, path="2.more").rows == {1: ("2",)}
    with pytest.raises(DatasetError, match=re.escape('is no "2.less": known are: 2.more')):
        json_of(tmp_path, text, path="2.less")


def test_an_object_of_objects_is_a_table_when_its_key_is_named(tmp_path: Path) -> None:
    text = '{"language": "en", "names": {"KZ": "Kazakhstan", "TR": ["Türkiye", "Turkey"]}}'
    with pytest.raises(DatasetError, match=re.escape("read: {key: NAME} reads an object of")):
        json_of(tmp_path, text)
    got = json_of(tmp_path, text, path="names", key="iso2")
    assert got.columns == ("iso2", "value")
    assert got.rows == {1: ("KZ", "Kazakhstan"), 2: ("TR", "Türkiye;Turkey")}
    ports = '{"AZBAK": {"name": "Baku", "at": {"lat": 40.4}}}'
    assert json_of(tmp_path, ports, key="code").columns == ("code", "name", "at.lat")


def test_what_was_found_can_be_stated(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    for text, options in [
        (PORTS, {}),
        ('{"a": [{"b": 1}], "c": [{"b": 1}, {"b": 2}]}', {"path": "c"}),
        ('{"AZBAK": {"name": "Baku"}}', {"key": "key"}),
    ]:
        file.write_text(text, encoding="utf-8")
        assert found("json", file, {}) == options
        assert read(file, **options).rows
    assert found("json", file, {"key": "code"}) == {"key": "code"}


def test_lines_are_rows_and_a_broken_one_is_told(tmp_path: Path) -> None:
    lines = [
        '\ufeff{"a": 1}',
        "",
        '{"a": 2, "b": {"c": NaN}}',
        '{"a": 3,',
        "[4]",
        '{"a": 5, "a": 6}',
        '{"a": ["7;8"]}',
        '{"a": 9}\r',
    ]
    got = json_of(tmp_path, "\n".join(lines), "a.jsonl")
    assert got.columns == ("a", "b.c")
    assert got.rows == {1: ("1", ""), 3: ("2", "NaN"), 8: ("9", "")}
    assert [(told.row, told.column) for told in got.told] == [(4, ""), (5, ""), (6, "a"), (7, "a")]
    assert got.told[0].value == '{"a": 3,'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b'{"a": [1, 2', ":1:12: is no JSON: Expecting ',' delimiter"),
        (b'{"a": {"b": 1}}', "has no list of objects"),
        (b'[{"a": 1, "a": 2}]', 'gives "a" twice in one object'),
        ('[{"a": "Türkiye"}]'.encode("cp1252"), "is not UTF-8, as JSON must be"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"PK\x03\x04", "is not JSON: it is zip"),
    ],
)
def test_what_is_no_json_is_one_error(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(DatasetError, match=re.escape(message)) as caught:
        read(file, "json")
    assert str(caught.value).startswith(f"{file}:")


def test_an_encoding_can_be_stated(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes('[{"a": "Türkiye"}]'.encode("cp1252"))
    assert read(file, encoding="cp1252").rows == {1: ("Türkiye",)}
    with pytest.raises(DatasetError, match='has no option "paht": did you mean "path"'):
        read(file, paht="a")


def test_endings_tell_json(tmp_path: Path) -> None:
    for name, format_ in [("a.json", "json"), ("a.geojson", "json"), ("a.ndjson", "jsonl")]:
        (tmp_path / name).write_text("{}")
        assert recognise(tmp_path / name) == format_


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
NAMES = st.text("abc", min_size=1, max_size=2)
NESTED = st.recursive(PLAIN, lambda inner: st.dictionaries(NAMES, inner, max_size=3), max_leaves=9)


@given(st.dictionaries(NAMES, NESTED, max_size=4))
def test_every_plain_value_has_its_own_column(record: dict[str, object]) -> None:
    def count(value: object) -> int:
        return sum(map(count, value.values())) if isinstance(value, dict) and value else 1

    assert len(flat(record)) == (count(record) if record else 0)
