"""`kg mcp`, asked by the SDK's own client over a real process's pipes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError, StdioServerParameters, types

from kg.errors import ParameterError
from kg.web.mcp.tools import MOST, TOOLS
from tests.command import ROOT, run_kg

BASE = "https://w3id.org/sogdian/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
T = TypeVar("T")
Call = tuple[str, dict[str, Any]]


def during(project: Path, ask: Callable[[Client], Awaitable[T]], *options: str) -> T:
    """What a client gets from a server of its own, which is gone afterwards."""
    env = {"PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT)), "PATH": os.environ["PATH"]}
    arguments = ["-W", "error", "-m", "kg.cli", "mcp", *options]
    server = StdioServerParameters(command=sys.executable, args=arguments, cwd=project, env=env)

    async def session() -> T:
        async with Client(server, read_timeout_seconds=120) as client:
            return await ask(client)

    return asyncio.run(session())


def calls(project: Path, *wanted: Call, limit: str = "60") -> list[types.CallToolResult]:
    """The answers to some calls of one session."""

    async def ask(client: Client) -> list[types.CallToolResult]:
        return [await client.call_tool(name, arguments) for name, arguments in wanted]

    return during(project, ask, "--time-limit", limit)


def text(result: types.CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    return content.text


def data(result: types.CallToolResult) -> Any:
    assert not result.is_error, text(result)
    return result.structured_content


def claims_in(found: Any) -> list[dict[str, str]]:
    """Every claim that stands somewhere in an answer, with its document."""
    if isinstance(found, dict):
        own = [found] if "claim" in found else []
        return own + [claim for value in found.values() for claim in claims_in(value)]
    if isinstance(found, list):
        return [claim for value in found for claim in claims_in(value)]
    return []


def test_each_answer_names_its_claims_and_their_dated_sources(built: Path) -> None:
    iri = f"{BASE}id/State/KAZ"
    wanted: list[Call] = [
        ("find", {"text": "Kazahstan"}),
        ("show", {"entity": "Place/khorgos-gateway"}),
        ("why", {"entity": "State/KAZ", "property": "capital"}),
        ("query", {"name": "signatories", "parameters": {"party": "Uzbekistan"}, "limit": 5}),
        ("sparql", {"query": f"SELECT ?s ?n {{ VALUES ?s {{ <{iri}> }} ?s kg:iso2 ?n }}"}),
        ("contradictions", {"about": "Place/khorgos-gateway"}),
    ]
    for (name, _), result in zip(wanted, calls(built, *wanted), strict=True):
        answer = data(result)
        sources = {one["iri"]: one for one in answer["sources"]}
        claims = claims_in(answer)
        assert sources, name
        assert claims, name
        for claim in claims:
            assert claim["claim"].startswith((f"{BASE}claim/", f"{BASE}observation/"))
            assert claim["document"] in sources
        for number, source in enumerate(answer["sources"], 1):
            assert source["number"] == number
            assert source.get("issued") or source.get("retrieved"), source
        # what a model reads refers to the same claims and sources
        assert "claim/" in text(result)
        assert (
            f"[{len(sources)}] " in text(result).partition("Sources:\n[1]")[2] or len(sources) == 1
        )


def test_answers_are_right(built: Path) -> None:
    found, capital, iso, asked = calls(
        built,
        ("find", {"text": "哈萨克斯坦", "limit": 1}),
        ("why", {"entity": "KAZ", "property": "capital"}),
        ("sparql", {"query": f"SELECT ?n {{ <{BASE}id/State/KAZ> kg:iso2 ?n }}"}),
        ("sparql", {"query": "ASK { ?s a kg:State }"}),
    )
    assert data(found)["found"][0]["short"] == "State/KAZ"
    assert data(found)["complete"] is False
    assert "capital: Astana" in text(capital)
    assert data(iso)["rows"][0]["values"] == {"n": "KZ"}
    assert data(iso)["complete"] is True
    assert data(asked)["answer"] is True


def test_an_answer_that_is_cut_says_so(built: Path) -> None:
    query = {"query": "SELECT ?s { ?s a kg:State }", "limit": 3}
    (cut,) = calls(built, ("sparql", query))
    assert len(data(cut)["rows"]) == 3
    assert data(cut)["complete"] is False
    assert "Only the first 3 rows" in text(cut)


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("query", {"name": "signatorie"}, 'did you mean "signatories"'),
    ("query", {"name": "signatories", "parameters": {"partie": 1}}, 'did you mean "party"'),
    ("query", {"name": "../queries/signatories.rq"}, "no query"),
    ("query", {"name": "signatories.rq"}, 'no query "signatories.rq"; did you mean "signatories"'),
    ("query", {"name": "signatories", "parameters": {"party": {"a": 1}}}, "texts, numbers, truth"),
    ("query", {"name": "signatories", "parameters": {"party": ["UZB", None]}}, "lists of them"),
    ("find", {"text": "x", "limit": 1.5}, "a whole number from 1 to 1000"),
    ("find", {"text": "x", "limit": True}, "must be a whole number"),
    ("show", {"entity": "Kazakstan"}, "did you mean State/KAZ"),
    ("find", {}, '"text" is missing'),
    ("find", {"text": "x", "limitt": 3}, 'did you mean "limit"'),
    ("sparql", {"query": "SELECT * { ?a ?b "}, "not closed"),
    ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"}, "SERVICE"),
    ("sparql", {"query": "DELETE WHERE { ?a ?b ?c }"}, "only read"),
    ("sparql", {"query": "LOAD <file:///etc/passwd>"}, "only read"),
    ("nothing", {}, "no such tool"),
]


@pytest.fixture(scope="module")
def refused(built: Path) -> list[types.CallToolResult]:
    """The answers to all that is wrong, in one session: a server takes a second to start."""
    return calls(built, *(one[:2] for one in WRONG))


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[one[2] for one in WRONG])
def test_what_is_wrong_is_told_to_the_model(
    refused: list[types.CallToolResult], number: int
) -> None:
    assert refused[number].is_error
    assert WRONG[number][2] in text(refused[number])


def test_arguments_are_read_as_json_has_them() -> None:
    assert TOOLS["find"].read({"text": "x", "limit": 5.0})["limit"] == 5
    sent = {"old": True, "of": ["a", False, 1], "none": None}
    read = TOOLS["query"].read({"name": "x", "parameters": sent})["parameters"]
    assert read == {"old": "true", "of": ["a", "false", 1]}
    for limit in (float("inf"), 10**400, -1, 0.5):
        with pytest.raises(ParameterError, match="whole number"):
            TOOLS["find"].read({"text": "x", "limit": limit})


def test_an_endless_call_ends_and_the_next_one_is_answered(built: Path) -> None:
    ended, after = calls(
        built,
        ("sparql", {"query": ENDLESS}),
        ("find", {"text": "Aktau"}),
        limit="0.5",
    )
    assert ended.is_error
    assert "stopped after 0.5 seconds" in text(ended)
    assert data(after)["found"]


def test_calls_do_not_wait_for_each_other(built: Path) -> None:
    async def ask(client: Client) -> tuple[bool, types.CallToolResult]:
        slow = asyncio.create_task(client.call_tool("sparql", {"query": ENDLESS}))
        quick = await client.call_tool("sparql", {"query": "ASK { ?s a kg:State }"})
        return slow.done(), quick

    still, quick = during(built, ask, "--time-limit", "60")
    assert not quick.is_error
    assert still is False


def test_the_tools_say_what_they_take(built: Path) -> None:
    async def ask(client: Client) -> list[types.Tool]:
        return list((await client.list_tools()).tools)

    tools = during(built, ask)
    assert [tool.name for tool in tools] == list(TOOLS)
    for tool in tools:
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.description


def test_the_ontology_and_the_queries_can_be_read(built: Path) -> None:
    async def ask(client: Client) -> list[str]:
        listed = [one.uri for one in (await client.list_resources()).resources]
        found = []
        for uri in (*listed, "kg://queries/signatories"):
            (content,) = (await client.read_resource(uri)).contents
            assert isinstance(content, types.TextResourceContents)
            found.append(content.text)
        for wrong in ("kg://queries/nothing", "kg://queries/../x", "kg://x"):
            with pytest.raises(MCPError):
                await client.read_resource(wrong)
        return found

    ontology, queries, one = during(built, ask)
    assert "## kg:State (state)" in ontology
    assert "`signatories`" in queries
    assert "#+ summary:" in one


def test_a_project_without_a_build_is_told(tmp_path: Path) -> None:
    for folder in ("ontology", "data", "queries"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ontology/core.ttl").touch()
    done = run_kg("mcp", cwd=tmp_path)
    assert done.returncode == 1
    assert "has no build" in done.stderr
    assert done.stdout == ""


def test_a_missing_sdk_is_one_clear_error(built: Path, tmp_path: Path) -> None:
    stub = tmp_path / "mcp"
    stub.mkdir()
    raising = "raise ModuleNotFoundError(\"No module named 'mcp'\", name='mcp')\n"
    (stub / "__init__.py").write_text(raising, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", str(ROOT))])
    done = run_kg("mcp", cwd=built, PYTHONPATH=path)
    assert done.returncode == 1
    assert done.stderr == "Error: kg mcp needs the MCP SDK: pip install 'sogdian[mcp]'\n"


@pytest.mark.parametrize("limit", [0, MOST + 1, True, "5", 1.5])
def test_a_limit_is_a_whole_number_of_a_certain_size(limit: object) -> None:
    with pytest.raises(ParameterError, match=f"whole number from 1 to {MOST}"):
        TOOLS["find"].read({"text": "x", "limit": limit})
