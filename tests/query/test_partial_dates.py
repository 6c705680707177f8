"""A parameter that is a date as sources say it: a year, a month or a day, and nothing else."""

from __future__ import annotations

import pytest

import kg
from kg.errors import ParameterError
from kg.query.results import Rows


def test_a_month_is_taken_as_it_is_said(graph: kg.Graph) -> None:
    found = graph.query("events", state="KGZ", month="2025-11")
    assert isinstance(found, Rows)
    assert len(found) > 0


@pytest.mark.parametrize("wrong", ["2025-13", "November", "2025-11/2025-12"])
def test_what_is_no_date_is_told(graph: kg.Graph, wrong: str) -> None:
    with pytest.raises(ParameterError, match="is no date"):
        graph.query("events", state="KGZ", month=wrong)
