"""YAML with every scalar as text, and the place of every key; what is refused is in cases/bad."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import DatasetError
from kg.ingest.yamltext import Source, read_yaml

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff")
)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


def source(text: str, folder: Path) -> Source:
    path = folder / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_what_was_written_is_read(tree: object, tmp_path: Path) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)
    assert source(text, tmp_path).data == tree


@pytest.mark.parametrize("scalar", ["NO", "2025-11", "1e3", "0x10", "~", "null", "yes", "12:30:00"])
def test_a_scalar_stays_text(scalar: str, tmp_path: Path) -> None:
    assert source(f"a: {scalar}\n", tmp_path).data == {"a": scalar}


def test_every_part_has_its_place(tmp_path: Path) -> None:
    found = source("a:\n  - b: 1\n    c: [x, y]\n  - d: 2\n", tmp_path)
    assert found.where(("a",))[1:3] == (1, 1)
    assert found.where(("a", 0, "c"))[1:3] == (3, 5)
    assert found.where(("a", 0, "c", 1))[1:3] == (3, 12)
    assert found.where(("a", 1, "d"))[1:3] == (4, 5)


def test_one_value_may_stand_where_a_list_could(tmp_path: Path) -> None:
    found = source("a: {b: x}\n", tmp_path)
    assert found.where(("a", 0, "b"))[1:3] == (1, 5)
    assert found.where(("a", 0, "missing"))[1:3] == (1, 1)


def test_a_record_is_named_with_the_property(tmp_path: Path) -> None:
    found = source("records:\n  - id: r\n    says: {Ship: {length: 3}}\n", tmp_path)
    where = found.where(("records", 0, "says", "Ship", "length"), "r")
    assert str(where).endswith("x.yaml:3:19: record r, Ship.length")


def test_an_alias_is_followed(tmp_path: Path) -> None:
    text = "one: &a {x: [1, 2]}\ntwo: [*a, *a]\n"
    assert source(text, tmp_path).data == {"one": {"x": ["1", "2"]}, "two": [{"x": ["1", "2"]}] * 2}


def test_many_aliases_of_one_thing_are_fine(tmp_path: Path) -> None:
    text = "one: &a {x: y}\nmany: [" + ", ".join(["*a"] * 3000) + "]\n"
    assert len(source(text, tmp_path).data["many"]) == 3000


def test_aliases_that_explode_are_refused_soon(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    with pytest.raises(DatasetError, match="too many times"):
        source("\n".join(lines), tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert source("\ufeffa: b\n", tmp_path).data == {"a": "b"}


def test_an_empty_file_has_no_data(tmp_path: Path) -> None:
    assert source("# nothing\n", tmp_path).data is None


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DatasetError, match=r"facts\.yaml: has 200 MB; .* at most 16 in one file"):
        read_yaml(path)
