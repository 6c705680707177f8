"""The named queries answer as the records say, on the shipped project and on edges it has not yet.

A case is a folder `cases/queries/<query>/<case>/`: `parameters.yaml`, and `expected.csv` with the
columns that count, in their order, IRIs in short. The cases of `cases/edge-queries/` are asked of
the shipped project with one more dataset, `edge`, that stands there too, and count only the rows
that name one of its documents, or none. A document of a dataset that is named neither here nor in
the expected answer makes no difference, so a new source breaks no old case.
"""

from __future__ import annotations

import csv
import keyword
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from _pytest.mark import ParameterSet
from rdflib.plugins.sparql import prepareQuery

import kg
from kg.errors import ParameterError
from kg.query.checking.checks import RESERVED
from kg.query.labels import short_iri
from kg.query.named.parameters import Parameter
from kg.query.named.queries import NamedQuery, all_named
from kg.query.results import Rows
from tests.command import ROOT, copy_project, run_kg

CASES = Path(__file__).parent / "cases"
DATASETS = {"states", "register", "caspianpost", "press", "statistics"}
QUERIES = all_named(ROOT / "queries")
EVERY = pytest.mark.parametrize("query", QUERIES, ids=[query.name for query in QUERIES])
PARAMETERS = [
    pytest.param(query, parameter, id=f"{query.name}-{parameter.name}")
    for query in QUERIES
    for parameter in query.parameters
]


def cases(folder: str) -> list[ParameterSet]:
    """The case folders, named by query and case."""
    found = sorted(path.parent for path in (CASES / folder).glob("*/*/expected.csv"))
    return [pytest.param(case, id=f"{case.parent.name}-{case.name}") for case in found]


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """The shipped project with the dataset of edges."""
    project = copy_project(tmp_path_factory.mktemp("edges"))
    shutil.copytree(CASES / "edge-queries" / "edge", project / "data" / "edge")
    done = run_kg("build", cwd=project)
    assert done.returncode == 0, done.stderr
    return kg.open(project)


def asked(graph: kg.Graph, name: str, **parameters: Any) -> Rows:
    result = graph.query(name, **parameters)
    assert isinstance(result, Rows)
    return result


def written(graph: kg.Graph, term: object) -> str:
    """A term as expected.csv has it: in short, with `…` for the hash of a claim or a node."""
    if isinstance(term, ox.NamedNode):
        return re.sub(r"/[0-9a-f]{32}$", "/…", short_iri(graph.view, term.value))
    return term.value if isinstance(term, ox.Literal) else ""


def datasets(cells: Iterable[str]) -> set[str]:
    return {cell.split("/")[1] for cell in cells if cell.startswith("document/")}


def counts(cells: list[str], made_up: bool, counted: set[str] = DATASETS) -> bool:
    """Whether a row is of counted datasets; where it is `made_up`, not of shipped ones alone."""
    named = datasets(cells)
    if made_up and named:
        return "edge" in named and named <= DATASETS | {"edge"}
    return named <= counted


def lines(
    graph: kg.Graph,
    answer: Rows,
    columns: list[str],
    expected: list[list[str]],
    made_up: bool = False,
) -> Iterator[list[str]]:
    """The rows of an answer as expected.csv has them."""
    counted = DATASETS | datasets(cell for row in expected for cell in row)
    places = [answer.columns.index(column) for column in columns]
    for row in answer.terms:
        if counts([written(graph, term) for term in row], made_up, counted):
            yield [written(graph, row[place]) for place in places]


def check(graph: kg.Graph, case: Path, made_up: bool = False) -> None:
    with (case / "expected.csv").open(encoding="utf-8", newline="") as file:
        columns, *expected = csv.reader(file)
    text = (case / "parameters.yaml").read_text(encoding="utf-8")
    parameters = yaml.load(text, Loader=yaml.BaseLoader) or {}
    answer = asked(graph, case.parent.name, **parameters)
    assert list(lines(graph, answer, columns, expected, made_up)) == expected


