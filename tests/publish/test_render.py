from __future__ import annotations

import pytest

from kg.publish.render import Style, lines, markdown, shortened
from kg.query.results import Truth, answer
from tests.views import MemoryView

DATA = """
ex:a rdfs:label "Ash | oak"@en , "Ясень"@ru ; ex:n 12345678 ; ex:note "two\\nlines\\t!" .
ex:b ex:n 2 .
"""
SELECT = "SELECT ?s ?n ?note ?none { ?s ex:n ?n OPTIONAL { ?s ex:note ?note } } ORDER BY ?s"


@pytest.fixture
def view() -> MemoryView:
    return MemoryView(DATA)


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


def test_a_limit_is_said(view: MemoryView) -> None:
    short = answer(view, SELECT, limit=1)
    assert shortened(short) == "only the first 1 rows (--limit)"
    assert markdown(short, Style(view)).endswith("*only the first 1 rows (--limit)*\n")
    assert shortened(answer(view, SELECT)) == ""


def test_triples_are_three_columns(view: MemoryView) -> None:
    result = answer(view, "CONSTRUCT { ?s ex:is ?n } { ?s ex:n ?n FILTER(?n = 2) }")
    expected = ["subject\tpredicate\tobject", "ex:b\tex:is\t2"]
    assert list(lines(result, Style(view))) == expected


def test_truth_is_a_word(view: MemoryView) -> None:
    assert list(lines(Truth(True), Style(view))) == ["true"]
    assert markdown(Truth(False), Style(view)) == "false\n"


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
