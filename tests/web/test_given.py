"""What stands in a query string: what is wrong with it is told, whatever the graph holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest

import kg
from kg.errors import KgError
from kg.web.api.document import document
from kg.web.api.page import example_of
from kg.web.problems import Problem, of
from tests.web.acting import asked, content
from tests.web.server import Server


@pytest.fixture(scope="module")
def graph(mini_built: Path) -> kg.Graph:
    return kg.open(mini_built)


WRONG = {
    "/api/queries/registered?offset=-1": "offset",
    "/api/queries/registered?offset=1000000001": "offset",
    "/api/queries/registered?offset=99999999999999999999999999": "offset",
    "/api/queries/registered?offset=1_0": "digits",
    "/api/queries/registered?offset=%201": "digits",
    "/api/queries/registered?offset=%D9%A1": "digits",  # a figure of Arabic script
    "/api/queries/registered?offset=1e3": "offset",
    "/api/queries/registered?limit=0": "limit",
    "/api/queries/registered?limit=": "limit",
    "/api/queries/registered?limit=1.5": "limit",
    "/api/queries/registered?limit=1&Limit=2": "twice",
    "/api/queries/registered?flag=": "empty",
    "/api/queries/registered?lang=english": "lang",
    "/api/queries/registered?format=": "json",
    "/api/queries/registered?build=../x": "build",
    "/api/queries/registered?ofset=1": "offset",
    "/api/queries/registered/notes?x=1": "flag",
    "/api/queries?name=x": "tag",
    "/api/contradictions?min-spread=1_0": "digits",
    "/api/contradictions?min-spread=nan": "digits",
    "/api/contradictions?min-spread=1e400": "finite",
    "/api/contradictions?kind=conflict&kind=": "empty",
    "/api/contradictions?class=": "empty",
    "/api/series/calls?flag=": "empty",
    "/api/series/calls?call-flag=": "empty",
    "/api/series/calls?since=2020-02-30": '"2020-02-30" is no date',
    "/api/entity/x?observations=100001": "observations",
    "/api/gaps/coverage/calls?least=1.5": "least",
    "/openapi.json?version=2": "version",
    "/api?x=1": "x",
    "/api/status?x=1": "format",
}


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_parameter_is_told(graph: kg.Graph, address: str) -> None:
    with pytest.raises(Problem) as refused:
        asked(graph, address)
    problem = refused.value
    assert problem.status == 400, problem.detail
    assert WRONG[address] in f"{problem.kind} {problem.detail}"
    assert "value error" not in problem.detail.lower()
    assert problem.more["parameter"]


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "jsonl", "parquet", "srj"])
def test_behind_the_last_page_there_are_no_rows(graph: kg.Graph, form: str) -> None:
    far = asked(graph, f"/api/queries/registered?offset=1000000000&limit=1000000000&format={form}")
    first = asked(graph, f"/api/queries/registered?limit=1&format={form}")
    assert far.status == 200
    assert len(content(far)) < len(content(first))
    assert 'rel="next"' not in far.headers.get("Link", "")


def _values(schema: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Values at the edges of a schema of the document: some that it lets through, some not."""
    if "anyOf" in schema:
        both = [_values({**one, "type": "string"}) for one in schema["anyOf"]]
        return [value for right, _ in both for value in right], ["2025-02-30", "soon", "0000"]
    if known := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return list(known), ["none-such"]
    if schema["type"] in ("integer", "number"):
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        most = schema["maximum"]
        return [str(least), str(most)], [str(least - 2), str(most * 10), "x", "1_0", ""]
    if schema["type"] == "boolean":
        return ["true", "false"], ["maybe", ""]
    if schema.get("format") == "date":
        return ["0001-01-01", "2024-02-29"], ["2025-02-29", "x"]
    pattern = schema.get("pattern", "")
    fit = [one for one in ("2025", "2025-11", "en", "zh-Hant", "ab12") if re.search(pattern, one)]
    return fit, [""] if schema.get("minLength") or pattern else []


def _status(graph: kg.Graph, one: dict[str, Any], path: str, name: str, *values: str) -> int:
    """What an address answers, given its examples and some values for one parameter."""
    address = example_of(path, one)
    before, _, query = address.partition("?")
    kept = [pair for pair in parse_qsl(query) if pair[0] != name]
    try:
        reply = asked(graph, f"{before}?{urlencode([*kept, *((name, one) for one in values)])}")
    except KgError as error:
        return of(error).status
    except Problem as problem:
        return problem.status
    content(reply)  # which closes its file
    return reply.status


def test_the_server_takes_what_the_document_says_and_nothing_else(graph: kg.Graph) -> None:
    tried = 0
    for path, item in document(graph)["paths"].items():
        one = item["get"]
        assert _status(graph, one, path, "no-such-parameter", "x") == 400, path
        for each in (each for each in one["parameters"] if each["in"] == "query"):
            name, schema = each["name"], each["schema"]
            right, wrong = _values(schema.get("items", schema))
            for value in right:
                assert _status(graph, one, path, name, value) in (200, 404, 409), (
                    path,
                    name,
                    value,
                )
            for value in wrong:
                told = (400, 404) if schema.get("type") == "array" and value else (400,)
                assert _status(graph, one, path, name, value) in told, (path, name, value)
            if schema.get("type") != "array":
                assert _status(graph, one, path, name, *right[:1] * 2) == 400, (path, name)
            tried += len(right) + len(wrong)
    assert tried > 300


def test_numbers_may_have_a_sign_and_names_any_case(graph: kg.Graph) -> None:
    for address in (
        "/api/documents?limit=%2B1",
        "/api/documents?LIMIT=1",
        "/api/documents?limit=1",
    ):
        assert len(json.loads(content(asked(graph, address)))["results"]) == 1


NOT_UTF_8 = ["%FF", "%C3", "%ED%A0%80", "%F4%90%80%80", "%C0%AF"]


@pytest.mark.parametrize("octets", NOT_UTF_8)
def test_what_is_not_utf_8_is_refused_everywhere(server: Server, octets: str) -> None:
    for path in ("api/find?q=", "api/find?", "reconcile?queries=", "sparql?query=", "find?q="):
        answer = httpx.get(f"{server.url}{path}{octets}")
        assert answer.status_code == 400, path
        assert answer.json()["type"].endswith("/not-utf-8")
    for path in (f"api/entity/{octets}", f"api/queries/{octets}", f"id/{octets}"):
        answer = httpx.get(f"{server.url}{path}")
        assert answer.status_code in (400, 404), path
        assert answer.headers["content-type"] == "application/problem+json"
