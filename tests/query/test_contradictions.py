"""Which statements disagree and how: a pair of each kind, and pairs that only look like one.

`cases/contradictions/expected.yaml` names each group by its records, and the kinds that are seen.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import kg
from kg.api import Graph
from kg.build import build
from kg.errors import ParameterError, QueryError
from kg.model.vocab import KG
from kg.project import find_project, shipped_root
from kg.query.contradictions import every
from kg.query.contradictions.found import Contradiction
from kg.query.contradictions.gathered import gather
from kg.query.contradictions.kept import kept
from kg.query.contradictions.rules import Rules
from kg.query.looking.schema import Schema
from kg.store.embedded import open_files
from tests.projects import CASES

CASE = CASES / "contradictions"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    target = tmp_path_factory.mktemp("voices") / "project"
    shutil.copytree(shipped_root() / "ontology", target / "ontology")
    shutil.copytree(CASE, target / "data" / "voices", ignore=shutil.ignore_patterns("expected*"))
    (target / "queries").mkdir()
    report = build(find_project(target))
    assert [str(issue) for issue in report.issues] == []
    return kg.open(target)


def records(found: Contradiction) -> list[str]:
    return sorted(voice.record for answer in found.answers for voice in answer.voices)


def as_expected(found: list[Contradiction]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = [
        {"records": records(one), "kinds": list(one.kinds), "reasons": list(one.reasons)}
        for one in found
    ]
    return sorted(groups, key=lambda one: str(one["records"]))


def test_each_disagreement_is_found_with_its_kind_and_nothing_else(graph: Graph) -> None:
    expected = yaml.safe_load((CASE / "expected.yaml").read_text(encoding="utf-8"))
    assert as_expected(graph.contradictions()) == expected["groups"]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"kinds": ["denial"]}, [["joined", "not-joined"]]),
        ({"about": "zhongyun"}, [["spelt-a", "spelt-b"]]),
        ({"about": "treaty", "properties": ["date"]}, [["signed-a", "signed-b"]]),
        (
            {"classes": ["TradeObservation"], "kinds": ["reporter"]},
            [["exports", "imports"], ["office-figures", "own-figures"]],
        ),
        ({"about": "aktau"}, []),
        ({"classes": ["Settlement"]}, []),
        ({"classes": ["RailwayLine"]}, [["other-section", "section", "whole"]]),
        ({"documents": ["voices/daily-later"]}, [["revised-a", "revised-b"]]),
        ({"properties": ["length"]}, [["other-section", "section", "whole"]]),
        ({"spread": 500, "kinds": ["magnitude"]}, [["slipped-a", "slipped-b"]]),
        ({"about": "quiet-port"}, []),
        ({"about": "built-port"}, [["built-a", "built-b"]]),
    ],
)
def test_filters_leave_what_is_asked_for(
    graph: Graph, asked: dict[str, Any], wanted: list[list[str]]
) -> None:
    assert sorted(map(records, graph.contradictions(**asked))) == wanted


def test_sources_that_copy_each_other_count_once(graph: Graph) -> None:
    (found,) = graph.contradictions("conflict-port")
    assert (found.documents, found.independent) == (3, 2)


def test_both_sides_of_a_border_stand_with_their_ratio(graph: Graph) -> None:
    (found,) = graph.contradictions(classes=["TradeObservation"], kinds=["valuation"])
    assert found.spread is not None
    assert round(float(found.spread), 2) == 1.47
    assert found.reconciled


def test_numbers_in_units_that_do_not_convert_are_no_times_apart(graph: Graph) -> None:
    for port in ("piped-port", "priced-port"):
        (found,) = graph.contradictions(port)
        assert (found.kinds, found.spread) == (("unit",), None)
        assert found.respect.endswith("number")


def test_a_range_is_told_with_both_ends(graph: Graph) -> None:
    (found,) = graph.contradictions("twice-ranged-port")
    assert [answer.text for answer in found.answers] == ["150 – 200 hectare", "150 – 300 hectare"]


def test_the_earliest_answer_comes_first(graph: Graph) -> None:
    for found in graph.contradictions():
        dates = [min(voice.attribution.date for voice in one.voices) for one in found.answers]
        assert dates == sorted(dates), found.title


def test_the_gravest_come_first(graph: Graph) -> None:
    first, *_, last = graph.contradictions()
    assert "conflict" in first.kinds
    assert last.kinds == ("rounding",)


def test_it_is_told_as_data_and_in_a_notebook(graph: Graph) -> None:
    (found,) = graph.contradictions("conflict-port")
    told = found.to_dict()
    assert told["answers"][0]["value"] == "100 hectare"
    assert told["answers"][0]["claims"][0]["record"] == "conflict-a"
    assert "100 hectare" in found._repr_html_()


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"about": "conflict-prt"}, QueryError, "conflict-port"),
        ({"kinds": ["conflicts"]}, ParameterError, '"conflict"'),
        ({"classes": ["Mesure"]}, ParameterError, '"Measure"'),
        ({"properties": ["lenght"]}, ParameterError, '"length"'),
        ({"spread": "wide"}, ParameterError, "a number such as 1.5"),
        ({"spread": float("nan")}, ParameterError, "a number such as 1.5"),
    ],
)
def test_what_is_not_there_is_told(
    graph: Graph, asked: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        graph.contradictions(**asked)


def test_what_a_build_keeps_is_what_its_store_says(graph: Graph) -> None:
    schema = Schema(graph.view)
    asked = gather(graph.view, Rules(graph.view, schema), schema)
    found = kept(graph.view)
    assert found is not None
    assert found.questions == asked.questions
    assert found.classes == asked.classes
    for node in asked.held:
        said = {prop: set(values) for prop, values in found.held[node].items()}
        assert said == asked.held[node]
        assert set(found.claims[node]) == asked.claims[node]
    for claim, record in asked.records.items():
        known = {prop: sorted(values) for prop, values in found.records[claim].values().items()}
        assert known == {prop: sorted(values) for prop, values in record.values().items()}


def test_a_build_is_compared_once(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def counted(name: str) -> None:
        work = getattr(every, name)

        def instead(*given: Any) -> Any:
            done.append(name)
            return work(*given)

        monkeypatch.setattr(every, name, instead)

    counted("_all")
    counted("disagreeing")
    every.every.cache_clear()
    whole = graph.contradictions()
    assert [one.title for one in graph.contradictions()] == [one.title for one in whole]
    about = graph.contradictions("conflict-port")
    assert 0 < len(about) < len(whole)
    assert done == ["_all", "disagreeing"]
    rule = graph.project.ontology / "rules" / "another.rq"
    shutil.copy(next(rule.parent.glob("*.rq")), rule)
    try:
        graph.contradictions()
    finally:
        rule.unlink()
    assert done == ["_all", "disagreeing", "disagreeing"]


def test_a_store_that_keeps_nothing_is_asked(graph: Graph) -> None:
    build = find_project(graph.project.root).current_build()
    assert build is not None
    bare = kg.open(store=build / "store")
    assert [(one.kinds, one.spread) for one in bare.contradictions()] == [
        (one.kinds, one.spread) for one in graph.contradictions()
    ]


def test_what_stands_below_an_aside_is_one(tmp_path: Path) -> None:
    file = tmp_path / "marks.ttl"
    file.write_text(
        "@prefix kg: <https://w3id.org/sogdian/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "kg:operator kg:aside true . kg:tenant rdfs:subPropertyOf kg:operator ."
    )
    view = open_files([file])
    rules = Rules(view, Schema(view))
    asides = [rules.is_aside(KG + name) for name in ("operator", "tenant", "owner")]
    assert asides == [True, True, False]
