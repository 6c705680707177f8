"""The API of a small project: every answer is what the document says, pages add up, errors help."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyarrow.parquet as pq
import pytest

import kg
from kg.query.named.ordering import ordered
from kg.query.results import Rows
from kg.web.api.document import document
from kg.web.api.links import LINKS
from kg.web.api.page import example_of
from tests.projects import shipped_with
from tests.web.api_client import Client, serving

MOST = "/api/queries/gaps-labels?language=ru"  # the query of this project with the most rows
WHO = "/api/queries/signatories"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_with("gaps", tmp_path_factory.mktemp("api") / "project")


@pytest.fixture(scope="module")
def api(project: Path) -> Iterator[Client]:
    with serving(project) as client:
        yield client


@pytest.fixture(scope="module")
def graph(project: Path) -> kg.Graph:
    return kg.open(project)


def test_every_example_of_the_document_works(api: Client) -> None:
    for path, item in api.document["paths"].items():
        answer = api.get(example_of(path, item["get"]))
        required = [one for one in item["get"]["parameters"] if one.get("required")]
        if all("example" in one for one in required):
            assert answer.status_code == 200, answer.text
        api.check(path, answer)


def test_every_link_of_the_document_leads_on(api: Client) -> None:
    targets = {item["get"]["operationId"]: path for path, item in api.document["paths"].items()}
    followed = set()
    for path, item in api.document["paths"].items():
        answer = api.get(example_of(path, item["get"]))
        if answer.status_code != 200:
            continue  # what the example names is not in this project
        for name, link in item["get"]["responses"]["200"].get("links", {}).items():
            target = targets[link["operationId"]]
            taken = {one["name"] for one in api.document["paths"][target]["get"]["parameters"]}
            assert link["parameters"].keys() <= taken
            given = {key: resolved(answer, said) for key, said in link["parameters"].items()}
            given = {key: value for key, value in given.items() if value}
            if not given:
                continue
            for key in [key for key in given if f"{{{key}}}" in target]:
                target = target.replace(f"{{{key}}}", quote(given.pop(key)[0], safe=""))
            assert api.get(target, params=given).status_code == 200, (path, name)
            followed.add(item["get"]["operationId"])
    nobody_disagrees = {"contradictions"}
    assert followed >= {*LINKS, "query-signatories"} - nobody_disagrees


def resolved(answer: httpx.Response, expression: str) -> list[str]:
    """What a runtime expression of a link is, of an answer; nothing where it has no such member."""
    place, _, pointer = expression.partition("#/")
    if place.startswith("$request.query."):
        return answer.request.url.params.get_list(place.removeprefix("$request.query."))
    assert place == "$response.body"
    found = answer.json()
    for part in pointer.split("/"):
        try:
            found = found[int(part) if isinstance(found, list) else part]
        except (IndexError, KeyError):
            return []
    return [found]


def test_the_document_has_every_query_and_every_parameter(api: Client, graph: kg.Graph) -> None:
    for query in graph.queries():
        told = api.operation(f"/api/queries/{query.name}")
        names = {one["name"]: one for one in told["parameters"]}
        assert names.keys() >= {one.name for one in query.parameters}
        for one in query.parameters:
            assert names[one.name].get("required", False) == one.required
        assert told["summary"] == query.summary
        kind = query.name.removeprefix("gaps-")
        same = [f"/api/gaps/{kind}"] if kind != query.name else []
        for path in (f"/api/queries/{query.name}/notes", *same):
            also = {one["name"] for one in api.operation(path)["parameters"]}
            assert also == names.keys()


def test_a_query_answers_what_the_library_answers(api: Client, graph: kg.Graph) -> None:
    found = api.ask(f"{WHO}?party=Republic+of+Uzbekistan&action=ratification&action=signature")
    actions = ["ratification", "signature"]
    same = graph.query("signatories", party="Republic of Uzbekistan", action=actions)
    assert isinstance(same, Rows)
    assert sorted(map(str, found["rows"])) == sorted(
        str({name: None if one is None else str(one) for name, one in row.to_dict().items()})
        for row in same
    )
    assert found["notes"] == same.notes.to_dict()
    assert found["labels"][found["rows"][0]["party"]] == "Republic of Uzbekistan"
    assert found["build"] == graph.build_id


def test_pages_add_up_to_the_whole(api: Client) -> None:
    whole = api.ask(MOST)
    assert whole["total"] == len(whole["rows"]) > 10
    pages, address = [], f"{MOST}&limit=4"
    while address:
        answer = api.get(address)
        api.check(MOST, answer)
        page = answer.json()
        pages += page["rows"]
        assert answer.links.get("next", {}).get("url") == page["next"]
        address = page["next"]
    assert pages == whole["rows"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_pages_of_files_add_up_too(api: Client, form: str) -> None:
    whole = api.get(f"{MOST}&format={form}").text.splitlines()
    first = api.get(f"{MOST}&format={form}&limit=5")
    second = api.get(first.links["next"]["url"]).text.splitlines()
    head = form == "csv"
    assert first.text.splitlines() + second[head:] == whole[: 10 + head]


def test_pages_of_another_build_are_refused(api: Client) -> None:
    assert api.refused(f"{MOST}&build=abc", 409)["type"].endswith("/build-changed")


def test_an_order_leaves_nothing_open() -> None:
    text = "SELECT DISTINCT ?a (MAX(?b) AS ?c) { ?a ?p ?b } GROUP BY ?a ORDER BY DESC(?c) LIMIT 2"
    assert ordered(text).endswith("ORDER BY DESC(?c) ?a ?c LIMIT 2")
    has = "SELECT ?s (EXISTS { ?s ?p 1 } AS ?has) ?o { ?s ?p ?o } LIMIT 3"
    assert ordered(has).endswith("ORDER BY ?s ?has ?o LIMIT 3")
    assert ordered("SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1 } }").endswith(
        "LIMIT 1 } } ORDER BY ?s"
    )


def test_formats_by_parameter_and_by_accept(api: Client) -> None:
    rows = api.ask(WHO)["rows"]
    for form, media in (("csv", "text/csv"), ("tsv", "text/tab-separated-values")):
        by_name = api.get(f"{WHO}?format={form}")
        assert by_name.headers["content-type"].startswith(media)
        assert api.get(WHO, headers={"Accept": media}).content == by_name.content
    table = list(csv.DictReader(io.StringIO(api.get(f"{WHO}?format=csv").text)))
    assert [one["date"] for one in table] == [one["date"] or "" for one in rows]
    lines = api.get(f"{WHO}?format=jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    written = pq.read_table(io.BytesIO(api.get(f"{WHO}?format=parquet").content))
    assert written.num_rows == len(rows)
    assert written.column_names == list(rows[0])
    sparql = api.get(WHO, headers={"Accept": "application/sparql-results+json"}).json()
    assert len(sparql["results"]["bindings"]) == len(rows)
    assert sparql["head"]["notes"]["documents"] == 1


def test_csv_leads_to_its_notes(api: Client) -> None:
    answer = api.get(f"{WHO}?format=csv&party=KAZ")
    beside = api.get(answer.links["describedby"]["url"])
    assert beside.headers["content-type"] == "application/csvm+json"
    told = beside.json()
    assert told["notes"] == [api.ask(f"{WHO}?party=KAZ")["notes"]]
    assert told["url"].endswith(f"{WHO}?format=csv&party=KAZ")
    figures = api.get("/api/series/population?format=csv")
    beside = api.get(figures.links["describedby"]["url"])
    assert beside.json()["notes"] == api.ask("/api/series/population")["notes"]


def test_geometries_are_geojson(project: Path, tmp_path: Path, api: Client) -> None:
    assert "srj" in api.refused(f"{WHO}?format=geojson", 400)["detail"]
    assert "text/csv" in api.refused(WHO, 406, **GEOJSON)["available"]
    query = project / "queries" / "where.rq"
    query.write_text(
        "PREFIX geo: <http://www.opengis.net/ont/geosparql#>\nSELECT ?thing ?at WHERE {\n"
        '  VALUES (?thing ?at) { ("a" "POINT(80 44)"^^geo:wktLiteral) }\n'
        "  FILTER NOT EXISTS { ?x geo:asWKT ?y }\n}\nORDER BY ?thing\n"
    )
    try:
        for given in ({"params": {"format": "geojson"}}, {"headers": GEOJSON}):
            answer = api.get("/api/queries/where", **given)  # type: ignore[arg-type]
            assert answer.headers["content-type"] == "application/geo+json", answer.text
            assert answer.json()["features"][0]["geometry"]["coordinates"] == [80, 44]
    finally:
        query.unlink()


GEOJSON = {"Accept": "application/geo+json"}
WRONG = {
    f"{WHO}?partie=KAZ": (400, "party"),
    f"{WHO}?party=Kazahstan": (404, "State/KAZ"),
    f"{WHO}?action=ratificaton": (404, "ratification"),
    f"{WHO}?limit=0": (400, "limit"),
    f"{WHO}?limit=1&limit=2": (400, "twice"),
    f"{WHO}?format=cvs": (400, "csv"),
    "/api/queries/signatorys": (404, "signatories"),
    "/api/queries/members-at": (400, "on has to be given"),
    "/api/queries/members-at?on=2025-13-01": (400, "2025-13-01"),
    "/api/find": (400, "q has to be given"),
    "/api/find?q=a&lang=!": (400, "lang"),
    "/api/entity/nothing": (404, "nothing"),
    "/api/why?entity=whole&property=lenth": (404, "lenth"),
    "/api/contradictions?kind=conflikt": (404, "conflict"),
    "/api/contradictions?min-spread=x": (400, "min-spread"),
    "/api/series/popul": (404, "population"),
    "/api/series/population?sax=total": (400, "sex"),
    "/api/series/population?by=decade": (400, "decade"),
    "/api/series/population?since=2022-13": (400, "2022-13"),
    "/api/series/population?since=2022&until=2021": (409, "2022"),
    "/api/mirror/population": (404, "cannot be mirrored"),
    "/api/gaps/label": (404, "labels"),
    "/api/gaps/labels?scheme=unlocode": (400, "language"),
    "/api/gaps/coverage/population?least=0": (400, "least"),
    "/api/gaps/coverage/population?among=colour": (404, "colour"),
    "/api/gaps/coverage/population?documnt=x": (400, "document"),
    "/api/nothing": (404, "api/nothing"),
}


@pytest.mark.parametrize("path", WRONG)
def test_what_is_wrong_is_told(api: Client, path: str) -> None:
    status, said = WRONG[path]
    problem = api.refused(path, status)
    assert said in str(problem), problem


def test_unknown_names_come_with_those_that_there_are(api: Client) -> None:
    assert "party" in api.refused(f"{WHO}?x=1", 400)["known"]
    assert "signatories" in api.refused("/api/queries/x", 404)["known"]


ALIKE = ["/api", "/api/queries", WHO, "/api/find?q=port", "/api/status", "/openapi.json"]


@pytest.mark.parametrize("path", ALIKE)
def test_http_holds_for_all(api: Client, path: str) -> None:
    whole = api.get(path)
    assert whole.status_code == 200
    assert whole.headers["access-control-allow-origin"] == "*"
    again = api.get(path, headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = api.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert "GET" in api.options(path).headers["allow"]
    refused = api.post(path)
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS"
    packed = api.get(path, headers={"Accept-Encoding": "gzip"})
    plain = api.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content
    if len(plain.content) > 1000:
        assert packed.headers["content-encoding"] == "gzip"


def test_a_query_that_is_edited_has_another_tag(project: Path, api: Client) -> None:
    query = project / "queries" / "edited.rq"
    try:
        tags: list[str] = []
        for number in (1, 2):
            query.write_text(f"SELECT ?x {{ VALUES ?x {{ {number} }} BIND (?x AS ?y) }}")
            given = {"If-None-Match": tags[-1]} if tags else {}
            answer = api.get("/api/queries/edited", headers=given)
            assert answer.json()["rows"] == [{"x": number}]
            tags.append(answer.headers["etag"])
        assert tags[0] != tags[1]
        again = api.get("/api/queries/edited", headers={"If-None-Match": tags[1]})
        assert again.status_code == 304
        query.write_text("SELECT (RAND() AS ?x) {}")
        answers = [api.get("/api/queries/edited") for _ in "12"]
        assert answers[0].json()["rows"] != answers[1].json()["rows"]
        assert "etag" not in answers[0].headers
        assert answers[0].headers["cache-control"] == "no-store"
    finally:
        query.unlink()


def test_the_lists_are_those_of_the_library(api: Client, graph: kg.Graph) -> None:
    for name in ("documents", "datasets"):
        found = api.ask(f"/api/{name}")["results"]
        assert found == plain([one.to_dict() for one in getattr(graph, name)()])
        table = csv.DictReader(io.StringIO(api.get(f"/api/{name}?format=csv").text))
        assert len(list(table)) == len(found)
    found = api.ask("/api/find?q=known")["results"]
    assert found == plain([one.to_dict() for one in graph.find("known")])
    cut = api.ask(f"/api/find?q=known&limit={len(found) - 1}")
    assert (cut["results"], cut["complete"]) == (found[:-1], False)
    assert api.ask(f"/api/find?q=known&limit={len(found)}")["complete"] is True
    assert api.ask("/api/entity/Place/known-port") == plain(graph.show("known-port").to_dict())
    assert api.ask("/api/why?entity=whole") == plain(graph.why("whole").to_dict())
    changes = api.ask("/api/history?entity=known-port")
    assert changes["results"] == plain([one.to_dict() for one in graph.history("known-port")])
    assert changes["notes"]["documents"] == 3
    disputes = api.ask("/api/contradictions")
    assert disputes["results"] == plain([one.to_dict() for one in graph.contradictions()])
    assert len(api.ask("/api/gaps")["rows"]) == len(graph.gaps())
    assert api.ask("/api/gaps/ratifications?about=UZB")["total"] == 1
    assert api.ask("/api/gaps/figures/population")["total"] == 1
    assert api.ask("/api/gaps/coverage")["total"] == len(graph.gaps("coverage"))
    same = graph.gaps("coverage", "population", least="1", until="2015")
    assert isinstance(same, Rows)
    lacks = api.ask("/api/gaps/coverage/population?least=1&until=2015")["rows"]
    assert [one["lacks"] for one in lacks] == [row.lacks for row in same]


def test_figures_are_those_of_the_library(api: Client, graph: kg.Graph) -> None:
    found = api.ask("/api/series/population?reference-area=KAZ&by=year&since=2011")
    same = graph.series("population", reference_area="KAZ", by="year", since="2011")
    assert [one["number"] for one in found["rows"]] == [row.number for row in same.rows()]
    assert found["remarks"] == list(same.notes)
    assert [one["figures"] for one in api.ask("/api/series")["results"]] == ["population"]
    assert api.ask("/api/mirror")["results"] == []


def test_the_status_is_that_of_the_build(api: Client, graph: kg.Graph) -> None:
    told = api.ask("/api/status")
    assert told["build"] == graph.status().manifest["id"] if "id" in graph.manifest else True
    assert told["counts"] == graph.manifest["counts"]


def test_the_page_lists_what_the_document_has(api: Client) -> None:
    answer = api.get("/api")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert f'href="{str(api.base_url).rstrip("/")}/openapi.json"' in answer.text
    for path in api.document["paths"]:
        assert f"<code>{path}</code>" in answer.text


def plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    return json.loads(json.dumps(value))


def test_without_what_reads_figures_the_document_is_of_all_else(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = ("/api/series/", "/api/mirror/", "/api/gaps/figures/", "/api/gaps/coverage/")
    whole = set(document(kg.open(project))["paths"])
    monkeypatch.setitem(sys.modules, "duckdb", None)
    paths = set(document(kg.open(project))["paths"])
    assert whole - paths == {one for one in whole if one.startswith(figures)} != set()
