"""The linter finds what parses and yet cannot be meant; the shipped ontology has none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.check import check
from kg.model.lint import lint
from kg.model.shapes import read_ontology
from kg.project import shipped_root
from tests.projects import TESTS, complaints, mini

ROOT = TESTS.parent
PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kg: <https://w3id.org/sogdian/ontology#> .
@prefix m: <https://mini.example/ontology#> .
@prefix outcome: <https://mini.example/code/outcome/> .
"""
CODE = "skos:inScheme <https://mini.example/code/outcome> ; skos:notation"
WRONG = {
    "a superclass that nothing describes": (
        "m:Tug a owl:Class ; rdfs:subClassOf m:Shipp , kg:Entity ; owl:hasKey ( kg:slug ) .",
        'nothing describes <https://mini.example/ontology#Shipp>; did you mean "Ship"?',
    ),
    "a path that nothing describes": (
        "m:TugShape a sh:NodeShape ; sh:targetClass m:Ship ;\n"
        "  sh:property [ sh:path m:lenght ; sh:datatype xsd:decimal ] .",
        'nothing describes <https://mini.example/ontology#lenght>; did you mean "length"?',
    ),
    "a class below nothing that counts": (
        "m:Tug a owl:Class .",
        "Tug stands below none of Entity, StatementNode and Observation",
    ),
    "an entity without a key": (
        "m:Tug a owl:Class ; rdfs:subClassOf kg:Entity .",
        "Tug is an entity and has no key: add owl:hasKey",
    ),
    "a statement node with a key": (
        "m:Tug a owl:Class ; rdfs:subClassOf kg:StatementNode ; owl:hasKey ( m:flag ) .",
        "Tug is identified by what it says: no owl:hasKey",
    ),
    "a key that is no property of the shape": (
        "m:Tug a owl:Class ; rdfs:subClassOf kg:Entity ; owl:hasKey ( m:length ) .",
        "the key <https://mini.example/ontology#length> is no property of the shape",
    ),
    "two classes of one name": (
        "<https://mini.example/other#Ship> a owl:Class ; rdfs:subClassOf m:Ship .",
        'two are called "Ship"; the other is <https://mini.example/ontology#Ship>',
    ),
    "two properties of one name": (
        "<https://mini.example/other#length> a owl:DatatypeProperty .",
        'two are called "length"; the other is <https://mini.example/ontology#length>',
    ),
    "a class in small letters": (
        "m:tug a owl:Class ; rdfs:subClassOf m:Ship .",
        'the name of a class begins with a capital: "tug"',
    ),
    "a property in capitals": (
        "m:Towed a owl:ObjectProperty .",
        'the name of a property begins with a small letter: "Towed"',
    ),
    "a second inverse": (
        "m:papers a owl:ObjectProperty ; owl:inverseOf m:ship .",
        "<https://mini.example/ontology#ship> has an inverse already: "
        "<https://mini.example/ontology#registrations>",
    ),
    "a shape of nothing": (
        "m:TugShape a sh:NodeShape .",
        "the shape has no sh:targetClass, so it says nothing",
    ),
    "a shape of what is no class": (
        "m:TugShape a sh:NodeShape ; sh:targetClass m:length .",
        "sh:targetClass <https://mini.example/ontology#length> is no class",
    ),
    "an object property with a literal": (
        "m:TugShape a sh:NodeShape ; sh:targetClass m:Ship ;\n"
        "  sh:property [ sh:path m:towed ; sh:datatype xsd:string ] .\n"
        "m:towed a owl:ObjectProperty .",
        "towed is an object property, but its shape wants a literal",
    ),
    "a datatype property with a node": (
        "m:TugShape a sh:NodeShape ; sh:targetClass m:Ship ;\n"
        "  sh:property [ sh:path m:towed ; sh:class m:Ship ] .\nm:towed a owl:DatatypeProperty .",
        "towed is a datatype property, but its shape wants a node",
    ),
    "a node of what is no class": (
        "m:TugShape a sh:NodeShape ; sh:targetClass m:Ship ;\n"
        "  sh:property [ sh:path m:towed ; sh:class <https://other.example/Shp> ] .\n"
        "m:towed a owl:ObjectProperty .",
        'sh:class <https://other.example/Shp> of towed is no class; did you mean "Ship"?',
    ),
    "codes of no list": (
        "m:TugShape a sh:NodeShape ; sh:targetClass m:Ship ;\n"
        "  sh:property [ sh:path m:kind ; sh:class skos:Concept ] .\nm:kind a owl:ObjectProperty .",
        "kind takes codes, and no qb:codeList says of which list",
    ),
    "codes of an empty list": (
        "m:TugShape a sh:NodeShape ; sh:targetClass m:Ship ;\n"
        "  sh:property [ sh:path m:kind ; sh:class skos:Concept ] .\n"
        "m:kind a owl:ObjectProperty ; qb:codeList <https://mini.example/code/kind> .",
        "the list <https://mini.example/code/kind> of kind has no codes",
    ),
    "a list without codes": (
        "<https://mini.example/code/kind> a skos:ConceptScheme .",
        "the list has no codes",
    ),
    "a code with another notation": (
        f'outcome:lost a skos:Concept ; {CODE} "lst" .',
        'its skos:notation has to be "lost", as in its IRI',
    ),
    "a code of no list": (
        'outcome:lost a skos:Concept ; skos:notation "lost" .',
        "the code is in no list: add skos:inScheme",
    ),
    "a code of what is no list": (
        'outcome:lost a skos:Concept ; skos:notation "lost" ; skos:inScheme m:Ship .',
        "<https://mini.example/ontology#Ship> is no skos:ConceptScheme",
    ),
    "a code with the name of another": (
        f'outcome:lost a skos:Concept ; {CODE} "lost" ; skos:prefLabel "Failed"@en .',
        '"failed" is also a name of <https://mini.example/code/outcome/failed>',
    ),
    "observations without a structure": (
        "m:TugObservation a owl:Class ; rdfs:subClassOf qb:Observation .\n"
        "m:TugShape a sh:NodeShape ; sh:targetClass m:TugObservation ;\n"
        "  sh:property [ sh:path m:calls ; sh:datatype xsd:integer ] .",
        "TugObservation has no qb:DataStructureDefinition with dimensions",
    ),
    "a dimension that is no property of the shape": (
        "m:callStructure qb:component m:shipComponent .\n"
        "m:shipComponent qb:dimension m:ship ; qb:order 3 .\nm:CallObservation rdfs:comment 'x' .",
        "the dimension <https://mini.example/ontology#ship> is no property of the shape",
    ),
    "a label that is missing in a language": (
        '<https://mini.example/ontology> dcterms:title "Ships"@en , "Суда"@ru .\n'
        'm:Tug a owl:Class ; rdfs:subClassOf m:Ship ; rdfs:label "tug"@en .',
        "no label of <https://mini.example/ontology#Tug> in ru",
    ),
    "a label that another class has": (
        'm:Tug a owl:Class ; rdfs:subClassOf m:Ship ; rdfs:label "ship"@en .',
        'the label "ship" is also that of <https://mini.example/ontology#Ship>',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong(name: str, tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    text, expected = WRONG[name]
    (project.ontology / "zz.ttl").write_text(PREFIXES + text + "\n", encoding="utf-8")
    lines = complaints(project)
    said = [line for line in lines if expected in line]
    assert said, lines
    place = said[0].removeprefix("warning: ").split(":")
    assert place[0].startswith("ontology/")
    assert place[1].isdigit(), "the line is told"


@pytest.mark.parametrize("folder", ["ontology", "tests/mini/ontology", "kg/template/ontology"])
def test_our_own_ontologies_are_clean(folder: str) -> None:
    ontology = read_ontology(ROOT / folder, shipped_root() / "ontology")
    assert lint(ROOT / folder, shipped_root() / "ontology", ontology) == []


def test_warnings_do_not_fail_a_check_of_others(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    text, _ = WRONG["a label that another class has"]
    (project.ontology / "zz.ttl").write_text(PREFIXES + text, encoding="utf-8")
    assert [issue.severity for issue in check(project)] == ["warning"]
