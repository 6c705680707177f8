"""`resolve`: one entity by IRI, key, code or name; otherwise candidates, never a guess."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.query.resolve import candidates, resolve
from kg.store.view import View

AVARIA = "https://example.org/id/Land/AVA"


@pytest.mark.parametrize(
    "text",
    [
        "AVA",
        "ava",
        "AV",
        "Avaria",
        "авария",
        "阿瓦里亚",
        "Land/AVA",
        AVARIA,
        f"<{AVARIA}>",
    ],
)
def test_an_entity_is_named_in_any_of_these_ways(world: View, text: str) -> None:
    assert resolve(world, text) == AVARIA


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("act:ratification", "https://example.org/code/act/ratification"),
        ("ex:Land", "https://example.org/ontology#Land"),
        ("document/news/long", "https://example.org/document/news/long"),
        ("claim/c1", "https://example.org/claim/c1"),
        ("ratification", "https://example.org/code/act/ratification"),
        ("signatory", "https://example.org/ontology#signatory"),
    ],
)
def test_codes_terms_documents_and_claims_too(world: View, text: str, iri: str) -> None:
    assert resolve(world, text) == iri


def test_two_things_of_one_name_are_listed(world: View) -> None:
    with pytest.raises(QueryError, match=r"Port/khorgos-dry \(Khorgos dry port\), Town/khorgos"):
        resolve(world, "Khorgos")


def test_a_key_in_its_own_case_goes_before_names(world: View) -> None:
    assert resolve(world, "khorgos") == "https://example.org/id/Town/khorgos"
    assert [one.short for one in candidates(world, "khorgos")] == [
        "Town/khorgos",
        "Port/khorgos-dry",
    ]


@pytest.mark.parametrize("text", ["Avarja", "Avari"])
def test_a_typing_error_is_not_guessed_but_answered(world: View, text: str) -> None:
    with pytest.raises(QueryError, match=r'"Avar.*" ?; did you mean Land/AVA \(Avaria\)'):
        resolve(world, text)


def test_a_class_narrows(world: View) -> None:
    assert resolve(world, "AVA", "Land") == AVARIA
    assert resolve(world, "AVA", "Entity") == AVARIA
    with pytest.raises(QueryError, match=r'no Pact is called "AVA"; known are: treaty'):
        resolve(world, "AVA", "Pact")


@pytest.mark.parametrize("text", ["", "'", "https://example.org/id/Land/XXX", "Land/XXX", "qqqq"])
def test_what_is_not_there_is_an_error(world: View, text: str) -> None:
    with pytest.raises(QueryError, match="nothing is called"):
        resolve(world, text)


def test_a_name_that_would_break_out_of_a_query_is_only_a_name(world: View) -> None:
    with pytest.raises(QueryError, match="nothing is called"):
        resolve(world, "https://example.org/x> } SELECT * { ?s ?p <y")
