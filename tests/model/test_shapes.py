"""What the three-class ontology means to the machinery; what can be wrong is in cases/bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.model.ontology import Ontology
from kg.model.shapes import read_ontology
from kg.project import shipped_root
from tests.projects import TESTS, mini

M = "https://mini.example/ontology#"
KG = "https://w3id.org/sogdian/ontology#"


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology(TESTS / "mini" / "ontology", shipped_root() / "ontology")


def test_the_base_is_the_header_without_its_last_part(ontology: Ontology) -> None:
    assert ontology.base == "https://mini.example/"


def test_the_kinds_of_class(ontology: Ontology) -> None:
    kinds = {name: ontology.cls(name).kind for name in ("Ship", "Inspection", "CallObservation")}
    assert kinds == {"Ship": "entity", "Inspection": "statement", "CallObservation": "observation"}
    assert ontology.cls("Document").kind == "machinery"
    assert ontology.cls("Entity").abstract
    assert not ontology.cls("Ship").abstract


def test_a_key_is_inherited_with_the_class_that_declares_it(ontology: Ontology) -> None:
    ferry = ontology.cls("Ferry")
    assert ferry.key == (KG + "slug",)
    assert ferry.key_class == M + "Ship"
    assert ontology.cls("Registration").key == (M + "ship", M + "flag")
    assert ontology.cls("Inspection").key == ()


def test_properties_are_inherited_and_stand_in_the_order_of_the_shape(ontology: Ontology) -> None:
    ship = list(ontology.cls("Ship").properties)
    assert [
        name for name in ship if name in ("length", "launched", "sisterOf", "registrations")
    ] == [
        "length",
        "launched",
        "sisterOf",
        "registrations",
    ]
    assert list(ontology.cls("Ferry").properties) == ship
    assert {"slug", "name", "alias"} <= set(ship)


def test_the_kinds_of_property(ontology: Ontology) -> None:
    ship, flag = ontology.cls("Ship").properties, ontology.cls("Flag").properties
    inspection = ontology.cls("Inspection").properties
    assert {name: ship[name].kind for name in ("length", "launched", "sisterOf", "name")} == {
        "length": "literal",
        "launched": "date",
        "sisterOf": "node",
        "name": "text",
    }
    assert inspection["outcome"].kind == "code"
    assert ontology.cls("CallObservation").properties["period"].kind == "period"
    assert flag["flagCode"].identifies
    assert (ship["name"].names, ship["alias"].names, ship["length"].names) == ("name", "alias", "")


def test_the_limits_of_a_property(ontology: Ontology) -> None:
    length = ontology.cls("Ship").properties["length"]
    assert (length.smallest, length.largest, length.least, length.most) == ("1", "500", 0, 1)
    code = ontology.cls("Flag").properties["flagCode"]
    assert (code.pattern, code.least, code.most) == ("^[A-Z]{3}$", 1, 1)


def test_a_nesting_property_knows_its_inverse(ontology: Ontology) -> None:
    registrations = ontology.cls("Ship").properties["registrations"]
    assert registrations.inverse_of == M + "ship"
    assert registrations.cls == M + "Registration"


def test_a_code_is_found_by_notation_and_by_label(ontology: Ontology) -> None:
    codes = ontology.codes["https://mini.example/code/outcome"]
    assert codes["passed"] == codes["пройдено"] == "https://mini.example/code/outcome/passed"


def test_dimensions_stand_in_the_order_of_the_structure(ontology: Ontology) -> None:
    calls = ontology.cls("CallObservation")
    assert calls.dimensions == (M + "callFlag", KG + "period")
    assert calls.structure == M + "callStructure"


def test_what_a_property_implies(ontology: Ontology) -> None:
    assert (M + "sisterOf", True) in ontology.entailments(M + "sisterOf")
    assert ontology.entailments(M + "ship") == ((M + "registrations", True),)
    assert (KG + "identifier", False) in ontology.entailments(M + "flagCode")


def test_superproperties_of_an_inverse_are_implied(tmp_path: Path) -> None:
    project = mini(tmp_path / "mini")
    (project.ontology / "more.ttl").write_text(
        """@prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix m: <https://mini.example/ontology#> .
        m:tug a owl:ObjectProperty ; rdfs:subPropertyOf m:helper .
        m:helper a owl:ObjectProperty ; owl:inverseOf m:helped .
        m:helped a owl:ObjectProperty ; rdfs:subPropertyOf m:touched .
        m:touched a owl:ObjectProperty .
        """,
        encoding="utf-8",
    )
    ontology = read_ontology(project.ontology, shipped_root() / "ontology")
    assert set(ontology.entailments(M + "tug")) == {
        (M + "helper", False),
        (M + "helped", True),
        (M + "touched", True),
    }


def test_a_property_is_used_as_the_class_at_hand_has_it(ontology: Ontology) -> None:
    assert ontology.use("launched", M + "Ferry").kind == "date"
    assert ontology.use("registeredIn").cls == M + "Flag"
    assert ontology.use("outcome").code_list == "https://mini.example/code/outcome"
    with pytest.raises(OntologyError, match='did you mean "registeredIn"'):
        ontology.use("registerdIn")


def test_notations_win_over_labels(tmp_path: Path) -> None:
    project = mini(tmp_path / "mini")
    (project.ontology / "more.ttl").write_text(
        """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix outcome: <https://mini.example/code/outcome/> .
        outcome:a a skos:Concept ; skos:inScheme <https://mini.example/code/outcome> ;
            skos:notation "a" ; skos:altLabel "failed"@en .
        """,
        encoding="utf-8",
    )
    ontology = read_ontology(project.ontology, shipped_root() / "ontology")
    codes = ontology.codes["https://mini.example/code/outcome"]
    assert codes["failed"] == "https://mini.example/code/outcome/failed"


def test_the_rules_are_read_with_their_files(ontology: Ontology) -> None:
    (rule,) = ontology.rules
    assert rule.path.name == "ships.ru"
    assert "INSERT" in rule.text


def test_reading_twice_gives_the_same(ontology: Ontology) -> None:
    again = read_ontology(TESTS / "mini" / "ontology", shipped_root() / "ontology")
    assert again.triples == ontology.triples
    assert again.classes == ontology.classes
