"""What points at one thing and is too much for a page: the first few, and how many others."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.query.looking.pointers import pointers
from kg.query.looking.schema import schema_of
from kg.query.looking.show import show

EX = "https://ex.example/"
_DATA = f"""
@prefix ex: <{EX}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:in rdfs:subPropertyOf ex:near .
""" + "".join(f"ex:m{n} ex:in ex:town ; ex:near ex:town ; rdfs:label 'M{n}' .\n" for n in range(5))


@pytest.fixture
def graph(tmp_path: Path) -> kg.Graph:
    file = tmp_path / "data.ttl"
    file.write_text(_DATA + "ex:z ex:near ex:town .\n", encoding="utf-8")
    return kg.open(data=file)


def test_the_first_by_each_property_are_kept_and_the_others_counted(graph: kg.Graph) -> None:
    view = graph.view
    found = pointers(view, schema_of(view), f"{EX}town", 2)
    assert set(found.kept or ()) == {f"{EX}m0", f"{EX}m1", f"{EX}z"}
    assert found.left_out == {f"{EX}in": 3}


def test_nothing_is_left_out_where_there_is_room(graph: kg.Graph) -> None:
    found = pointers(graph.view, schema_of(graph.view), f"{EX}town", 5)
    assert len(found.kept or ()) == 6
    assert found.left_out == {}


def test_a_page_says_how_many_it_leaves_out(graph: kg.Graph) -> None:
    whole = show(graph.view, f"{EX}town")
    short = show(graph.view, f"{EX}town", most=2)
    assert [group.more for group in whole.groups if group.more] == []
    (cut,) = [group for group in short.groups if group.more]
    assert (cut.property, cut.more, cut.lines) == (f"{EX}in", 3, ())
    texts = {line.text for group in short.groups for line in group.lines}
    assert {"M0", "M1"} <= texts
    assert not {"M2", "M3", "M4"} & texts
