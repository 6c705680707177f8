from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import ParameterError, QueryError
from kg.project import Project
from kg.publish.exports.export import Material
from kg.publish.exports.selection import chosen
from tests.views import MemoryView

BASE = "https://mini.example/"
INFERRED = ox.NamedNode(f"{BASE}graph/inferred")


def part(graph: kg.Graph, *, classes: tuple[str, ...] = (), documents: tuple[str, ...] = ()) -> str:
    output = BytesIO()
    graph.export("nquads", output, classes=classes, documents=documents)
    return output.getvalue().decode()


def quads(text: str) -> set[ox.Quad]:
    return set(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def test_only_what_a_document_says(small: kg.Graph) -> None:
    text = part(small, documents=("register/letter",))
    assert "Борей" in text
    assert "капитан" in text  # who says it
    assert "Aurora" not in text
    assert "Norland" not in text
    assert f"<{BASE}document/register/letter> <http://purl.org/dc/terms/title> " in text
    assert "list-2020" not in text
    assert "#start> 5" in text.replace('"5"^^<http://www.w3.org/2001/XMLSchema#integer>', "5")


def test_a_part_is_a_part_of_the_whole(small: kg.Graph) -> None:
    some = quads(part(small, documents=("register/letter",)))
    assert some < set(small.view.quads())
    assert INFERRED not in {quad.graph_name for quad in some}
    said = {quad.triple for quad in some if not isinstance(quad.graph_name, ox.DefaultGraph)}
    flat = {quad.triple for quad in some if isinstance(quad.graph_name, ox.DefaultGraph)}
    assert said < flat


def test_only_what_is_said_of_a_class(small: kg.Graph) -> None:
    text = part(small, classes=("Ship",))
    assert "Борей" in text
    assert "Aurora" in text  # a ferry is a ship
    assert "Norland" not in text


def test_an_observation_is_its_own_claim(small: kg.Graph) -> None:
    text = part(small, classes=("CallObservation",))
    assert '"1200"' in text
    assert "cube/register/list-2020/CallObservation> <http://purl.org/linked-data/cube#str" in text
    assert "Aurora" not in text


def test_class_and_document_are_both_asked_for(small: kg.Graph) -> None:
    text = part(small, classes=("Ship",), documents=("register/list-2020",))
    assert "Aurora" in text
    assert '"Port office"' in text  # who publishes it
    assert "Борей" not in text
    with pytest.raises(QueryError, match=r"no claim is about a member of .*Flag and comes from"):
        part(small, classes=("Flag",), documents=("register/letter",))


def test_several_are_all_there(small: kg.Graph) -> None:
    assert {"Борей", "Norland"} <= {
        word for word in ("Борей", "Norland") if word in part(small, classes=("Ship", "Flag"))
    }


def test_what_is_not_known_is_said(small: kg.Graph) -> None:
    with pytest.raises(ParameterError, match='no class "Shop"; did you mean "Ship"'):
        part(small, classes=("Shop",))
    with pytest.raises(QueryError, match='no Document is called "nothing"'):
        part(small, documents=("nothing",))


def test_the_same_part_has_the_same_octets(small: kg.Graph) -> None:
    assert part(small, classes=("Ship", "Flag")) == part(small, classes=("Flag", "Ship"))


def test_documents_that_go_back_to_each_other() -> None:
    terms = "@prefix kg: <https://w3id.org/sogdian/ontology#> ."
    terms += "@prefix prov: <http://www.w3.org/ns/prov#> ."
    view = MemoryView(
        f"{terms} ex:claim a kg:Claim ; prov:wasDerivedFrom ex:d . ex:d prov:wasDerivedFrom ex:e ."
        "ex:e prov:wasDerivedFrom ex:d . ex:a ex:p ex:b . ex:other ex:p ex:b ."
        "ex:claim { ex:a ex:p ex:b }"
    )
    made = Material(Project(Path(), Path()), view, "", documents=("http://example.org/d",))
    with chosen(made) as part:
        missing = set(view.quads()) - set(part.quads())
    assert [str(quad.subject) for quad in missing] == ["<http://example.org/other>"]
