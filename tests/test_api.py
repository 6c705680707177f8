"""`kg.open()` and what can be asked of a graph; the verbs that look up have tests of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import ParameterError, ProjectError, QueryError, StoreError
from kg.query.results import Rows, Triples, Truth
from kg.store.embedded import write_store
from kg.store.view import FORMAT

TURTLE = """\
@prefix ex: <http://example.org/> .
ex:a ex:n 1 . ex:b ex:n 2 .
"""


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    path = tmp_path / "trees.ttl"
    path.write_text(TURTLE)
    return path


def make_build(home: Path, name: str, number: int) -> None:
    """Write a build that says one number, and make it current."""
    quads = home.parent / f"{name}.nq"
    quads.write_text(f'<http://example.org/a> <http://example.org/n> "{number}" .\n')
    folder = home / "builds" / name
    write_store(folder / "store", [quads])
    manifest = {"format": FORMAT, "base": "http://example.org/", "prefixes": {}, "counts": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "labels.tsv").write_text("")
    (home / "current").write_text(name)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name in ("ontology", "data", "queries", ".kg"):
        (root / name).mkdir(parents=True)
    (root / "ontology" / "core.ttl").write_text("")
    make_build(root / ".kg", "first", 1)
    return root


NUMBER = "SELECT ?n { ?s <http://example.org/n> ?n }"


def number(graph: kg.Graph) -> str:
    rows = graph.sparql(NUMBER)
    assert isinstance(rows, Rows)
    return str(rows[0].n)


def test_each_form_of_query_has_its_result(trees: Path) -> None:
    graph = kg.open(data=trees)
    assert isinstance(graph.sparql("SELECT * { ?s ex:n ?n }"), Rows)
    assert isinstance(graph.sparql("DESCRIBE ex:a"), Triples)
    assert isinstance(graph.sparql("ASK { ex:a ex:n 1 }"), Truth)


def test_files_and_stores_are_opened_by_path_or_text(trees: Path, tmp_path: Path) -> None:
    assert kg.open(data=[str(trees)]).sparql("ASK { ex:a ex:n 1 }")
    store = ox.Store(str(tmp_path / "store"))
    store.load(path=trees)
    store.flush()
    del store
    assert kg.open(store=str(tmp_path / "store")).sparql("ASK { <http://example.org/a> ?p 1 }")


def test_a_project_is_opened_at_its_current_build(project: Path) -> None:
    assert number(kg.open(project)) == "1"
    assert repr(kg.open(str(project))) == f"<Graph of {project}>"


def test_an_open_graph_moves_to_the_build_that_becomes_current(project: Path) -> None:
    graph = kg.open(project)
    assert number(graph) == "1"
    before = graph.view
    assert graph.view is before
    make_build(project / ".kg", "second", 2)
    assert number(graph) == "2"
    assert graph.view is not before


def test_a_build_that_went_away_is_told(project: Path) -> None:
    graph = kg.open(project)
    (project / ".kg" / "current").unlink()
    with pytest.raises(QueryError, match="run `kg build`"):
        graph.sparql(NUMBER)
    (project / ".kg" / "current").write_text("zzz")
    with pytest.raises(StoreError, match="zzz"):
        graph.sparql(NUMBER)


def test_named_queries_and_query_files(project: Path) -> None:
    text = f"#+ summary: A number\n#+ parameters:\n#+   n: {{type: text, description: n}}\n{NUMBER}"
    text = text.replace("{ ?s", '{ VALUES ?n { "1" } ?s')
    (project / "queries" / "number.rq").write_text(text)
    graph = kg.open(project)
    assert [query.name for query in graph.queries()] == ["number"]
    for name in ("number", project / "queries" / "number.rq"):
        found = graph.query(name, n=["1", "2"])
        assert isinstance(found, Rows)
        assert [row.n for row in found] == ["1"]
        assert list(graph.query(name, n="3")) == []  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match='no parameter "m"'):
        graph.query("number", m="1")
    with pytest.raises(QueryError, match='no query "numbers"; did you mean "number"'):
        graph.query("numbers")
    assert (project / ".kg" / "queries.json").is_file()


def test_a_fault_in_a_named_query_says_where(project: Path) -> None:
    path = project / "queries" / "bad.rq"
    path.write_text("SELECT *\n{ ?s x:p ?o }")
    with pytest.raises(QueryError) as caught:
        kg.open(project).query("bad")
    assert str(caught.value).startswith(f'{path}:2:6: the prefix "x:"')


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        kg.open(tmp_path / "none")
    with pytest.raises(StoreError):
        kg.open(store=tmp_path / "none")
    with pytest.raises(StoreError):
        kg.open(data=tmp_path / "none.ttl")


def test_the_first_question_builds_and_tells_its_progress(tmp_path: Path) -> None:
    from kg.init import init

    init(tmp_path / "library")
    steps: list[str] = []
    graph = kg.open(
        tmp_path / "library", progress=lambda step, done, total: steps.append(f"{step} {done}")
    )
    assert steps
    assert graph.query("who-wrote")


def test_the_shipped_graph_answers_in_python(built: Path) -> None:
    graph = kg.open(built)
    rows = graph.query("signatories", party="Uzbekistan", action=["signature", "ratification"])
    assert isinstance(rows, Rows)
    assert {row.party for row in rows} == {"https://w3id.org/sogdian/id/State/UZB"}
    frame = rows.to_pandas()
    assert len(frame) == len(rows) > 0
    assert "Uzbekistan" in rows._repr_html_()
