"""The page of the ontology shows a real claim of each class, as it stands in the store."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg as library
from kg.publish.examples import examples
from tests.asking import rows
from tests.command import Run, run_kg

ONTOLOGY = "https://w3id.org/sogdian/ontology#"
MEMBERS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?class WHERE { ?class a owl:Class . FILTER EXISTS { ?member a ?class } }
"""
SOURCE = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/sogdian/ontology#>
PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?title ?publisher ?url WHERE {
  GRAPH ?claim { ?node a kg:SeaPort }
  ?claim prov:wasDerivedFrom ?document .
  ?document dcterms:title ?title ; dcterms:publisher/kg:name ?publisher ; schema:url ?url
}
"""


class Page(HTMLParser):
    """The text of each `pre`, by the IRI in the section that it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shown: dict[str, list[str]] = {}
        self._section, self._tag = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        if "entity" in (dict(attrs).get("class") or "").split():
            self._section = ""
        if tag == "pre":
            self.shown.setdefault(self._section, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag == "code":
            self._section = self._section or data
        elif self._tag == "pre":
            self.shown[self._section][-1] += data


@pytest.fixture(scope="module")
def shown(graph: library.Graph) -> dict[str, str]:
    return examples(graph.view)


def test_every_class_that_has_a_member_has_an_example(
    graph: library.Graph, shown: dict[str, str]
) -> None:
    assert set(shown) == {row[0] for row in rows(graph, MEMBERS)}
    assert len(shown) > 90


def test_an_example_is_in_the_store_and_a_member_of_its_class(
    graph: library.Graph, shown: dict[str, str]
) -> None:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in graph.view.prefixes.items())
    for cls, text in shown.items():
        triples = [quad.triple for quad in ox.parse(head + text, format=ox.RdfFormat.TURTLE)]
        assert triples, cls
        member = f"ASK {{ {triples[0].subject} a <{cls}> }}"
        assert graph.view.query(member), cls
        said = " . ".join(f"{one.subject} {one.predicate} {one.object}" for one in triples)
        assert graph.view.query(f"ASK {{ {said} }}"), cls


def test_an_example_names_document_publisher_and_address(
    graph: library.Graph, shown: dict[str, str]
) -> None:
    lines = shown[f"{ONTOLOGY}SeaPort"].splitlines()
    heads = {
        (f"# from: {row.title} · {row.publisher}", f"# {row.url}") for row in rows(graph, SOURCE)
    }
    assert lines[0].startswith("# Place/")
    assert (lines[1].rpartition(" · ")[0], lines[2]) in heads


def test_a_class_with_members_by_its_subclasses_only_shows_one_of_them(
    shown: dict[str, str],
) -> None:
    assert " a kg:SeaPort ;" in shown[f"{ONTOLOGY}Port"]


def test_the_page_shows_them_where_the_class_is_described(
    kg: Run, shown: dict[str, str], tmp_path: Path
) -> None:
    kg("ontology", "docs", "-o", tmp_path / "page.html")
    page = Page((tmp_path / "page.html").read_text(encoding="utf-8")).shown
    assert page == {cls: [text] for cls, text in shown.items()}


def test_without_a_build_the_page_has_none_and_kg_says_so(tmp_path: Path) -> None:
    run_kg("init", "books", cwd=tmp_path)
    books = tmp_path / "books"
    assert "no build yet" in run_kg("ontology", "docs", cwd=books).stderr
    assert "<pre>" not in (books / "ontology.html").read_text(encoding="utf-8")
    run_kg("build", cwd=books)
    assert not run_kg("ontology", "docs", cwd=books).stderr
    assert "kg:Attribution" not in (books / "ontology.html").read_text(encoding="utf-8")
    assert "# from: " in (books / "ontology.html").read_text(encoding="utf-8")
