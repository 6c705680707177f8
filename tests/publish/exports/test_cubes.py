"""The cubes as a file of their own, held against constraints of the recommendation."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import FormatError
from kg.project import Project
from kg.publish.exports.export import Material
from kg.publish.exports.registry import export_named
from kg.publish.exports.targets import Pouring
from tests.views import MemoryView

BASE = "https://mini.example/"
PREFIXES = {
    "qb": "http://purl.org/linked-data/cube#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "kg": "https://w3id.org/sogdian/ontology#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "m": f"{BASE}ontology#",
}
PROLOGUE = "".join(f"@prefix {name}: <{iri}> . " for name, iri in PREFIXES.items())

# https://www.w3.org/TR/vocab-data-cube/#wf-rules, of which each finds what is wrong
CONSTRAINTS = {
    "IC-1": "?x a qb:Observation FILTER NOT EXISTS { ?x qb:dataSet ?set }",
    "IC-2": "?x a qb:DataSet FILTER NOT EXISTS { ?x qb:structure ?structure }",
    "IC-3": """?x a qb:DataStructureDefinition FILTER NOT EXISTS {
        ?x qb:component/(qb:measure|qb:componentProperty) ?m . ?m a qb:MeasureProperty }""",
    "IC-4": "?x a qb:DimensionProperty FILTER NOT EXISTS { ?x rdfs:range ?range }",
    "IC-5": """?x a qb:DimensionProperty ; rdfs:range skos:Concept
        FILTER NOT EXISTS { ?x qb:codeList ?list }""",
    "IC-11": """?x qb:dataSet/qb:structure/qb:component/qb:dimension ?dimension
        FILTER NOT EXISTS { ?x ?dimension ?value }""",
    "IC-12": """?x qb:dataSet ?set . ?y qb:dataSet ?set FILTER(STR(?x) < STR(?y))
        FILTER NOT EXISTS { ?set qb:structure/qb:component/qb:dimension ?dimension .
            ?x ?dimension ?a . ?y ?dimension ?b FILTER(?a != ?b) }""",
    "IC-14": """?x qb:dataSet/qb:structure/qb:component/qb:measure ?measure
        FILTER NOT EXISTS { ?x ?measure ?value }""",
    "IC-19": """?x qb:dataSet/qb:structure/qb:component/qb:dimension ?dimension ; ?dimension ?code .
        ?dimension qb:codeList ?list
        FILTER NOT EXISTS { ?code a skos:Concept ; skos:inScheme ?list }""",
}


def exported(where: kg.Graph, **options: list[str]) -> str:
    output = BytesIO()
    where.export("cubes", output, **options)  # type: ignore[arg-type]
    return output.getvalue().decode()


def written(trig: str) -> str:
    output, view = BytesIO(), MemoryView(PROLOGUE + trig)
    export_named("cubes").write(Material(Project(Path(), Path()), view, ""), Pouring(output))
    return output.getvalue().decode()


def store(text: str) -> ox.Store:
    found = ox.Store()
    found.load(text, ox.RdfFormat.TURTLE)
    return found


def wrong(found: ox.Store, pattern: str) -> list[str]:
    answer = found.query(f"SELECT ?x WHERE {{ {pattern} }}", prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return [str(row["x"]) for row in answer]


def is_there(found: ox.Store, pattern: str) -> bool:
    return bool(found.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))


@pytest.mark.parametrize("number", CONSTRAINTS)
def test_constraints_of_the_recommendation(small: kg.Graph, number: str) -> None:
    assert wrong(store(exported(small)), CONSTRAINTS[number]) == []


def test_it_stands_on_its_own(small: kg.Graph) -> None:
    found = store(exported(small))
    cube = f"<{BASE}cube/register/list-2020/CallObservation>"
    for told in (
        "m:callStructure qb:component ?c . ?c qb:dimension m:callFlag ; qb:order 1",
        f"{cube} qb:structure m:callStructure ; a qb:DataSet ; rdfs:label 'calls'@en",
        f"?x qb:dataSet {cube} ; m:calls 1200 ; prov:wasDerivedFrom ?document .",
        "?x prov:wasDerivedFrom ?document . ?document dcterms:title 'List of ships'@en",
        "?x m:callFlag ?flag . ?flag kg:name 'Norland'@en ; m:flagCode 'NOR'",
        "?x kg:period ?period . ?period kg:firstDay ?first ; kg:lastDay ?last",
        f"<{BASE}dataset/register> dcterms:license ?licence ; dcterms:publisher ?agent",
        f"<{BASE}document/register/list-2020> dcterms:publisher ?agent . ?agent kg:name ?name",
    ):
        assert is_there(found, told), told


def test_everything_in_it_is_in_the_build(small: kg.Graph) -> None:
    assert set(store(exported(small))) < set(small.view.quads(graph=ox.DefaultGraph()))


def test_no_statement_comes_twice(small: kg.Graph) -> None:
    triples = list(ox.parse(exported(small), format=ox.RdfFormat.TURTLE))
    assert len(triples) == len(set(triples))


CUBE = """
ex:d a qb:DataSet ; qb:structure ex:s ; qb:slice ex:slice .
ex:s a qb:DataStructureDefinition ; qb:sliceKey ex:key ;
  qb:component [ qb:dimension ex:code ] , [ qb:measure ex:value ] .
ex:key qb:componentProperty ex:code .
ex:code a qb:DimensionProperty ; qb:codeList ex:list .
ex:list skos:prefLabel "codes" . ex:one skos:inScheme ex:list . ex:two skos:inScheme ex:list .
ex:slice qb:sliceStructure ex:key ; qb:observation ex:o2 . ex:other rdfs:label "elsewhere" .
ex:empty a qb:DataSet .
ex:o2 qb:dataSet ex:d ; ex:code ex:one . ex:o1 qb:dataSet ex:d ; ex:code ex:two .
"""


def test_slices_nodes_without_a_name_and_whole_code_lists_are_there() -> None:
    found = store(written(CUBE))
    for told in (
        "?structure qb:component ?a , ?b . ?a qb:dimension ?code . ?b qb:measure ?value",
        "?cube qb:slice ?slice . ?slice qb:sliceStructure ?key . ?key qb:componentProperty ?code",
        "?list skos:prefLabel 'codes' . ?two skos:inScheme ?list FILTER(STRENDS(STR(?two), 'two'))",
    ):
        assert is_there(found, told), told
    assert not is_there(found, "?x rdfs:label 'elsewhere'")
    assert not is_there(found, "?x a qb:DataSet FILTER(STRENDS(STR(?x), 'empty'))")


def test_observations_are_in_the_order_of_their_names() -> None:
    text = written(CUBE)
    assert text.index("\nex:d ") < text.index("\nex:o1 ") < text.index("\nex:o2 ")


def test_a_part(small: kg.Graph) -> None:
    assert exported(small, documents=["register/list-2020"]) == exported(small)
    for part in ({"documents": ["register/letter"]}, {"classes": ["Ship"]}):
        with pytest.raises(FormatError, match="so there is no cube"):
            exported(small, **part)


def test_where_there_is_none() -> None:
    with pytest.raises(FormatError, match="so there is no cube"):
        written("ex:a ex:p ex:b .")
