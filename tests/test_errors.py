"""An error says what is wrong, where, and what would be right; issues keep all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, ParameterError, RecordError, Where, did_you_mean, shown
from kg.issues import Issue, read_issues, write_issues

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLACES = st.builds(Where, WORDS, st.integers(0, 9), st.integers(0, 9), WORDS, WORDS)
ISSUES = st.builds(
    Issue,
    st.sampled_from(["error", "warning"]),
    WORDS.filter(bool),
    PLACES,
    WORDS,
    WORDS,
)


def test_the_place_is_completed_on_the_way_up() -> None:
    error = RecordError("wrong", where=Where(line=3, property="length"))
    assert str(error.at(Where("facts.yaml", 1, 1, "r1", "x"))) == (
        "facts.yaml:3:1: record r1, length: wrong"
    )


def test_a_message_without_a_place() -> None:
    assert str(KgError("wrong")) == "wrong"


def test_exit_codes() -> None:
    assert (RecordError("x").exit_code, ParameterError("x").exit_code) == (1, 2)


@pytest.mark.parametrize(
    ("word", "choices", "said"),
    [
        ("ratificaton", ["ratification", "signature"], 'did you mean "ratification"?'),
        ("KAZAKSTAN", ["Kazakhstan"], 'did you mean "Kazakhstan"?'),
        ("Казахстон", ["Казахстан", "Киргизия"], 'did you mean "Казахстан"?'),
        ("zzz", ["b", "a", "b"], "known are: a, b"),
        ("", ["a"], "known are: a"),
        ("a", [], "none is known"),
        ("zzz", [str(n) for n in range(20)], " … (20 in all)"),
    ],
)
def test_did_you_mean(word: str, choices: list[str], said: str) -> None:
    assert said in did_you_mean(word, choices)


@given(WORDS, st.lists(WORDS))
def test_a_hint_can_always_be_given(word: str, choices: list[str]) -> None:
    assert did_you_mean(word, choices)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_value_is_shown_on_one_line(text: str) -> None:
    line = shown(text)
    assert len(line) <= 82
    assert len(line.splitlines()) == 1


@given(st.lists(ISSUES, max_size=5))
def test_issues_are_read_as_they_were_written(issues: list[Issue]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issues.jsonl"
        write_issues(path, issues)
        assert list(read_issues(path)) == issues
