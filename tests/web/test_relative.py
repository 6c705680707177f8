"""What a query may leave open: its base, and functions that the engine may not have."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import EngineError, SyntaxQueryError
from kg.project import find_project
from kg.store.embedded import open_build, open_store
from kg.web import problems
from kg.web.opening import Opening
from tests.world import write_build


@pytest.fixture
def store(tmp_path: Path) -> Path:
    held = ox.Store(tmp_path / "store")
    held.flush()
    del held
    return tmp_path / "store"


def test_relative_iris_are_read_under_the_base_of_a_build(tmp_path: Path) -> None:
    view = open_build(write_build(tmp_path / "build"))
    [row] = view.query("SELECT ?x { VALUES ?x { <id/Land/A> } }")  # type: ignore[misc]
    assert row["x"] == ox.NamedNode("https://example.org/id/Land/A")


def test_a_server_reads_them_under_any_base(store: Path) -> None:
    graph = Opening(find_project(None), store).graph(store)
    assert graph.view.query("ASK { VALUES ?x { <a> } }")


def test_elsewhere_they_are_an_error(store: Path) -> None:
    with pytest.raises(SyntaxQueryError):
        open_store(store).query("ASK { VALUES ?x { <a> } }")


def test_a_function_that_nobody_has_is_no_fault_of_the_query(store: Path) -> None:
    with pytest.raises(EngineError, match="custom function") as raised:
        list(open_store(store).query("SELECT (<http://x/f>(1) AS ?x) {}"))  # type: ignore[arg-type]
    assert problems.of(raised.value).status == 501
