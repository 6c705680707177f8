"""Figures that do not fit together, one set for each rule, and sets that only look like it.

`cases/arithmetic/expected.yaml` names each group by its records, with the reason that is told.
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
from kg.check import check
from kg.errors import QueryError
from kg.project import find_project, shipped_root
from kg.query.contradictions.found import Contradiction
from tests.projects import CASES, add_facts, mini

CASE = CASES / "arithmetic"
KINDS = ("arithmetic", "year")
RULE = """\
#+ summary: All is said once
#+ holds: whole.number = part.number
PREFIX kg: <https://w3id.org/sogdian/ontology#>
SELECT ?whole ?part WHERE { ?whole kg:costOf ?of . ?part kg:finances ?of }
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    target = tmp_path_factory.mktemp("sums") / "project"
    shutil.copytree(shipped_root() / "ontology", target / "ontology")
    shutil.copytree(CASE, target / "data" / "sums", ignore=shutil.ignore_patterns("expected*"))
    (target / "queries").mkdir()
    report = build(find_project(target))
    assert [str(issue) for issue in report.issues if issue.severity == "error"] == []
    return kg.open(target)


def records(found: Contradiction) -> list[str]:
    return sorted({voice.record for answer in found.answers for voice in answer.voices})


def groups(found: list[Contradiction]) -> list[dict[str, Any]]:
    told = [{"records": records(one), "reasons": list(one.reasons)} for one in found]
    return sorted(told, key=lambda one: str(one["records"]))


def test_what_does_not_fit_is_told_and_nothing_else(graph: Graph) -> None:
    expected = yaml.safe_load((CASE / "expected.yaml").read_text(encoding="utf-8"))
    assert groups(graph.contradictions(kinds=KINDS)) == expected["groups"]


def test_every_rule_has_a_case(graph: Graph) -> None:
    told = "".join(reason for one in graph.contradictions(kinds=KINDS) for reason in one.reasons)
    for path in (shipped_root() / "ontology" / "rules").glob("*.rq"):
        summary = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("#+ summary: ")
        assert summary[1:] in told, path.name


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"about": "dam"}, [["begun", "completed"]]),
        ({"classes": ["Event"]}, [["forum"]]),
        ({"documents": ["sums/register"]}, []),
        ({"properties": ["length"]}, [["section-a", "section-b", "whole"]]),
        (
            {"spread": 1.5},
            [["change-wrong", "group", "group-before"], ["pipe-a", "pipe-b", "pipes-whole"]],
        ),
    ],
)
def test_filters_apply(graph: Graph, asked: dict[str, Any], wanted: list[list[str]]) -> None:
    found = graph.contradictions(kinds=["arithmetic"], **asked)
    assert [records(one) for one in found] == wanted


def test_the_checked_figure_comes_first(graph: Graph) -> None:
    (found,) = graph.contradictions(properties=["length"], kinds=["arithmetic"])
    assert found.answers[0].text == "908 kilometre"
    assert (found.documents, found.reconciled) == (1, False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("#+ summary: All is said once\n", "", '1: the header needs a line "#+ summary: …"'),
        ("#+ holds: whole", "#+ hold: whole", ' a rule\'s header has no "hold"; did you mean'),
        ("#+ holds: whole.number = part.number\n", "", '1: the header needs a line "#+ holds: …"'),
        ("= part.number", "= share.number", '2: "holds": the query has no column ?share'),
        ("= part.number", "= part.nmber", '2: "holds": no property "nmber"; did you mean "number"'),
        ("= part.number", "", '2: "holds": "whole.number" is no formula such as'),
        ("= part.number", "= ", '2: "holds": "whole.number =" is no formula such as'),
        ("= part.number", "= total(part.number)", '2: "holds": no function "total"'),
        ("= part.number", "= True", '2: "holds": "True" can be no part of a formula'),
        ("= part.number", "= part.number ** 2", '2: "holds": "part.number ** 2" can be no part'),
        ("#+ holds", "#+ within: all\n#+ holds", '2: "within": it is document or any, not "all"'),
        ("SELECT ?whole ?part WHERE {", "SELECT ?whole ?part WHERE", "4:"),
        ("SELECT ?whole ?part WHERE", "ASK", "1: a rule is a SELECT"),
        ("?part kg:finances ?of", "?whole kg:number ?part", '2: "holds": ?part holds "'),
    ],
)
def test_a_wrong_rule_is_one_error_with_file_and_line(
    graph: Graph, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in RULE
    project = shutil.copytree(graph.project.root, tmp_path / "project")
    path = project / "ontology" / "rules" / "mine.rq"
    path.write_text(RULE.replace(old, new), encoding="utf-8")
    with pytest.raises(QueryError) as caught:
        kg.open(project).contradictions()
    assert str(caught.value).startswith(f"{path}:{said}")


def test_a_rule_that_cannot_be_read_is_told(graph: Graph, tmp_path: Path) -> None:
    project = shutil.copytree(graph.project.root, tmp_path / "project")
    (project / "ontology" / "rules" / "mine.rq").mkdir()
    with pytest.raises(QueryError, match=r"mine\.rq: cannot be read: "):
        kg.open(project).contradictions()
    (found,) = [one for one in check(find_project(project)) if one.severity == "error"]
    assert "mine.rq: cannot be read: " in str(found)


def test_a_check_finds_wrong_rules(graph: Graph, tmp_path: Path) -> None:
    project = shutil.copytree(graph.project.root, tmp_path / "project")
    rules = project / "ontology" / "rules"
    (rules / "kind.rq").write_text(RULE.replace("#+ holds", "#+ kind: yeer\n#+ holds"))
    (rules / "open.rq").write_text(RULE.replace("{ ?whole", "{{ ?whole"))
    (rules / "right.rq").write_text(RULE)
    found = [str(issue) for issue in check(find_project(project)) if issue.severity == "error"]
    assert len(found) == 2
    assert 'kind.rq:2: "kind": no kind of disagreement "yeer"; did you mean "year"' in found[0]
    assert "open.rq:4" in found[1]


def test_a_rule_of_ones_own_needs_no_python(graph: Graph, tmp_path: Path) -> None:
    project = shutil.copytree(graph.project.root, tmp_path / "project")
    (project / "ontology" / "rules" / "mine.rq").write_text(RULE, encoding="utf-8")
    found = kg.open(project).contradictions("works", kinds=["arithmetic"])
    reasons = [reason for one in found for reason in one.reasons]
    assert "arithmetic: 40,000,000, said is 80,000,000 (all is said once; one source)" in reasons


def test_a_build_looks_again_at_rules_that_changed(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    assert not build(project).failed
    rule = project.ontology / "rules" / "mine.rq"
    rule.write_text(RULE, encoding="utf-8")  # of a kind that this small ontology has not
    add_facts(project, "more", "records: []")  # without which nothing is to be built
    (issue,) = build(project).issues
    assert str(issue).startswith(f'{rule}:1: "kind": no kind of disagreement "arithmetic"')
    rule.unlink()
    assert not build(project).failed
    assert len(list((project.home / "cache").glob("*.good"))) == 1
