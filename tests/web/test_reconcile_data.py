"""Reconciling with any RDF data, such as was made to do harm: each action without a server."""

from __future__ import annotations

import json
from typing import Any

import pytest

import kg
from kg.errors import KgError, ParameterError
from kg.web.actions import Asked, Reply, done
from kg.web.limits import Limits
from kg.web.problems import Problem

X = "https://x.example/"
EVIL = "<script>alert(1)</script>"
DATA = f"""
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://x.example/> .
x:Ship a owl:Class ; rdfs:label "ship" ; rdfs:comment "{EVIL}" .
x:length a owl:DatatypeProperty ; rdfs:label "length" .
x:home a owl:ObjectProperty ; rdfs:label "home" ; rdfs:range x:Harbour .
x:a a x:Ship ; rdfs:label "Aurora" ; x:length 120.5 ; x:home x:p ;
  x:built "1999-05"^^xsd:gYearMonth .
x:b a x:Ship ; rdfs:label "Aurora" ; x:length 99 ; x:sunk "1999-05-01"^^xsd:date ; x:draught 1e1 .
x:c a x:Ship ; rdfs:label "Calypso" ; x:sunk "2001-02-03"^^xsd:date ; x:hull "Hull 7 of 9" .
x:sunk a owl:DatatypeProperty ; rdfs:label "sunk" .
x:lost a owl:DatatypeProperty ; rdfs:label "length" , "lost" .
x:p a x:Harbour ; rdfs:label "{EVIL}"@en , "Порт"@ru ; x:big 123456789012345678901234567890.1 .
<javascript:alert(1)> a x:Ship ; rdfs:label "Script" .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    file = tmp_path_factory.mktemp("data") / "ships.ttl"
    file.write_text(DATA, encoding="utf-8")
    return kg.open(data=file)


def ask(graph: kg.Graph, action: str, *, at: dict[str, str] | None = None, **given: Any) -> Reply:
    pairs = [
        (name, value if isinstance(value, str) else json.dumps(value))
        for name, value in given.items()
    ]
    values = {"given": pairs, "at": at or {}, "base": "https://here.example", "path": "/x"}
    return done(graph, action, Asked(values, b"", Limits()))


def answer(reply: Reply) -> Any:
    assert reply.status == 200
    return json.loads(reply.body)


def test_a_store_without_a_project_is_reconciled_with(graph: kg.Graph) -> None:
    found = answer(ask(graph, "reconcile"))
    assert found["identifierSpace"] == "https://here.example/"
    assert found["view"]["url"] == "https://here.example/reconcile/view?id={{id}}"
    query = {"query": "aurora", "type": "https://x.example/Ship"}
    result = answer(ask(graph, "reconcile", queries={"q": query}))["q"]["result"]
    assert {one["id"] for one in result} == {"https://x.example/a", "https://x.example/b"}
    assert not any(one["match"] for one in result)


@pytest.mark.parametrize(("value", "which"), [("120.50", "a"), (99, "b"), ("99.0", "b")])
def test_numbers_are_compared_as_numbers(graph: kg.Graph, value: object, which: str) -> None:
    query = {"query": "Aurora", "properties": [{"pid": "https://x.example/length", "v": value}]}
    first, *_ = answer(ask(graph, "reconcile", queries={"q": query}))["q"]["result"]
    assert (first["id"], first["match"]) == (f"https://x.example/{which}", True)


@pytest.mark.parametrize("value", ["sNaN", "Infinity", "1e999999999", "-", "\x00"])
def test_odd_values_agree_with_nothing(graph: kg.Graph, value: str) -> None:
    query = {"query": "Aurora", "properties": [{"pid": "https://x.example/length", "v": value}]}
    result = answer(ask(graph, "reconcile", queries={"q": query}))["q"]["result"]
    assert [one["features"][1]["value"] for one in result] == [0, 0]


def test_values_are_written_as_what_they_are(graph: kg.Graph) -> None:
    names = ["length", "home", "built", "sunk", "draught", "big"]
    wanted = {
        "ids": ["https://x.example/a", "https://x.example/b", "https://x.example/p"],
        "properties": [{"id": f"https://x.example/{name}"} for name in names],
    }
    found = answer(ask(graph, "reconcile", extend=wanted))
    cells = {
        (row[-1], prop.rpartition("/")[2]): values
        for row, one in found["rows"].items()
        for prop, values in one.items()
        if values
    }
    assert cells == {
        ("a", "length"): [{"float": 120.5}],
        ("a", "home"): [{"id": "https://x.example/p", "name": EVIL}],
        ("a", "built"): [{"str": "1999-05"}],
        ("b", "length"): [{"int": 99}],
        ("b", "sunk"): [{"date": "1999-05-01T00:00:00Z"}],
        ("b", "draught"): [{"float": 10.0}],
        ("p", "big"): [{"str": "123456789012345678901234567890.1"}],
    }


@pytest.mark.parametrize(
    ("name", "value", "agrees"),
    [
        ("sunk", "2001-02-03T00:00:00Z", True),  # as OpenRefine has a day
        ("sunk", "2001-02", True),
        ("sunk", "2001-02-04", False),
        ("hull", "Hull 7 of 9.", True),
        ("hull", "Hul 7 of 9", True),
        ("hull", "Hull 7 of 8", False),
    ],
)
def test_days_and_figures_are_not_nearly_the_same(
    graph: kg.Graph, name: str, value: str, agrees: bool
) -> None:
    query = {"query": "Calypso", "properties": [{"pid": f"https://x.example/{name}", "v": value}]}
    (found,) = answer(ask(graph, "reconcile", queries={"q": query}))["q"]["result"]
    assert found["match"] is agrees
    assert (found["features"][1]["value"] > 0) is agrees


@pytest.mark.parametrize(
    ("name", "value", "which"),
    [("length", "120.50", "a"), ("length", "99.0", "b"), ("sunk", "2001", "c"), ("sunk", "1", "")],
)
def test_values_alone_are_compared_in_the_same_way(
    graph: kg.Graph, name: str, value: str, which: str
) -> None:
    query = {"properties": [{"pid": f"https://x.example/{name}", "v": value}]}
    result = answer(ask(graph, "reconcile", queries={"q": query}))["q"]["result"]
    assert [one["id"] for one in result] == ([f"https://x.example/{which}"] if which else [])


WRONG: dict[str, list[dict[str, Any]]] = {
    '"settings" must be an object': [{"id": "sunk", "settings": "x"}],
    '"settings" must be': [{"id": "sunk", "settings": [1]}],
    '"sunk" is asked for twice': [{"id": "sunk", "settings": {"content": "names"}}, {"id": "sunk"}],
}


@pytest.mark.parametrize("told", WRONG)
def test_an_extension_that_is_malformed_is_told(graph: kg.Graph, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        ask(graph, "reconcile", extend={"ids": [], "properties": WRONG[told]})


def test_a_label_of_two_properties_is_none_of_them(graph: kg.Graph) -> None:
    # the own name of a property goes before what another one is called
    answer(ask(graph, "reconcile", extend={"ids": [], "properties": [{"id": "length"}]}))
    with pytest.raises(ParameterError, match=r"can mean the property .*length, .*lost"):
        ask(graph, "reconcile", extend={"ids": [], "properties": [{"id": "Length"}]})


def test_what_is_sent_twice_is_refused(graph: kg.Graph) -> None:
    values = {"given": [("queries", "{}")], "at": {}, "base": "https://here.example"}
    for body in (b"queries=%7B%7D", b"callback=a&callback=b"):
        with pytest.raises(ParameterError, match="given twice"):
            done(graph, "reconcile", Asked(values, body, Limits()))


@pytest.mark.parametrize(
    ("what", "meant"),
    [("type", ["Ship"]), ("property", ["length"]), ("entity", ["Ship", "length", "a"])],
)
def test_an_identifier_of_something_else_is_no_suggestion(
    graph: kg.Graph, what: str, meant: list[str]
) -> None:
    for name in ("Ship", "length", "a"):
        reply = ask(graph, "reconcile-suggest", at={"what": what}, prefix=f"{X}{name}")
        assert bool(answer(reply)["result"]) == (name in meant)


def test_properties_of_any_store_are_suggested(graph: kg.Graph) -> None:
    reply = ask(graph, "reconcile-suggest", at={"what": "property"}, prefix="sun")
    assert [one["id"] for one in answer(reply)["result"]] == [f"{X}sunk"]


def test_what_data_says_is_no_part_of_a_page(graph: kg.Graph) -> None:
    pages = [
        ask(graph, "reconcile-preview", id="https://x.example/p").body.decode(),
        answer(ask(graph, "reconcile-flyout", id="https://x.example/p"))["html"],
        answer(ask(graph, "reconcile-flyout", id="https://x.example/Ship"))["html"],
    ]
    for page in pages:
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nobody_is_led_to_a_script(graph: kg.Graph) -> None:
    assert ask(graph, "reconcile-view", id="https://x.example/a").headers["Location"] == (
        "https://x.example/a"
    )
    with pytest.raises(Problem) as refused:
        ask(graph, "reconcile-view", id="javascript:alert(1)")
    assert refused.value.status == 404


def test_suggestions_of_types(graph: kg.Graph) -> None:
    found = answer(ask(graph, "reconcile-suggest", at={"what": "type"}, prefix="shi"))["result"]
    assert [one["id"] for one in found] == ["https://x.example/Ship"]


@pytest.mark.parametrize("cursor", ["-1", "x", "1.5", "²", "9" * 30])
def test_a_cursor_is_a_whole_number(graph: kg.Graph, cursor: str) -> None:
    with pytest.raises(KgError, match="whole number"):
        ask(graph, "reconcile-suggest", at={"what": "type"}, prefix="s", cursor=cursor)