@pytest.mark.parametrize("case", cases("queries"))
def test_a_query_answers_as_the_records_say(graph: kg.Graph, case: Path) -> None:
    check(graph, case)


@pytest.mark.parametrize("case", cases("edge-queries"))
def test_a_query_answers_at_its_edges(edges: kg.Graph, case: Path) -> None:
    check(edges, case, made_up=True)


@EVERY
def test_every_query_has_a_case_with_parameters(query: NamedQuery) -> None:
    found = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (CASES / "queries" / query.name).glob("*/parameters.yaml")
    ]
    assert any(found), f"no case in tests/cases/queries/{query.name}/ gives a parameter"


def test_every_case_is_of_a_query() -> None:
    names = {query.name for query in QUERIES} | {"edge"}
    folders = [*(CASES / "queries").iterdir(), *(CASES / "edge-queries").iterdir()]
    assert {folder.name for folder in folders} <= names


@EVERY
def test_a_file_answers_as_it_stands_in_a_plain_engine(graph: kg.Graph, query: NamedQuery) -> None:
    build = graph.project.current_build()
    assert build
    store = ox.Store.read_only(str(build / "store"))
    solutions = store.query(query.path.read_text(encoding="utf-8"))
    assert isinstance(solutions, ox.QuerySolutions)
    assert next(iter(solutions), None)


@EVERY
def test_a_file_is_plain_sparql_for_another_parser(query: NamedQuery) -> None:
    read = prepareQuery(query.path.read_text(encoding="utf-8"))
    assert read.algebra.name == "SelectQuery"


@EVERY
def test_a_query_without_parameters_is_asked_of_everything(
    graph: kg.Graph, query: NamedQuery
) -> None:
    if any(parameter.required for parameter in query.parameters):
        with pytest.raises(ParameterError, match="needs"):
            asked(graph, query.name)
    else:
        assert len(asked(graph, query.name))


@EVERY
def test_an_answer_says_what_a_document_without_a_date_counts_from(
    graph: kg.Graph, query: NamedQuery
) -> None:
    columns = asked(graph, query.name, **examples(query)).columns
    assert ("issued" in columns) == ("retrieved" in columns)


def examples(query: NamedQuery) -> dict[str, list[str]]:
    return {parameter.name: example(parameter) for parameter in query.parameters}


def example(parameter: Parameter) -> list[str]:
    """The values of the block in the file, as a person would give them."""
    if parameter.kind == "type":
        return re.findall(r'"([^"]*)"', parameter.example)
    return [text.strip("<>") for text in parameter.example.split()]


@pytest.mark.parametrize(("query", "parameter"), PARAMETERS)
def test_the_example_of_a_parameter_is_in_the_data(
    graph: kg.Graph, query: NamedQuery, parameter: Parameter
) -> None:
    assert len(asked(graph, query.name, **examples(query)))
    needed = [other for other in query.parameters if other.required or other is parameter]
    assert len(asked(graph, query.name, **{one.name: example(one) for one in needed}))


@pytest.mark.parametrize(("query", "parameter"), PARAMETERS)
def test_a_parameter_can_be_given_everywhere(query: NamedQuery, parameter: Parameter) -> None:
    assert not keyword.iskeyword(parameter.name)
    assert parameter.name not in RESERVED
    assert parameter.description


@EVERY
def test_a_query_declares_the_prefixes_that_it_uses(query: NamedQuery) -> None:
    body = re.sub(r"^(?:PREFIX|#) .*$", "", query.text, flags=re.MULTILINE)
    for prefix in re.findall(r"^PREFIX ([\w-]+):", query.text, re.MULTILINE):
        assert re.search(rf"(?<![\w-]){prefix}:", body), f"{prefix}: is not used"


@EVERY
def test_the_manual_names_every_query_and_parameter(query: NamedQuery) -> None:
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    row = next((line for line in page.splitlines() if line.startswith(f"| `{query.name}` ")), "")
    assert query.summary in row
    for parameter in query.parameters:
        assert f"`{parameter.name}`" in row
    assert re.search(rf"^\$ kg query {query.name}( --|$)", page, re.MULTILINE)
