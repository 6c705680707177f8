"""The Reconciliation API, asked as OpenRefine asks it, and checked against what the spec says."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from jsonschema import Draft202012Validator

BASE = "https://w3id.org/sogdian/"
TEXT = {"type": "string", "minLength": 1}
TYPE = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": TEXT, "name": TEXT, "description": {"type": "string"}},
}
SERVICE = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {
        "service_url": {"type": "string", "pattern": "^https?://"},
        "service_path": {"type": "string", "pattern": "^/"},
        "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"},
    },
}
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
SETTING = {
    "type": "object",
    "required": ["name", "label", "type"],
    "properties": {
        "type": {"enum": ["number", "text", "checkbox", "select"]},
        "choices": {"type": "array", "items": {"required": ["value", "name"]}},
    },
    "if": {"properties": {"type": {"const": "select"}}},
    "then": {"required": ["choices"]},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace", "defaultTypes"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": {"type": "string", "pattern": "^https?://"},
        "schemaSpace": {"type": "string", "pattern": "^https?://"},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True, "minItems": 1},
        "view": {"required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "required": ["url", "width", "height"],
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}},
        },
        "suggest": {
            "required": ["entity", "property", "type"],
            "additionalProperties": SERVICE,
        },
        "extend": {
            "required": ["propose_properties", "property_settings"],
            "properties": {
                "propose_properties": SERVICE,
                "property_settings": {"type": "array", "items": SETTING},
            },
        },
    },
}
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score", "match", "type"],
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "description": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": TYPE, "minItems": 1},
        "features": {"type": "array", "items": {"required": ["id", "value"]}},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
    },
}
SUGGESTED = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": TYPE, "minItems": 1}},
}
DAY = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?$"
CELL = {
    "type": "object",
    "oneOf": [
        {"maxProperties": 0},
        {"required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}, "maxProperties": 2},
        {"required": ["str"], "properties": {"str": {"type": "string"}}, "maxProperties": 1},
        {"required": ["int"], "properties": {"int": {"type": "integer"}}, "maxProperties": 1},
        {"required": ["float"], "properties": {"float": {"type": "number"}}, "maxProperties": 1},
        {"required": ["date"], "properties": {"date": {"pattern": DAY}}, "maxProperties": 1},
    ],
}
EXTENDED = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": {"required": ["id", "name"]}},
        "rows": {
            "additionalProperties": {
                "additionalProperties": {"type": "array", "items": CELL},
            }
        },
    },
}


class Server(NamedTuple):
    """A server that runs, and a client for it."""

    url: str
    client: httpx.Client

    def get(self, path: str = "", **params: Any) -> httpx.Response:
        return self.client.get(f"{self.url}/reconcile{path}", params=params)

    def reconcile(self, **queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        form = {"queries": json.dumps(queries)}
        found = checked(self.client.post(f"{self.url}/reconcile", data=form), RESULTS)
        assert found.keys() == queries.keys()
        return {key: one["result"] for key, one in found.items()}

    def one(self, **query: Any) -> list[dict[str, Any]]:
        return self.reconcile(q0=query)["q0"]

    def extend(self, ids: list[str], *properties: dict[str, Any]) -> dict[str, Any]:
        form = {"extend": json.dumps({"ids": ids, "properties": properties})}
        found = checked(self.client.post(f"{self.url}/reconcile", data=form), EXTENDED)
        assert isinstance(found, dict)
        return found


def checked(answer: httpx.Response, schema: dict[str, Any]) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    Draft202012Validator(schema).validate(answer.json())
    return answer.json()


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg.cli", "serve", "--port", str(port), "--processes", "1"]
    running = subprocess.Popen(command, cwd=built, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(timeout=60) as client:
            found = Server(f"http://127.0.0.1:{port}", client)
            wait_for(found, running)
            yield found
    finally:
        running.terminate()
        running.wait(30)


def wait_for(server: Server, running: subprocess.Popen[bytes]) -> None:
    while running.poll() is None:
        try:
            server.client.get(f"{server.url}/sparql")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server ended")


def ids(result: list[dict[str, Any]]) -> list[str]:
    return [one["id"].removeprefix(f"{BASE}id/") for one in result]


def test_the_manifest_says_where_everything_is(server: Server) -> None:
    found = checked(server.get(), MANIFEST)
    assert found["identifierSpace"] == BASE
    assert found["schemaSpace"] == f"{BASE}ontology#"
    assert f"{BASE}ontology#State" in [one["id"] for one in found["defaultTypes"]]
    assert found["view"]["url"].startswith(server.url)


def test_every_address_of_the_manifest_answers(server: Server) -> None:
    found = server.get().json()
    for one in found["suggest"].values():
        answer = server.client.get(one["service_url"] + one["service_path"], params={"prefix": "s"})
        checked(answer, SUGGESTED)
        flyout = one["flyout_service_url"] + one["flyout_service_path"]
        answer = server.client.get(
            flyout.replace("${id}", f"{BASE}ontology%23State".replace(":", "%3A"))
        )
        assert "sovereign state" in answer.json()["html"]
    propose = found["extend"]["propose_properties"]
    answer = server.client.get(
        propose["service_url"] + propose["service_path"], params={"type": f"{BASE}ontology#State"}
    )
    assert f"{BASE}ontology#iso2" in [one["id"] for one in answer.json()["properties"]]


@pytest.mark.parametrize(
    "name",
    ["Kazakhstan", "KAZAKHSTAN ", "Казахстан", "哈萨克斯坦", "Қазақстан", "KAZ", "KZ", "State/KAZ"],
)
def test_a_name_in_any_script_and_a_code_are_matched(server: Server, name: str) -> None:
    (first, *_) = server.one(query=name, type="State")
    assert first["id"] == f"{BASE}id/State/KAZ"
    assert first["name"] == "Kazakhstan"
    assert first["match"] is True
    assert first["score"] == 100


@pytest.mark.parametrize(
    ("name", "key"),
    [("Kazahstan", "KAZ"), ("Uzbekstan", "UZB"), ("Кыргызтан", "KGZ"), ("Tadjikistan", "TJK")],
)
def test_a_misspelled_name_is_found_but_never_matched(server: Server, name: str, key: str) -> None:
    # OpenRefine says that a type should be had, and lets people decide
    (first, *_) = server.one(query=name, type=f"{BASE}ontology#State", type_strict="should")
    assert first["id"] == f"{BASE}id/State/{key}"
    assert first["match"] is False
    assert 75 <= first["score"] < 100


def test_a_name_that_several_things_have_is_matched_with_none(server: Server) -> None:
    result = server.one(query="Kazakhstan")
    assert ids(result)[:2] == ["State/KAZ", "Territory/KAZ"]
    assert not any(one["match"] for one in result)


def test_the_best_comes_first_and_no_more_than_asked(server: Server) -> None:
    result = server.one(query="Khorgos", limit=5)
    scores = [one["score"] for one in result]
    assert len(result) == 5
    assert scores == sorted(scores, reverse=True)


def test_a_cell_that_says_more_than_a_name_is_found_by_the_name_in_it(server: Server) -> None:
    result = server.one(query="Khorgos Gateway dry port, Kazakhstan")
    assert ids(result)[0] == "Place/khorgos-gateway"
    assert result[0]["match"] is False


def test_types_narrow(server: Server) -> None:
    assert {one["type"][0]["name"] for one in server.one(query="Aktau", type="SeaPort")} == {
        "sea port"
    }
    assert server.one(query="Aktau", type=["Bank"]) == []
    both = server.one(query="Kazakhstan", type=["State", "Territory"], type_strict="all")
    assert both == []
    given_way = server.one(query="Aktau", type="Bank", type_strict="should")
    assert given_way
    assert not any(one["match"] for one in given_way)


def test_properties_tell_namesakes_apart(server: Server) -> None:
    alone = server.one(query="Хоргос", type="Settlement")
    assert not any(one["match"] for one in alone)
    by_name = [{"pid": "state", "v": "Казахстан"}]
    by_id = [{"pid": f"{BASE}ontology#state", "v": {"id": f"{BASE}id/State/KAZ", "name": "x"}}]
    for properties in (by_name, by_id):
        first, *others = server.one(query="Хоргос", type="Settlement", properties=properties)
        assert first["match"] is True
        assert all(one["score"] < first["score"] for one in others)


def test_a_property_that_says_otherwise_prevents_a_match(server: Server) -> None:
    agreed, denied = (
        server.one(query="Kazakhstan", type="State", properties=[{"pid": "iso2", "v": code}])[0]
        for code in ("kz", "UZ")
    )
    assert (agreed["score"], agreed["match"]) == (100, True)
    assert denied["score"] < 100
    assert denied["match"] is False


def test_properties_alone_find_things(server: Server) -> None:
    result = server.one(properties=[{"pid": "iso2", "v": "KZ"}], type="State")
    assert ids(result) == ["State/KAZ"]
    assert result[0]["match"] is True


def test_a_batch_answers_each_query_under_its_key(server: Server) -> None:
    found = server.reconcile(
        a={"query": "Uzbekistan", "type": "State"}, b={"query": "qqqqzzzz"}, c={"query": " "}
    )
    assert ids(found["a"])[0] == "State/UZB"
    assert found["b"] == found["c"] == []


def test_get_answers_as_post_does(server: Server) -> None:
    queries = {"q0": {"query": "中吉乌铁路"}}
    answer = checked(server.get(queries=json.dumps(queries)), RESULTS)
    assert answer["q0"]["result"] == server.one(query="中吉乌铁路")


@pytest.mark.parametrize(
    ("queries", "told"),
    [
        ("{", "queries is no JSON"),
        ("[]", "queries must be a JSON object"),
        ('{"q0": {}}', 'q0: a query needs "query"'),
        ('{"q0": {"qeury": "x"}}', "a query has no"),
        ('{"q0": {"query": "x", "type": "Stat"}}', 'did you mean "State"'),
        ('{"q0": {"query": "x", "limit": 0}}', '"limit" must be'),
        ('{"q0": {"query": "x", "limit": NaN}}', "queries is no JSON"),
        ('{"q0": {"query": "\\ud800"}}', "half of a surrogate pair"),
        ('{"q0": {"query": "x", "properties": [{"pid": "iso22", "v": 1}]}}', 'did you mean "iso2"'),
        ('{"q0": {"query": "x", "properties": [{"v": 1}]}}', '"pid"'),
    ],
)
def test_a_malformed_query_is_told(server: Server, queries: str, told: str) -> None:
    answer = server.get(queries=queries)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_batch_that_is_too_large_is_refused(server: Server) -> None:
    form = {"queries": json.dumps({str(number): {"query": "x"} for number in range(2000)})}
    assert server.client.post(f"{server.url}/reconcile", data=form).status_code == 413


def test_suggestions_continue_where_the_cursor_says(server: Server) -> None:
    every = checked(server.get("/suggest/entity", prefix="kaz"), SUGGESTED)["result"]
    rest = checked(server.get("/suggest/entity", prefix="kaz", cursor=3), SUGGESTED)["result"]
    assert [one["id"] for one in rest[:5]] == [one["id"] for one in every[3:8]]
    assert every[0]["notable"][0]["name"]


def test_types_and_properties_are_suggested_by_name_and_identifier(server: Server) -> None:
    for what, wanted in (("type", "State"), ("property", "capital"), ("entity", "State/KAZ")):
        (first, *_) = checked(server.get(f"/suggest/{what}", prefix=wanted), SUGGESTED)["result"]
        again = checked(server.get(f"/suggest/{what}", prefix=first["id"]), SUGGESTED)["result"]
        assert first["id"].endswith(wanted)
        assert [one["id"] for one in again] == [first["id"]]


def test_values_come_with_their_types(server: Server) -> None:
    found = server.extend(
        ["State/KAZ", f"{BASE}id/State/UZB", "State/XXX"],
        {"id": "capital"},
        {"id": f"{BASE}ontology#iso2"},
        {"id": "name", "settings": {"language": "zh"}},
    )
    assert found["meta"][0]["type"]["name"] == "settlement"
    assert found["rows"]["State/KAZ"] == {
        "capital": [{"id": f"{BASE}id/Place/astana", "name": "Astana"}],
        f"{BASE}ontology#iso2": [{"str": "KZ"}],
        "name": [{"str": "哈萨克斯坦"}],
    }
    assert found["rows"][f"{BASE}id/State/UZB"]["capital"][0]["name"] == "Tashkent"
    assert found["rows"]["State/XXX"]["capital"] == []


def test_who_says_so_comes_in_the_order_of_the_values(server: Server) -> None:
    def cells(content: str) -> list[Any]:
        setting = {"id": "memberOf", "settings": {"content": content}}
        return [*server.extend(["State/KAZ"], setting)["rows"]["State/KAZ"]["memberOf"]]

    values, cited, sources, claims = map(cells, ("values", "cited", "sources", "claims"))
    assert len(values) > 5
    for value, both, source, claim in zip(values, cited, sources, claims, strict=True):
        assert both["str"] == f"{value['name']} – {source['str']}"
        assert all(one.startswith(f"{BASE}claim/") for one in claim["str"].split())


def test_a_limit_of_values_is_kept(server: Server) -> None:
    setting = {"id": "memberOf", "settings": {"limit": "2"}}
    assert len(server.extend(["State/KAZ"], setting)["rows"]["State/KAZ"]["memberOf"]) == 2


def test_the_preview_is_a_page_without_scripts(server: Server) -> None:
    answer = server.get("/preview", id=f"{BASE}id/State/KAZ")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<h1>" in answer.text
    assert "Kazakhstan" in answer.text
    assert server.get("/preview", id="State/<script>").status_code == 404
    assert server.get("/preview").status_code == 400


def test_the_view_leads_to_the_page_of_a_thing(server: Server) -> None:
    answer = server.get("/view", id=f"{BASE}id/State/KAZ")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{server.url}/id/State/KAZ"
    # only to what the graph knows: no address of somebody else's choice
    assert server.get("/view", id="https://evil.example/").status_code == 404


def test_a_callback_is_called_if_it_is_a_name(server: Server) -> None:
    answer = server.get(callback="jQuery.x_1", _="123")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    written = answer.text.removeprefix("/**/jQuery.x_1(").removesuffix(");")
    Draft202012Validator(MANIFEST).validate(json.loads(written))
    for wrong in ("alert(1)//", "a;b", "", "x" * 200, "a.", "<script>", "а"):
        assert server.get(callback=wrong).status_code == 400


def test_pages_of_others_may_ask(server: Server) -> None:
    answer = server.client.options(
        f"{server.url}/reconcile", headers={"Origin": "https://x.example"}
    )
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-origin"] == "*"
