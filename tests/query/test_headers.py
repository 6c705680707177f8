from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.query.named.headers import header_text, read_header

QUERY = """\
#+ summary: Who
#+ description: >
#+   Two
#+   lines.
#+ tags: [a, 2025-11]
#+ parameters:
#+   on: {type: date, required: true}
# an ordinary comment
ASK {}
#+ not: header
"""
DATA = {
    "summary": "Who",
    "description": "Two lines.\n",
    "tags": ["a", "2025-11"],
    "parameters": {"on": {"type": "date", "required": "true"}},
}


def test_every_scalar_is_text() -> None:
    assert read_header(QUERY) == DATA


def test_a_query_without_header_has_an_empty_one() -> None:
    assert read_header("ASK {}") == {}
    assert read_header("") == {}
    assert read_header("#+\nASK {}") == {}


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert header_text("\ufeff#+ summary: Who\n") == "summary: Who\n"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("#+ a: [1\n#+ b: 2\n", "2:5: the header is not YAML"),
        ("#+ a: 1\n#+ a: 2\n", '2:4: the header gives "a" twice'),
        ("#+ a: {b: 1, b: 2}\n", '1:14: the header gives "b" twice'),
        ("#+ just text\n", "1:1: the header must be a mapping"),
        ("#+ \x07\n", "the header is not YAML"),
    ],
)
def test_faults_say_their_place(header: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_header(header + "ASK {}")
    assert str(caught.value).startswith(said)
