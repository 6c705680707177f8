"""Pages of a store that is no project's: any IRI is described, in whatever graph it stands."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest

from tests.web.page_server import page, serving

EX = "https://ex.example/"
_DATA = f"""
@prefix ex: <{EX}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a a ex:Thing ; rdfs:label "<b>A</b>"@en ; ex:home <javascript:alert(1)> , "javascript:alert(2)" ;
  ex:site "https://a.example/?x=1&y=2" ; ex:has [ ex:part [ ex:depth 2 ] ] .
ex:b ex:knows ex:a .
GRAPH ex:g {{ ex:c a ex:Other ; rdfs:label "only in a graph" ; ex:knows ex:a .
  <{EX}я> ex:knows ex:c . }}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("store")
    store = ox.Store(folder / "store")
    store.load(_DATA.encode(), format=ox.RdfFormat.TRIG)
    store.flush()
    del store
    with serving("--store", folder / "store", cwd=folder) as made:
        yield made


def quads(client: httpx.Client, iri: str) -> set[ox.Quad]:
    answer = client.get("/describe.nq", params={"iri": iri})
    assert answer.status_code == 200
    return set(ox.parse(answer.content, format=ox.RdfFormat.N_QUADS))


def test_a_thing_of_the_default_graph(client: httpx.Client) -> None:
    text = page(client, f"/describe?iri={EX}a").text
    assert "&lt;b&gt;A&lt;/b&gt;" in text
    assert 'href="javascript' not in text
    assert 'href="https://a.example/?x=1&amp;y=2"' in text
    assert f'href="/describe?iri={EX.replace(":", "%3A").replace("/", "%2F")}b"' in text
    found = quads(client, f"{EX}a")
    assert ox.Literal(2) in {one.object for one in found}
    assert any(one.graph_name == ox.NamedNode(f"{EX}g") for one in found)


def test_a_thing_that_stands_in_a_graph_alone(client: httpx.Client) -> None:
    text = page(client, f"/describe?iri={EX}c").text
    assert "only in a graph" in text
    assert f"{EX}g" in text
    assert {one.graph_name for one in quads(client, f"{EX}c")} == {ox.NamedNode(f"{EX}g")}


def test_letters_beyond_ascii(client: httpx.Client) -> None:
    answer = page(client, f"/describe?iri={EX}%D1%8F")
    assert answer.status_code == 200
    assert f'<{EX}%D1%8F>; rel="canonical"' in answer.headers["link"]


def test_a_graph_is_given_whole(client: httpx.Client) -> None:
    assert "4 triples" in page(client, f"/describe?iri={EX}g").text
    answer = client.get("/describe.nt", params={"iri": f"{EX}g"})
    assert len(answer.text.splitlines()) == 4


def test_other_pages_do_without_a_project(client: httpx.Client) -> None:
    for path in ("/", "/find?q=graph", "/sparql", "/catalogue", "/.well-known/void", "/robots.txt"):
        assert page(client, path).status_code == 200, path
    assert "Thing" in page(client, "/").text
    for path in ("/ontology", "/id/x", "/queries/signatories"):
        assert page(client, path).status_code == 404, path
