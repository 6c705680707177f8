from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.query.named.memo import recall


class Reader:
    """Reads a text as its length, and counts how often it is asked to."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, text: str) -> dict[str, int]:
        self.asked += 1
        return {"length": len(text)}


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_a_text_is_read_once_and_a_changed_one_again(tmp_path: Path, reader: Reader) -> None:
    memo = tmp_path / "memo.json"
    assert [recall(memo, "abc", reader) for _ in range(3)] == [{"length": 3}] * 3
    assert reader.asked == 1
    assert recall(memo, "abcd", reader) == {"length": 4}
    assert recall(memo, "abc", reader) == {"length": 3}
    assert reader.asked == 2
    assert [path.name for path in tmp_path.iterdir()] == ["memo.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_a_damaged_memo_is_written_anew(tmp_path: Path, content: str, reader: Reader) -> None:
    memo = tmp_path / "memo.json"
    memo.write_text(content)
    assert recall(memo, "abc", reader) == {"length": 3}
    assert json.loads(memo.read_text()) == {"abc": {"length": 3}}


def test_a_memo_that_grew_too_large_starts_anew(tmp_path: Path, reader: Reader) -> None:
    memo = tmp_path / "memo.json"
    memo.write_text(json.dumps({str(n): n for n in range(500)}))
    recall(memo, "abc", reader)
    assert json.loads(memo.read_text()) == {"abc": {"length": 3}}


def test_where_no_memo_can_be_written_the_text_is_read_each_time(
    tmp_path: Path, reader: Reader
) -> None:
    for memo in (None, tmp_path / "missing" / "memo.json"):
        assert recall(memo, "abc", reader) == {"length": 3}
    assert reader.asked == 2
