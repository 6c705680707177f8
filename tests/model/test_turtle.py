"""Turtle files as one graph: in reading order, with the line of each term."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.model.turtle import Graph, read_turtle

PREFIX = "@prefix m: <https://m.example/#> .\n"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
M = "https://m.example/#"


def graph(tmp_path: Path, *texts: str) -> Graph:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.ttl")
        paths[-1].write_text(PREFIX + text, encoding="utf-8")
    return read_turtle(paths)


def test_a_triple_of_two_files_is_one(tmp_path: Path) -> None:
    assert len(list(graph(tmp_path, "m:a m:b m:c .", "m:a m:b m:c .", "m:a m:b m:d ."))) == 2


def test_blank_nodes_of_two_files_are_two_and_always_the_same(tmp_path: Path) -> None:
    text = "m:a m:b [ m:c 1 ] , [ m:c 2 ] ."
    first = list(graph(tmp_path, text, text))
    assert first == list(graph(tmp_path, text, text))
    assert len({value for _, _, value in first if value.startswith("_:")}) == 4


def test_the_line_of_a_term(tmp_path: Path) -> None:
    found = graph(
        tmp_path, "\n# m:b is no subject here\nm:a m:b m:c .\n<https://m.example/#b> m:b m:c ."
    )
    assert found.where(f"<{M}a>")[:2] == (str(tmp_path / "0.ttl"), 4)
    assert found.where(f"<{M}b>")[:2] == (str(tmp_path / "0.ttl"), 5)
    assert found.where(f"<{M}unknown>").file == ""


def test_what_stands_above(tmp_path: Path) -> None:
    turtle = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    m:a rdfs:subClassOf m:b , [ a m:R ] . m:b rdfs:subClassOf m:c . m:c rdfs:subClassOf m:a ."""
    found = graph(tmp_path, turtle)
    assert found.above(M + "a", RDFS + "subClassOf") == (M + "a", M + "b", M + "c")
    assert found.above(M + "none", RDFS + "subClassOf") == (M + "none",)


def test_the_named_subject_around_a_blank_node(tmp_path: Path) -> None:
    found = graph(tmp_path, "m:a m:b [ m:c [ m:d 1 ] ] .")
    inner = next(s for s, p, _ in found if p == f"<{M}d>")
    assert found.root(inner) == f"<{M}a>"


def test_a_list_in_its_order(tmp_path: Path) -> None:
    found = graph(tmp_path, "m:a m:b ( m:x m:y m:x ) .")
    head = found.object(f"<{M}a>", M + "b")
    assert head is not None
    assert found.items(head) == [f"<{M}x>", f"<{M}y>", f"<{M}x>"]


def test_a_list_without_end_is_not_followed_for_ever(tmp_path: Path) -> None:
    turtle = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    m:a rdf:first m:x ; rdf:rest m:a ."""
    assert set(graph(tmp_path, turtle).items(f"<{M}a>")) == {f"<{M}x>"}


def test_english_before_other_languages(tmp_path: Path) -> None:
    found = graph(tmp_path, 'm:a m:b "да"@ru , "yes"@en . m:c m:b "нет"@ru .')
    assert found.english(f"<{M}a>", M + "b") == "yes"
    assert found.english(f"<{M}c>", M + "b") == "нет"
    assert found.english(f"<{M}d>", M + "b") == ""


@pytest.mark.parametrize(
    ("turtle", "line"),
    [("m:a m:b", 2), ("m:a n:b m:c .", 2), ('m:a m:b "x .', 2), ("\n\n<a b> .", 4)],
)
def test_no_turtle(turtle: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="not Turtle") as caught:
        graph(tmp_path, turtle)
    assert caught.value.where.line == line
