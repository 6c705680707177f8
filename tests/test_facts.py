"""The facts with which the data began are all in the graph, each in the records of its documents.

`cases/facts/coverage.yaml` is the table: every row with its records, and questions on the rows in
which sources differ. Other datasets may add to an answer; nothing may be missing from it.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

import kg
from kg.query.results import Rows
from tests.asking import BASE
from tests.asking import rows as answered

TABLE = yaml.safe_load(
    (Path(__file__).parent / "cases/facts/coverage.yaml").read_text(encoding="utf-8")
)
ROWS: list[dict[str, Any]] = TABLE["rows"]
QUESTIONS: list[dict[str, Any]] = TABLE["questions"]
YEAR = f"PREFIX year: <{BASE}period/>\n"
Key = tuple[str, str]


def rows(graph: kg.Graph, query: str) -> Rows:
    return answered(graph, YEAR + query)


@pytest.fixture(scope="module")
def accepted(graph: kg.Graph) -> set[Key]:
    """The records in the graph, as document and id."""
    found = rows(
        graph,
        "SELECT ?document ?record { ?claim kg:recordId ?record ; prov:wasDerivedFrom ?document ; "
        "kg:status claim-status:accepted }",
    )
    return {(str(row.document).removeprefix(f"{BASE}document/"), row.record) for row in found}


@pytest.fixture(scope="module")
def table_rows(graph: kg.Graph) -> set[tuple[str, int]]:
    """The rows of tables in the graph, as document and row."""
    found = rows(
        graph, "SELECT ?document ?row { ?claim kg:row ?row ; prov:wasDerivedFrom ?document }"
    )
    return {(str(row.document).removeprefix(f"{BASE}document/"), row.row) for row in found}


def listed(row: dict[str, Any], key: str) -> set[Any]:
    return {(document, one) for document, many in row.get(key, {}).items() for one in many}


def records(row: dict[str, Any]) -> set[Key]:
    return listed(row, "records")


def shortened(value: object) -> str:
    """A value as the table has it: an IRI by its last part, anything else as it is."""
    text = str(value)
    return re.split("[/#]", text)[-1] if text.startswith(BASE) else text


def test_the_table_has_every_row_once() -> None:
    assert [row["row"] for row in ROWS] == [f"F{number:03}" for number in range(1, 168)]


@pytest.mark.parametrize("row", ROWS, ids=[row["row"] for row in ROWS])
def test_a_row_is_carried_by_its_records(
    row: dict[str, Any], accepted: set[Key], table_rows: set[tuple[str, int]]
) -> None:
    assert records(row) or listed(row, "tableRows")
    assert records(row) - accepted == set()
    assert listed(row, "tableRows") - table_rows == set()
    assert all(record.startswith(row["row"].lower() + "-") for _, record in records(row))


def test_no_record_is_left_out_of_the_table(accepted: set[Key]) -> None:
    known = [key for row in ROWS for key in records(row)]
    assert [key for key, count in Counter(known).items() if count > 1] == []
    numbered = {(document, record) for document, record in accepted if record[1:4].isdigit()}
    assert {key for key in numbered if key[0].startswith(("press/", "statistics/"))} == set(known)


@pytest.mark.parametrize("question", QUESTIONS, ids=[case["what"] for case in QUESTIONS])
def test_the_values_of_every_source_are_found(graph: kg.Graph, question: dict[str, Any]) -> None:
    found = {
        " ".join(shortened(value) for value in row if value is not None)
        for row in rows(graph, question["ask"])
    }
    assert set(question["answer"]) - found == set()


def test_what_is_called_khorgos_is_told_apart(graph: kg.Graph) -> None:
    found = {one.short: one for one in graph.find("Khorgos", limit=20)}
    assert {"Place/khorgos-gateway", "Place/khorgos-eastern-gates", "Place/khorgos-airport"} < set(
        found
    )
    first, second, *others = found.values()
    assert {first.short, second.short} == {"Place/khorgos-village", "Place/horgos-city"}
    crossings = {"Place/horgos-crossing", "Place/khorgos-crossing"}  # sources call them so, too
    assert all(one.score < second.score for one in others if one.short not in crossings)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Krasnovodsk", "Place/turkmenbashi"),
        ("Шевченко", "Place/aktau"),
        ("中吉乌铁路", "Place/cku-railway"),
        ("Чжонъюн Интернешнл", "Agent/zhongyun-international"),
        ("中间走廊", "Corridor/trans-caspian-international-transport-route"),
        (
            "Trans-Caucasian Int'l Transport Route",
            "Corridor/trans-caspian-international-transport-route",
        ),
        ("CRCT", "Agent/china-railway-container-transport"),
        ("بندر خشک آپرین", "Place/aprin-dry-port"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(graph: kg.Graph, name: str, short: str) -> None:
    assert graph.find(name)[0].short == short
