from __future__ import annotations

from io import StringIO

import pyoxigraph as ox
import pytest
from rich.cells import cell_len
from rich.console import Console

from kg.publish.drawing import drawn
from kg.publish.render import Style
from kg.query.results import Result, Rows, Truth, answer
from tests.views import MemoryView

DATA = """
ex:a rdfs:label "Ash | oak"@en ; ex:n 12345678 ; ex:note "a note of some words" .
ex:b rdfs:label "Beech"@en ; ex:n 2 .
"""
SELECT = "SELECT ?s ?n ?note ?none { ?s ex:n ?n OPTIONAL { ?s ex:note ?note } } ORDER BY ?s"


@pytest.fixture
def view() -> MemoryView:
    return MemoryView(DATA)


def shown(result: Result, style: Style, width: int = 100, *, terminal: bool = False) -> str:
    console = Console(file=StringIO(), width=width, force_terminal=terminal)
    with console.capture() as captured:
        console.print(drawn(result, style, width))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def test_a_table_separates_thousands_and_names_empty_columns(view: MemoryView) -> None:
    lines = shown(answer(view, SELECT), Style(view)).splitlines()
    assert [line.split() for line in lines if "Beech" in line] == [["Beech", "2"]]
    assert any("12,345,678" in line for line in lines)
    assert lines[-1] == "2 rows; nothing in none"


def test_a_narrow_terminal_gets_cards(view: MemoryView) -> None:
    text = shown(answer(view, SELECT), Style(view), 30)
    assert text.splitlines() == [
        "",
        "Ash | oak",
        "  • n: 12,345,678 · note: a",
        "    note of some words",
        "",
        "Beech",
        "  • n: 2",
        "",
        "2 rows; nothing in none",
    ]


def test_cards_stand_under_what_they_share(view: MemoryView) -> None:
    text = "SELECT ?s ?x ?y { VALUES (?s ?x ?y) { (ex:a 1 'some long words') (ex:a 2 UNDEF) } }"
    lines = shown(answer(view, text), Style(view), 20).splitlines()
    assert lines == [
        "",
        "Ash | oak",
        "  • x: 1 · y: some",
        "    long words",
        "  • x: 2",
        "",
        "2 rows",
    ]


def test_cards_of_nothing(view: MemoryView) -> None:
    text = "SELECT ?s ?x { VALUES (?s ?x) { (UNDEF 'a-word-that-is-quite-long') (ex:a 1) } }"
    assert "–\n  • x:\n    a-word" in shown(answer(view, text), Style(view), 25)


@pytest.mark.parametrize("word", ["中国—中亚峰会" * 6, "https://example.org/" + "long/" * 12])
@pytest.mark.parametrize("width", [12, 20, 40, 80])
def test_nothing_is_ever_cut(word: str, width: int) -> None:
    rows = Rows(("first", "second"), [(ox.Literal(word), ox.Literal(word))] * 2)
    text = shown(rows, Style(), width)
    assert "…" not in text
    assert "".join(text.replace("•", "").split()).count(word) == (1 + 2 if "•" in text else 4)
    assert max(map(cell_len, text.splitlines())) <= width


def test_links_where_the_terminal_can(view: MemoryView) -> None:
    for width in (100, 30):
        text = shown(answer(view, SELECT), Style(view), width, terminal=True)
        assert "\x1b]8;" in text
        assert "http://example.org/a" in text


def test_what_is_no_table(view: MemoryView) -> None:
    assert shown(answer(view, "SELECT ?x { ?x ex:zzz 1 }"), Style(view)) == "0 rows"
    assert shown(Truth(True), Style(view)) == "true"
    triples = answer(view, "CONSTRUCT { ?s ex:is ?n } { ?s ex:n ?n FILTER(?n = 2) }")
    assert "predicate" in shown(triples, Style(view))


def test_a_limit_is_said(view: MemoryView) -> None:
    short = answer(view, SELECT, limit=1)
    for width in (100, 30):
        said = " ".join(shown(short, Style(view), width).split())
        assert "only the first 1 rows (--limit)" in said
