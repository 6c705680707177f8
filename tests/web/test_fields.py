"""Fields of forms and query strings: read as urllib reads them, only sooner."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.web.fields import pairs
from kg.web.problems import Problem

PARTS = ["%", "%4", "%41", "%3D", "%0A", "%C3%A9", "%c3", "=", "==", "=3D", "&", "+", "_", "a", "4"]
PARTS += ["\n", "\r", " ", "\t", "\0", "é", "%%", "%=", "%&", "%25"]


@given(st.lists(st.sampled_from(PARTS)).map("".join) | st.text())
@example("a=%=41")
@example("a=%\r=3D=3D\n")
@example("a=%")
@example("é=%41")
def test_fields_are_what_urllib_says(text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass")
    try:
        known = parse_qsl(sent.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(Problem, match="not-utf-8"):
            pairs(sent)
    else:
        assert pairs(sent) == known


@given(st.text(min_size=1), st.text())
def test_what_is_quoted_comes_back(name: str, value: str) -> None:
    assert pairs(f"{quote(name, safe='')}={quote(value, safe='')}".encode()) == [(name, value)]
