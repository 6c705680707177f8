from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import FormatError
from kg.publish.exports.registry import export_named
from kg.publish.exports.targets import Pouring
from tests.publish.exports.test_dumps import material, written
from tests.views import MemoryView

PROPERTIES = """
ex:known a owl:ObjectProperty . ex:day a owl:DatatypeProperty . ex:Thing a owl:Class .
<http://example.org/ontology#day> a owl:DatatypeProperty .
<http://example.org/ontology#near> a owl:ObjectProperty .
<http://example.org/shape> <http://www.w3.org/ns/shacl#path> <http://example.org/ontology#day> ;
  <http://www.w3.org/ns/shacl#datatype> xsd:date .
"""
OWN = "http://example.org/ontology#"


def nodes(trig: str) -> dict[str, Any]:
    page = json.loads(written("jsonld", material(PROPERTIES + trig)))
    return {node["@id"]: node for node in page["@graph"]}


def test_names_and_kinds_of_values_stand_in_the_context() -> None:
    trig = f"ex:a a ex:Thing ; <{OWN}day> '2025-01-31'^^xsd:date ; <{OWN}near> ex:b, ex:c ."
    node = nodes(trig)["http://example.org/a"]
    assert sorted(node.pop("near")) == ["http://example.org/b", "http://example.org/c"]
    assert node == {"@id": "http://example.org/a", "@type": "ex:Thing", "day": "2025-01-31"}


def test_a_value_of_another_kind_says_so() -> None:
    trig = f"ex:a <{OWN}day> '2025'^^xsd:gYear, 'soon', 'скоро'@ru ; <{OWN}near> 'text' ."
    node = nodes(trig)["http://example.org/a"]
    assert {"@type": "xsd:gYear", "@value": "2025"} in node["day"]
    assert {"@value": "soon"} in node["day"]
    assert {"@language": "ru", "@value": "скоро"} in node["day"]
    assert node["near"] == {"@value": "text"}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TERMS = st.one_of(
    st.sampled_from(["urn:a:b", "http://example.org/a", f"{OWN}near"]).map(ox.NamedNode),
    st.sampled_from(["b1", "b2"]).map(ox.BlankNode),
    TEXTS.map(ox.Literal),
    st.builds(lambda text: ox.Literal(text, language="en"), TEXTS),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        TEXTS,
        st.sampled_from(["http://www.w3.org/2001/XMLSchema#date", "http://example.org/t"]),
    ),
)
PREDICATES = st.sampled_from(
    [f"{OWN}day", f"{OWN}near", "http://example.org/known", "urn:p", "http://example.org/a/1",
     "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]
).map(ox.NamedNode)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["urn:a:b", "http://x/"]), PREDICATES, TERMS)))
def test_whatever_is_said_is_read_again(said: list[tuple[str, ox.NamedNode, Any]]) -> None:
    quads = [ox.Quad(ox.NamedNode(subject), *rest) for subject, *rest in said]
    trig = PROPERTIES + (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
    made = material(trig)
    found = ox.parse(written("jsonld", made), format=ox.RdfFormat.JSON_LD)
    assert set(found) == set(made.view.quads(graph=ox.DefaultGraph()))


def test_an_iri_that_looks_like_a_prefix_and_a_name() -> None:
    with pytest.raises(FormatError, match="scheme of <geo:1,2> for a prefix"):
        written("jsonld", material("ex:a ex:p <geo:1,2> ."))


def test_the_context_is_a_file_of_its_own_that_says_what_it_is(small: kg.Graph) -> None:
    output = BytesIO()
    small.export("context", output)
    quads = set(ox.parse(output.getvalue(), format=ox.RdfFormat.JSON_LD))
    assert {quad.subject.value for quad in quads} == {"https://mini.example/context.jsonld"}
    context = json.loads(output.getvalue())["@context"]
    assert context["Ship"] == "https://mini.example/ontology#Ship"
    assert context["name"] == "https://w3id.org/sogdian/ontology#name"  # of several languages
    assert context["flag"] == {"@id": "https://mini.example/ontology#flag", "@type": "@id"}


def test_a_line_for_each_node() -> None:
    output = BytesIO()
    made = material("ex:a ex:p ex:b . ex:b ex:p ex:a .")
    export_named("jsonld").write(made, Pouring(output))
    lines = output.getvalue().decode().splitlines()
    assert [line[:6] for line in lines[-3:]] == ['{"@id"', '{"@id"', "]}"]
    assert isinstance(made.view, MemoryView)
