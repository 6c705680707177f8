"""What the server keeps of its answers, and when it forgets them."""

from __future__ import annotations

import os
import tempfile

from kg.web.actions import Reply
from kg.web.kept import Kept

JSON = "application/json"


def test_an_answer_is_kept() -> None:
    kept, reply = Kept(1 << 20), Reply(b"{}", JSON)
    kept.keep("one", "tag", reply)
    assert kept.get("tag") is reply
    assert kept.get("other") is None


def test_a_new_build_forgets_them() -> None:
    kept = Kept(1 << 20)
    kept.keep("one", "first", Reply(b"1", JSON))
    kept.keep("two", "second", Reply(b"2", JSON))
    assert kept.get("first") is None
    assert kept.get("second") == Reply(b"2", JSON)


def test_errors_and_large_answers_are_not_kept() -> None:
    kept = Kept(1 << 20)
    kept.keep("one", "error", Reply(b"{}", JSON, 504))
    kept.keep("one", "large", Reply(bytes(1 << 17), JSON))
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(bytes(1 << 17))
        kept.keep("one", "file", Reply(b"", JSON, file=file.fileno()))
    assert [kept.get(tag) for tag in ("error", "file", "large")] == [None] * 3


def test_one_that_took_long_may_be_larger() -> None:
    kept = Kept(1 << 20)
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"rows" * (1 << 15))
        kept.keep("one", "file", Reply(b"", JSON, file=file.fileno()), slow=True)
        kept.keep("one", "same", Reply(b"rows" * (1 << 15), JSON), slow=True)
        assert os.pread(file.fileno(), 4, 0) == b"rows"  # it still has to be sent
    assert kept.get("file") == kept.get("same") == Reply(b"rows" * (1 << 15), JSON)
    kept.keep("one", "huge", Reply(bytes(1 << 21), JSON), slow=True)
    assert kept.get("huge") is None


def test_those_not_asked_for_longest_make_room() -> None:
    kept = Kept(3 * (1000 + 1024))
    for tag in "abc":
        kept.keep("one", tag, Reply(bytes(1000), JSON))
    kept.get("a")
    kept.keep("one", "d", Reply(bytes(1000), JSON))
    assert [tag for tag in "abcd" if kept.get(tag)] == ["a", "c", "d"]


def test_nothing_is_kept_where_there_is_no_room() -> None:
    kept = Kept(0)
    kept.keep("one", "tag", Reply(b"{}", JSON))
    assert kept.get("tag") is None
