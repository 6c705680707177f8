"""What a mapping read is asked like what a person wrote: by claim, with its row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.query.results import Rows
from tests.projects import CASES, mini

OBSERVATION = "observation/flags/calls-2020/by/9378a172/CallObservation/NOR/2020-02-01/P1M"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    project = mini(tmp_path_factory.mktemp("rows") / "project")
    files = shutil.ignore_patterns("expected*")
    shutil.copytree(CASES / "tables" / "flags", project.data / "flags", ignore=files)
    shutil.copy(Path(__file__).parent.parent / "queries" / "claims.rq", project.queries)
    return kg.open(project.root)


def test_why_names_the_row(graph: kg.Graph) -> None:
    (evidence,) = graph.why(f"https://mini.example/{OBSERVATION}").evidence
    assert [str(place) for place in evidence.places] == ["row=3"]


def test_the_claims_of_a_table_are_listed_by_row(graph: kg.Graph) -> None:
    found = graph.query("claims", document="flags/calls-2020")
    assert isinstance(found, Rows)
    assert {str(row.record) for row in found} == {"2", "3", "6"}
