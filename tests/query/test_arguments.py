from __future__ import annotations

import pytest

from kg.query.named.arguments import values_of
from kg.query.named.parameters import Parameter
from kg.store.view import View
from tests.query.test_named import DATA, LABELS
from tests.views import MemoryView


@pytest.fixture
def view() -> View:
    return MemoryView(DATA, LABELS)


def test_the_values_of_a_code_list(view: View) -> None:
    found = dict(values_of(Parameter("state", "codes", "state"), view))
    assert list(found) == ["afloat", "scrapped"]
    assert found["scrapped"] == "broken up"


def test_the_values_of_a_class_are_keys_with_names(view: View) -> None:
    found = list(values_of(Parameter("flag", "class", "Flag"), view))
    assert found == [("KAZ", "Flag/KAZ"), ("NOR", "Flag/NOR")]


def test_plain_values_cannot_be_listed(view: View) -> None:
    assert list(values_of(Parameter("on", "type", "date"), view)) == []
