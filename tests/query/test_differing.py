"""What differs and what only looks so: a property of one class, a line that is inferred, a day."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.build import build
from kg.project import find_project, shipped_root
from kg.query.contradictions.spans import Days
from kg.query.contradictions.things import rivals
from kg.query.figures.matching import matched
from kg.query.looking.differences import Differences, Differs
from kg.query.looking.drafts import Draft, drafts
from kg.query.looking.nodes import Nodes
from kg.query.looking.schema import Schema
from kg.store.embedded import open_files

DATASET = """\
title: Papers
language: en
documents:
  - {id: one, title: One, publisher: {Organisation: {slug: one, name: One}}, issued: 2021}
  - {id: two, title: Two, publisher: {Organisation: {slug: two, name: Two}}, issued: 2021}
  - {id: three, title: Three, publisher: {Organisation: {slug: three, name: Three}}, issued: 2021}
"""
MEASURE = "says: {Measure: {of: line, quantity: length, unit: kilometre, number:"
RECORDS = f"""\
records:
  - {{id: line, document: one, says: {{RailwayLine: {{slug: line, name: The line}}}}}}
  - {{id: exact, document: one, {MEASURE} 123.1}}}}}}
  - {{id: round, document: two, {MEASURE} 123}}}}}}
  - {{id: other, document: three, {MEASURE} 140}}}}}}
"""
# Of a tower `height` is told once, of a range of hills it is not.
HILLS = """\
@prefix : <https://example.org/> .
@prefix kg: <https://w3id.org/sogdian/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Tower rdfs:subClassOf kg:Entity . :Hills rdfs:subClassOf kg:Entity .
:towers sh:targetClass :Tower ; sh:property [ sh:path :height ; sh:maxCount 1 ] .
:hills sh:targetClass :Hills ; sh:property [ sh:path :height ] .
:tower a :Tower , kg:Entity ; :height 1 , 2 .
:range a :Hills , kg:Entity ; :height 3 , 4 .
:a a kg:Claim . :b a kg:Claim .
:a { :tower :height 1 . :range :height 3 } :b { :tower :height 2 . :range :height 4 }
"""


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    target = tmp_path_factory.mktemp("line") / "project"
    shutil.copytree(shipped_root() / "ontology", target / "ontology")
    (target / "data" / "papers").mkdir(parents=True)
    (target / "queries").mkdir()
    (target / "data" / "papers" / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    (target / "data" / "papers" / "facts.yaml").write_text(RECORDS, encoding="utf-8")
    assert not build(find_project(target)).issues
    return kg.open(target)


def the_line(graph: Graph) -> str:
    return next(one.iri for one in graph.view.labels() if one.text == "The line")


def test_what_one_class_has_once_another_may_have_twice(tmp_path: Path) -> None:
    file = tmp_path / "hills.trig"
    file.write_text(HILLS, encoding="utf-8")
    view = open_files([file])
    [group] = rivals(view, Schema(view))
    assert {said.node for said in group} == {"https://example.org/tower"}
    assert len(group) == 2


def test_of_a_line_that_is_disputed_nothing_else_is_told(line: Graph) -> None:
    nodes = Nodes(line.view, "en")
    iri = the_line(line)
    nodes.grow(iri)
    held = [one for one in drafts(nodes, iri) if "length" in one.text]
    apart = Differences(nodes, iri, held, nodes.classes(iri))
    assert [apart.of(one) for one in held] == [Differs(("number",), ())] * 3


def test_rounding_alone_is_told_as_that(line: Graph) -> None:
    nodes = Nodes(line.view, "en")
    iri = the_line(line)
    nodes.grow(iri)
    held = [one for one in drafts(nodes, iri) if "number: 123" in one.text]
    apart = Differences(nodes, iri, held, nodes.classes(iri))
    assert [apart.of(one) for one in held] == [Differs((), ("rounding",))] * 2


def test_what_is_inferred_disagrees_with_nobody(line: Graph) -> None:
    nodes = Nodes(line.view, "en")
    iri = the_line(line)
    nodes.grow(iri)
    said, other, *_ = [one for one in drafts(nodes, iri) if "length" in one.text]
    inferred: Draft = other._replace(inferred=True)
    apart = Differences(nodes, iri, [said, inferred], nodes.classes(iri))
    assert (apart.of(said), apart.of(inferred)) == (Differs(), Differs())


@pytest.mark.parametrize(
    ("first", "last", "share"),
    [
        (date(2024, 1, 1), date(2024, 1, 1), 1.0),  # a day and the same day
        (date(2024, 1, 1), date(2024, 1, 3), 1 / 3),
        (date(2023, 12, 31), date(2024, 1, 1), 1 / 2),  # the last day is the first
        (date(2024, 1, 2), date(2024, 1, 3), 0.0),  # the day after
    ],
)
def test_a_day_that_two_periods_share_is_a_whole_day(first: date, last: date, share: float) -> None:
    day = Days(date(2024, 1, 1), date(2024, 1, 1))
    other = Days(first, last)
    assert day.common_share(other) == other.common_share(day) == pytest.approx(share)


def test_periods_are_set_side_by_side_if_half_of_their_days_are_in_both() -> None:
    day, two = (date(2024, 1, 1), date(2024, 1, 1)), (date(2023, 12, 31), date(2024, 1, 1))
    three = (date(2024, 1, 1), date(2024, 1, 3))
    assert list(matched({day: []}, {two: []})) == [(day, two)]
    assert (day, three) not in list(matched({day: []}, {three: []}))
