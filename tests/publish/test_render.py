from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from kg.publish.render import Style, lines, markdown, shortened, table
from kg.query.results import Result, Truth, answer
from tests.views import MemoryView

DATA = """
ex:a rdfs:label "Ash | oak"@en , "Ясень"@ru ; ex:n 12345678 ; ex:note "two\\nlines\\t!" .
ex:b ex:n 2 .
"""
SELECT = "SELECT ?s ?n ?note ?none { ?s ex:n ?n OPTIONAL { ?s ex:note ?note } } ORDER BY ?s"


@pytest.fixture
def view() -> MemoryView:
    return MemoryView(DATA)


def drawn(result: Result, style: Style, *, terminal: bool = False) -> str:
    console = Console(file=StringIO(), width=100, force_terminal=terminal)
    with console.capture() as captured:
        console.print(table(result, style))
    return captured.get()


def test_lines_have_a_header_and_tabs(view: MemoryView) -> None:
    assert list(lines(answer(view, SELECT), Style(view))) == [
        "s\tn\tnote\tnone",
        "Ash | oak\t12345678\ttwo lines !\t",
        "ex:b\t2\t\t",
    ]


def test_labels_in_a_language_or_whole_iris(view: MemoryView) -> None:
    result = answer(view, "SELECT ?s { ?s ex:n 12345678 }")
    assert list(lines(result, Style(view, "ru"))) == ["s", "Ясень"]
    assert list(lines(result, Style(view, whole_iris=True))) == ["s", "http://example.org/a"]


def test_a_table_separates_thousands_and_names_empty_columns(view: MemoryView) -> None:
    text = drawn(answer(view, SELECT), Style(view))
    assert "12,345,678" in text
    assert "2 rows; nothing in none" in text
    assert "note " in text
    assert drawn(answer(view, "SELECT ?x { ?x ex:zzz 1 }"), Style(view)).strip() == "0 rows"


def test_a_table_links_where_the_terminal_can(view: MemoryView) -> None:
    text = drawn(answer(view, SELECT), Style(view), terminal=True)
    assert "http://example.org/a" in text
    assert "\x1b]8;" in text


def test_a_limit_is_said(view: MemoryView) -> None:
    short = answer(view, SELECT, limit=1)
    assert shortened(short) == "only the first 1 rows (--limit)"
    assert "only the first 1 rows (--limit)" in drawn(short, Style(view))
    assert markdown(short, Style(view)).endswith("*only the first 1 rows (--limit)*\n")
    assert shortened(answer(view, SELECT)) == ""


def test_triples_are_three_columns(view: MemoryView) -> None:
    result = answer(view, "CONSTRUCT { ?s ex:is ?n } { ?s ex:n ?n FILTER(?n = 2) }")
    expected = ["subject\tpredicate\tobject", "ex:b\tex:is\t2"]
    assert list(lines(result, Style(view))) == expected
    assert "predicate" in drawn(result, Style(view))


def test_truth_is_a_word(view: MemoryView) -> None:
    assert list(lines(Truth(True), Style(view))) == ["true"]
    assert markdown(Truth(False), Style(view)) == "false\n"
    assert drawn(Truth(True), Style(view)) == "true\n"


def test_markdown_links_and_escapes(view: MemoryView) -> None:
    assert markdown(answer(view, SELECT), Style(view)).splitlines() == [
        "| s | n | note | none |",
        "| --- | --- | --- | --- |",
        "| [Ash \\| oak](<http://example.org/a>) | 12345678 | two lines ! |  |",
        "| [ex:b](<http://example.org/b>) | 2 |  |  |",
    ]


def test_what_a_terminal_would_obey_is_shown_instead() -> None:
    view = MemoryView('ex:a ex:p "\\u001B[2J\\u0007\\u009Bx" .')
    text = "\n".join(lines(answer(view, "SELECT ?o { ?s ?p ?o }"), Style(view)))
    assert text == "o\n\ufffd[2J\ufffd\ufffdx"
