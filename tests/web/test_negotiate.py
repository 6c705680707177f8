"""Which format is given, where the header that asks for one is made to be tedious."""

from __future__ import annotations

import pytest

from kg.web.negotiate import best
from kg.web.problems import Problem

OFFERED = ("text/html", "text/turtle")


def test_spaces_say_nothing() -> None:
    assert best("text/html ;  q = 0.5 ,\t text/turtle", OFFERED) == "text/turtle"


def test_a_long_run_of_spaces_is_looked_at_once() -> None:
    with pytest.raises(Problem) as told:
        best("text/html" + " " * 32_000 + "x", OFFERED)
    assert told.value.kind in ("malformed-accept", "no-such-format")
