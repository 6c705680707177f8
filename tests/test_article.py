"""Every statement of the seed article is in the graph, as a claim at its place in the text.

`cases/article/statements.yaml` is the table: what is said, where, and the pattern that finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import kg
from kg.query.results import Rows
from tests.asking import BASE
from tests.asking import rows as answered

TABLE = yaml.safe_load(
    (Path(__file__).parent / "cases/article/statements.yaml").read_text(encoding="utf-8")
)
STATEMENTS: list[dict[str, Any]] = TABLE["statements"]
DOCUMENT = f"<{BASE}document/{TABLE['document']}>"
TIMES = f"""
PREFIX months: <{BASE}period/2025-01-01/>
PREFIX year: <{BASE}period/2024-01-01/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


def rows(graph: kg.Graph, query: str) -> Rows:
    return answered(graph, TIMES + query)


def places(graph: kg.Graph, claim: str) -> list[str]:
    """Where a claim stands in the text, as the table writes it."""
    found = rows(
        graph,
        f"SELECT ?start ?end {{ <{claim}> oa:hasSelector ?at . "
        "?at oa:start ?start ; oa:end ?end } ORDER BY ?start",
    )
    return [f"{row.start}-{row.end}" for row in found]


def asking(statement: dict[str, Any]) -> str:
    pattern = statement["ask"]
    return f"{pattern} ." if "?claim" in pattern else f"GRAPH ?claim {{ {pattern} }}"


def claims(graph: kg.Graph, statement: dict[str, Any]) -> list[str]:
    """The claims of the article that say it, by its pattern alone."""
    query = (
        f"SELECT DISTINCT ?claim {{ {asking(statement)} ?claim prov:wasDerivedFrom {DOCUMENT} }}"
    )
    return [str(row.claim) for row in rows(graph, query)]


@pytest.mark.parametrize("statement", STATEMENTS, ids=[case["what"] for case in STATEMENTS])
def test_a_statement_is_found_at_its_place(graph: kg.Graph, statement: dict[str, Any]) -> None:
    found = [claim for claim in claims(graph, statement) if places(graph, claim) == statement["at"]]
    assert len(found) == 1, "no claim, or none at this place, or more than one"


@pytest.mark.parametrize("statement", [case for case in STATEMENTS if "speaker" in case])
def test_whoever_speaks_in_the_article_is_named(graph: kg.Graph, statement: dict[str, Any]) -> None:
    (claim,) = claims(graph, statement)
    (who,) = rows(
        graph, f"SELECT ?name {{ <{claim}> prov:wasAttributedTo ?agent . ?agent kg:name ?name }}"
    )
    assert who.name == statement["speaker"]


def test_each_claim_of_the_article_is_one_statement_of_the_table(graph: kg.Graph) -> None:
    (count,) = rows(
        graph,
        f"SELECT (COUNT(*) AS ?n) {{ ?claim a kg:Claim ; prov:wasDerivedFrom {DOCUMENT} }}",
    )
    assert count.n == len(STATEMENTS)


def spans(texts: list[str]) -> Iterator[tuple[int, int]]:
    for text in texts:
        start, end = text.split("-")
        yield int(start), int(end)


def test_the_claims_cover_the_text_but_for_what_joins_it(graph: kg.Graph) -> None:
    free = bytearray(b"." * TABLE["length"])
    for row in rows(
        graph,
        f"SELECT ?start ?end {{ ?claim prov:wasDerivedFrom {DOCUMENT} ; oa:hasSelector ?at . "
        "?at oa:start ?start ; oa:end ?end }",
    ):
        free[row.start : row.end] = b"#" * (row.end - row.start)
    for start, end in spans(TABLE["gaps"]):
        assert free[start:end] == b"." * (end - start)
        free[start:end] = b"#" * (end - start)
    assert free == b"#" * TABLE["length"]


def test_the_text_is_known_by_digest_and_length_alone(graph: kg.Graph) -> None:
    (known,) = rows(
        graph, f"SELECT ?digest ?length {{ {DOCUMENT} kg:sha256 ?digest ; kg:textLength ?length }}"
    )
    assert (known.digest, known.length) == (TABLE["sha256"], TABLE["length"])


def test_a_locator_holds_five_words_at_most(graph: kg.Graph) -> None:
    found = rows(
        graph,
        f"SELECT ?words {{ ?claim prov:wasDerivedFrom {DOCUMENT} ; oa:hasSelector ?at . "
        "?at kg:locatorStart|kg:locatorEnd ?words }",
    )
    assert len(found) > len(STATEMENTS)
    assert max(len(row.words.split()) for row in found) <= 5


def test_the_article_has_no_date_and_names_what_it_condenses(graph: kg.Graph) -> None:
    (document,) = rows(
        graph,
        f"SELECT ?issued ?retrieved ?publisher ?source {{ {DOCUMENT} kg:retrieved ?retrieved ; "
        "dcterms:publisher/kg:name ?publisher ; kg:upstream ?original . "
        "?original dcterms:publisher/kg:name ?source "
        f"OPTIONAL {{ {DOCUMENT} dcterms:issued ?issued }} }}",
    )
    assert (document.issued, str(document.retrieved)) == (None, "2026-11-25")
    assert (document.publisher, document.source) == ("The Caspian Post", "Eurasianet")


def test_nothing_planned_is_said_as_done(graph: kg.Graph) -> None:
    done = rows(
        graph,
        f"SELECT ?thing {{ GRAPH ?claim {{ ?thing kg:hasStatus ?status }} "
        f"?claim prov:wasDerivedFrom {DOCUMENT} FILTER (?status != status:planned) }}",
    )
    assert [row.thing for row in done] == [
        BASE + "id/TransportService/kashgar-azerbaijan-multimodal"
    ]
    assert not rows(
        graph,
        "SELECT ?p { GRAPH ?claim { ?p kg:partner ?who } "
        f"?claim prov:wasDerivedFrom {DOCUMENT} }}",
    )


def test_who_agreed_or_ratified_has_not_signed(graph: kg.Graph) -> None:
    signed = rows(
        graph,
        f"SELECT ?who {{ GRAPH ?claim {{ ?what kg:signatory ?agent . ?agent kg:name ?who }} "
        f"?claim prov:wasDerivedFrom {DOCUMENT} }}",
    )
    assert [row.who for row in signed] == ["Regional delegations"]
