"""The pages around linked data: home, search, SPARQL, queries, and what portals read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest

from kg.build import build
from tests.projects import mini
from tests.web.page_server import page, serving

BASE = "https://mini.example/"
VOID, DCAT = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    project = mini(tmp_path_factory.mktemp("site") / "project")
    assert [str(issue) for issue in build(project).issues] == []
    with serving(cwd=project.root) as made:
        yield made


def values(answer: httpx.Response, prop: str, subject: str = "") -> list[str]:
    quads = ox.parse(answer.content, format=ox.RdfFormat.TURTLE)
    return [
        getattr(one.object, "value", "")
        for one in quads
        if one.predicate.value == prop and subject in ("", getattr(one.subject, "value", ""))
    ]


def test_home_leads_to_what_there_is(client: httpx.Client) -> None:
    text = page(client, "/").text
    for link in (
        'action="/find"',
        'href="/sparql"',
        'href="/queries/registered"',
        'href="/dataset/register"',
        'href="/ontology"',
        'href="/catalogue"',
        "https%3A//mini.example/ontology%23Ship",
    ):
        assert link in text, link
    assert page(client, "/").headers["content-security-policy"].startswith("default-src 'self'")


def test_search_finds_by_slip_and_leads_to_an_iri(client: httpx.Client) -> None:
    assert 'href="/id/Ship/aurora"' in page(client, "/find?q=Aurorra").text
    assert "Nothing is called" in page(client, "/find?q=zzzzqqqq").text
    assert page(client, "/find").status_code == 200
    for text in (f"{BASE}id/Ship/aurora", "Ship/aurora"):
        led = page(client, f"/find?q={text}")
        assert (led.status_code, led.headers["location"]) == (302, "/id/Ship/aurora")


def test_sparql_is_a_form_for_browsers_and_a_description_for_programs(client: httpx.Client) -> None:
    assert "<textarea" in page(client, "/sparql").text
    assert client.get("/sparql").headers["content-type"] == "text/turtle"
    query = "SELECT ?ship WHERE { ?ship a m:Ship } ORDER BY ?ship"
    shown = page(client, f"/sparql?query={query}")
    assert '<a href="/id/Ship/aurora"' in shown.text
    rows = client.get("/sparql", params={"query": query, "accept": "text/csv"})
    assert rows.headers["content-type"].startswith("text/csv")
    assert rows.text.splitlines()[1] == f"{BASE}id/Ship/aurora"
    for accept in ("*/*", "application/sparql-results+json, text/html;q=0.1", ""):
        asked = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
        assert asked.headers["content-type"] == "application/sparql-results+json"


def test_what_a_form_was_asked_wrongly_is_told_in_the_page(client: httpx.Client) -> None:
    for query in ("SELECT", "SELECT * WHERE { ?s ?p }"):
        shown = page(client, f"/sparql?query={query}")
        assert shown.status_code == 400
        assert "does not parse" in shown.text
    refused = page(client, "/sparql?query=SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
    assert refused.status_code == 400


def test_truths_and_triples_have_a_page(client: httpx.Client) -> None:
    assert "Yes: true" in page(client, "/sparql?query=ASK { ?s ?p ?o }").text
    shown = page(client, "/sparql?query=DESCRIBE <https://mini.example/id/Ship/aurora>").text
    assert "Turtle</a>" in shown
    assert "120.5" in shown


def test_named_queries_have_forms_that_lead_to_the_api(client: httpx.Client) -> None:
    assert 'href="/queries/registered"' in page(client, "/queries").text
    form = page(client, "/queries/registered").text
    assert 'name="flag"' in form
    assert "The country" in form
    answer = page(client, "/queries/registered?flag=Norland").text
    assert 'href="/id/Ship/aurora"' in answer
    assert 'href="/api/queries/registered?flag=Norland"' in answer
    wrong = page(client, "/queries/registered?flag=Nowhere")
    assert wrong.status_code == 400
    assert "Nowhere" in wrong.text
    assert client.get("/queries/nothing").status_code == 404


def test_void_counts_what_is_here(client: httpx.Client) -> None:
    answer = client.get("/.well-known/void")
    assert answer.headers["content-type"] == "text/turtle"
    address = str(client.base_url)
    assert values(answer, f"{VOID}sparqlEndpoint") == [f"{address}/sparql"]
    graph = f"{address}/.well-known/void#graph"
    assert values(answer, f"{VOID}uriSpace", graph) == [BASE]
    counted = client.get("/sparql?query=SELECT (COUNT(*) AS ?n) { ?s ?p ?o }&accept=text/csv")
    assert values(answer, f"{VOID}triples", graph) == [counted.text.split()[1]]
    parts = values(answer, f"{VOID}propertyPartition", graph)
    sums = [int(values(answer, f"{VOID}triples", part)[0]) for part in parts]
    assert sum(sums) == int(counted.text.split()[1])
    for example in values(answer, f"{VOID}exampleResource"):
        assert client.get("/describe", params={"iri": example}).status_code == 200


def test_the_catalogue_describes_the_datasets(client: httpx.Client) -> None:
    for path, accept in (("/catalogue.ttl", "*/*"), ("/catalogue", "text/turtle")):
        answer = client.get(path, headers={"Accept": accept})
        assert values(answer, f"{DCAT}dataset") == [f"{BASE}dataset/register"]
        assert "The register" in answer.text
        assert "Port office" in answer.text
        service = f"{client.base_url}/sparql"
        assert values(answer, f"{DCAT}endpointURL", service) == [service]
        assert values(answer, f"{DCAT}servesDataset", service) == [f"{BASE}dataset/register"]
    assert "The register" in page(client, "/catalogue").text
    assert client.get("/catalogue.xls").status_code == 404


def test_robots_and_the_map_of_the_site(client: httpx.Client) -> None:
    address = str(client.base_url)
    assert f"Sitemap: {address}/sitemap.xml" in client.get("/robots.txt").text
    found = ElementTree.fromstring(client.get("/sitemap.xml").content)
    places = [one.text or "" for one in found.iter(f"{_MAP}loc")]
    assert f"{address}/id/Ship/aurora" in places
    assert len(places) == len(set(places))
    for place in places:
        assert page(client, place.removeprefix(address)).status_code == 200
    assert client.get("/sitemap-1.xml").content == client.get("/sitemap.xml").content
    assert client.get("/sitemap-2.xml").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/describe", 400),
        ("/describe?iri=", 400),
        ("/describe?iri=a&iri=b", 400),
        ("/describe?iri=%3Ca%20b%3E", 400),
        ("/describe?iri=urn:nobody", 404),
        ("/describe.exe?iri=Ship/aurora", 404),
        ("/describe?iri=Ship/aurora", 200),
        ("/describe.ttl?iri=Ship/aurora", 200),
        ("/list", 400),
        ("/list?to=urn:a&by=urn:b", 200),
        ("/list?to=urn:a&by=urn:b&page=0", 404),
        ("/list?to=urn:a&by=urn:b&page=x", 404),
        ("/list?to=urn:a&by=urn:b&page=%D9%A1", 404),
        ("/find?q=%ff", 400),
        ("/find?q=%00", 200),
    ],
)
def test_what_is_asked_wrongly_is_told(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_behind_a_proxy_links_stand_below_its_path() -> None:
    from kg.web.pages.site import Site

    site = Site(BASE, "https://example.org/graph")
    assert site.path(f"{BASE}id/Ship/aurora") == "/graph/id/Ship/aurora"
    assert site.origin + site.path(f"{BASE}id/X") == "https://example.org/graph/id/X"
    assert (
        site.path(f"{BASE}id/X?y") == "/graph/describe?iri=https%3A%2F%2Fmini.example%2Fid%2FX%3Fy"
    )
