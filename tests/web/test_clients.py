"""The clients that people have: each gets what the store holds, in whatever format it asks for."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pandas
import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result
from SPARQLWrapper import SPARQLWrapper, SPARQLWrapper2

# rdflib's own readers, and SPARQLWrapper, use what rdflib advises against
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*(ConjunctiveGraph|default_context) is deprecated:DeprecationWarning"
)

ROOT = Path(__file__).parents[2]
EX = "http://example.org/"
NAME, NAMED = URIRef(f"{EX}name"), URIRef(f"{EX}graph")
HELD = """
@prefix ex: <http://example.org/> .
ex:khorgos ex:name "Khorgos"@en , "Хоргос"@ru , "霍尔果斯"@zh ; ex:gauge 1520 , 1435.0 .
ex:altynkol ex:name "Altynkol"@en ; ex:note "a \\"quoted\\", comma\\nand line" .
ex:graph { ex:altynkol ex:name "in a graph" }
"""
NAMES = f"SELECT ?name WHERE {{ <{EX}khorgos> <{NAME}> ?name }} ORDER BY ?name"
TRIPLES = f"CONSTRUCT {{ ?s <{NAME}> ?o }} WHERE {{ ?s <{NAME}> ?o }}"
KHORGOS = ["Khorgos", "Хоргос", "霍尔果斯"]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of a small store."""
    folder = tmp_path_factory.mktemp("clients") / "store"
    store = ox.Store(folder)
    store.load(HELD, format=ox.RdfFormat.TRIG)
    store.flush()
    del store
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = ("--store", str(folder), "--port", str(port))
    command = [sys.executable, "-m", "kg.cli", "serve", *served]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        yield answering(f"http://127.0.0.1:{port}/sparql", process)
        process.terminate()


def answering(url: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until the server answers; give its address."""
    while process.poll() is None:
        try:
            httpx.get(url, params={"query": "ASK { }"}, timeout=60).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return url
    raise AssertionError(f"the server ended with {process.returncode}")


def wrapped(endpoint: str, query: str, **more: str) -> Any:
    """What SPARQLWrapper makes of an answer."""
    client = SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setReturnFormat(more.get("format", "json"))
    client.setMethod(more.get("method", "GET"))
    client.setRequestMethod(more.get("request", "urlencoded"))
    return client.queryAndConvert()


def first(result: Result) -> list[str]:
    """The first column of a table."""
    return [str(row[0]) for row in result]  # type: ignore[index]


@pytest.mark.parametrize(
    ("method", "request_method"),
    [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")],
)
def test_sparqlwrapper_asks(endpoint: str, method: str, request_method: str) -> None:
    found = wrapped(endpoint, NAMES, method=method, request=request_method)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == KHORGOS
    assert wrapped(endpoint, "ASK { }", method=method)["boolean"] is True


def test_sparqlwrapper_reads_every_format_of_a_table(endpoint: str) -> None:
    xml = wrapped(endpoint, NAMES, format="xml")
    assert [one.firstChild.data for one in xml.getElementsByTagName("literal")] == KHORGOS
    csv = wrapped(endpoint, NAMES, format="csv").decode()
    assert csv.split() == ["name", *KHORGOS]
    tsv = wrapped(endpoint, NAMES, format="tsv").decode()
    assert tsv.splitlines()[:2] == ["?name", '"Khorgos"@en']


@pytest.mark.parametrize("form", ["xml", "turtle", "n3", "json-ld"])
def test_sparqlwrapper_reads_triples(endpoint: str, form: str) -> None:
    found = wrapped(endpoint, TRIPLES, format=form)
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format=form)
    assert {str(name) for name in graph.objects(None, NAME)} == {*KHORGOS, "Altynkol"}


def test_sparqlwrapper_names_the_dataset(endpoint: str) -> None:
    client = SPARQLWrapper2(endpoint)
    client.addDefaultGraph(str(NAMED))
    client.setQuery(f"SELECT ?name {{ ?s <{NAME}> ?name }}")
    found: Any = client.query()
    assert [row["name"].value for row in found.bindings] == ["in a graph"]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_it_as_a_store(endpoint: str, method: str, form: str) -> None:
    store = SPARQLStore(endpoint, method=method, returnFormat=form)
    assert first(Graph(store).query(NAMES)) == KHORGOS


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_triples_and_graphs(endpoint: str, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    assert set(graph.objects(URIRef(f"{EX}altynkol"), NAME)) == {Literal("Altynkol", lang="en")}
    assert len(graph) == 7
    assert (URIRef(f"{EX}khorgos"), NAME, Literal("霍尔果斯", lang="zh")) in graph
    named = Graph(SPARQLStore(endpoint, method=method), identifier=NAMED)
    assert set(named.objects(None, NAME)) == {Literal("in a graph")}


def test_pandas_reads_a_table(endpoint: str) -> None:
    query = f"SELECT ?s ?note {{ ?s <{EX}note> ?note }}"
    url = f"{endpoint}?query={quote(query)}"
    found = pandas.read_csv(url, storage_options={"Accept": "text/csv"})
    assert found.to_dict("records") == [
        {"s": f"{EX}altynkol", "note": 'a "quoted", comma\nand line'}
    ]


@pytest.mark.parametrize(
    ("accept", "told", "form"),
    [
        ("*/*", "application/sparql-results+json", "json"),
        ("application/json", "application/json", "json"),
        ("application/sparql-results+json", "application/sparql-results+json", "json"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "xml"),
        ("text/xml;q=0.9, text/html;q=0.2", "text/xml", "xml"),
        ("text/csv", "text/csv; charset=utf-8", "csv"),
        ("text/tab-separated-values", "text/tab-separated-values", "tsv"),
    ],
)
def test_every_table_is_read_by_another_reader(
    endpoint: str, accept: str, told: str, form: str
) -> None:
    answer = httpx.get(endpoint, params={"query": NAMES}, headers={"Accept": accept})
    assert answer.headers["content-type"] == told
    assert first(Result.parse(io.BytesIO(answer.content), format=form)) == KHORGOS


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/json", "json-ld"),
        ("application/xml", "xml"),
        ("text/n3", "n3"),
        ("text/plain", "nt"),
    ],
)
def test_all_triples_are_read_by_another_reader(endpoint: str, accept: str, form: str) -> None:
    answer = httpx.get(endpoint, params={"query": TRIPLES}, headers={"Accept": accept})
    graph = Graph().parse(data=answer.content, format=form)
    assert {str(name) for name in graph.objects(None, NAME)} == {*KHORGOS, "Altynkol"}


def test_an_answer_is_the_same_the_second_time(endpoint: str) -> None:
    first, second = (httpx.get(endpoint, params={"query": NAMES}) for _ in range(2))
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])


def test_what_changes_is_not_kept(endpoint: str) -> None:
    query = "SELECT (STRUUID() AS ?one) {}"
    first, second = (httpx.get(endpoint, params={"query": query}) for _ in range(2))
    assert first.content != second.content
    assert "etag" not in first.headers
