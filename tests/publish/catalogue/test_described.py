"""VoID, schema.org, SPARQL examples and RO-Crate, by readers that are not ours."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, SH, VOID, Graph, Namespace, URIRef
from rocrate.rocrate import ROCrate

import kg
from kg.query.named.headers import without_header

BASE = "https://mini.example/"
SCHEMA = Namespace("https://schema.org/")


@pytest.fixture(scope="module")
def void(released: Path) -> Graph:
    return Graph().parse(released / "void.ttl")


@pytest.fixture(scope="module")
def triples(released: Path) -> list[ox.Triple]:
    return [one.triple for one in ox.parse(path=released / "flat.nt")]


def me(void: Graph) -> URIRef:
    (one,) = void.subjects(RDF.type, VOID.Dataset)
    assert isinstance(one, URIRef)
    return one


def number(void: Graph, subject: Any, prop: URIRef) -> int:
    (value,) = void.objects(subject, prop)
    return int(str(value))


def test_void_counts_what_a_file_holds(void: Graph, triples: list[ox.Triple]) -> None:
    subjects = {one.subject for one in triples}
    counted = {
        VOID.triples: len(triples),
        VOID.distinctSubjects: len(subjects),
        VOID.entities: sum(isinstance(one, ox.NamedNode) for one in subjects),
        VOID.distinctObjects: len({one.object for one in triples}),
        VOID.properties: len({one.predicate for one in triples}),
    }
    assert {prop: number(void, me(void), prop) for prop in counted} == counted


@pytest.mark.parametrize(
    ("partition", "of", "count"),
    [
        (VOID.classPartition, VOID["class"], VOID.entities),
        (VOID.propertyPartition, VOID.property, VOID.triples),
    ],
)
def test_void_counts_each_class_and_property(
    void: Graph, triples: list[ox.Triple], partition: URIRef, of: URIRef, count: URIRef
) -> None:
    found = {
        str(void.value(part, of)): number(void, part, count)
        for part in void.objects(me(void), partition)
    }
    a = str(RDF.type)
    keys = [
        one.object if of != VOID.property else one.predicate
        for one in triples
        if of == VOID.property or one.predicate.value == a
    ]
    named = [one.value for one in keys if isinstance(one, ox.NamedNode)]
    assert found == {key: named.count(key) for key in set(named)}


def test_void_leads_to_files_and_to_other_vocabularies(void: Graph, released: Path) -> None:
    dumps = {str(one).rpartition("/")[2] for one in void.objects(me(void), VOID.dataDump)}
    assert dumps == {one.name for one in released.iterdir() if one.stem in ("claims", "flat")} | {
        "claims-rdf12.ttl"
    }
    assert f"{BASE}ontology" in map(str, void.objects(me(void), VOID.vocabulary))
    links = list(void.subjects(RDF.type, VOID.Linkset))
    spaces = {str(void.value(void.value(one, VOID.objectsTarget), VOID.uriSpace)) for one in links}
    assert "https://schema.org/" in spaces
    assert not any(space.startswith(BASE) for space in spaces)


def test_an_example_of_each_kind_is_there(void: Graph, triples: list[ox.Triple]) -> None:
    known = {one.subject.value for one in triples if isinstance(one.subject, ox.NamedNode)}
    examples = {str(one) for one in void.objects(me(void), VOID.exampleResource)}
    assert examples
    assert examples <= known


def test_a_part_is_counted_alone(ships: kg.Graph) -> None:
    octets = BytesIO()
    ships.export("void", octets, documents=["register/letter"])
    part = Graph().parse(data=octets.getvalue(), format="turtle")
    whole = BytesIO()
    ships.export("ntriples", whole, documents=["register/letter"])
    assert number(part, me(part), VOID.triples) == whole.getvalue().count(b"\n")


def test_search_engines_find_what_they_want(released: Path, ships: kg.Graph) -> None:
    page = json.loads((released / "dataset.jsonld").read_text(encoding="utf-8"))
    assert page["name"] == "Ships of two lands"
    assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert page["creator"]["name"] == "Port office"
    assert page["temporalCoverage"] == "1999-05-01/2019-12-31"
    assert [one["name"] for one in page["spatialCoverage"]] == ["The bay", "Norland"]
    assert page["isAccessibleForFree"] is True
    assert page["variableMeasured"] == ["calls"]
    assert page["includedInDataCatalog"]["@id"] == f"{BASE}catalogue"
    urls = [one["contentUrl"] for one in page["distribution"]]
    assert f"https://files.mini.example/ships/2026-11-25-{ships.build_id[:12]}/claims.nq" in urls
    for one in (page, *page["hasPart"]):
        assert 50 <= len(one["description"]) <= 5000
        assert all(one.values())


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it warns of itself
def test_search_engines_and_rdf_read_the_same(released: Path) -> None:
    """The context stands in the file, so that no reader needs a network."""
    path = released / "dataset.jsonld"
    theirs = {str(one.predicate.value) for one in ox.parse(path=path)}
    assert {one.rpartition("/")[0] for one in theirs if "schema.org" in one} == {
        "https://schema.org"
    }
    assert len(Graph().parse(path)) == len(set(ox.parse(path=path)))


def test_examples_run_as_they_stand(released: Path, ships: kg.Graph) -> None:
    found = Graph().parse(released / "sparql-examples.ttl")
    files = {path.stem: path for path in ships.project.queries.glob("*.rq")}
    for name, path in files.items():
        one = URIRef(f"{BASE}queries/{name}")
        assert set(found.objects(one, RDF.type)) == {
            SH.SPARQLExecutable,
            URIRef(f"{SH}SPARQLSelectExecutable"),
        }
        text = str(found.value(one, SH.select))
        assert text == without_header(path.read_text(encoding="utf-8")).strip() + "\n"
        assert [row[0].value for row in ships.view.query(text)] == [f"{BASE}id/Ship/aurora"]  # type: ignore[union-attr]
        prefixes = {
            str(found.value(prefix, SH.prefix)): str(found.value(prefix, SH.namespace))
            for prefix in found.objects(found.value(one, SH.prefixes), SH.declare)
        }
        assert prefixes == {"m": f"{BASE}ontology#", "prov": "http://www.w3.org/ns/prov#"}
        assert str(found.value(one, RDFS.comment)).startswith("Which ships are registered")
        assert str(found.value(one, SCHEMA.target)) == f"{BASE}sparql"
        assert [str(tag) for tag in found.objects(one, SCHEMA.keywords)] == ["ships"]
    assert len(list(found.subjects(RDF.type, SH.SPARQLExecutable))) == len(files)


def test_an_archive_reads_the_crate(released: Path) -> None:
    crate = ROCrate(str(released))
    root = crate.root_dataset
    assert root["name"] == "Ships of two lands"
    assert str(root["datePublished"])[:10] == "2026-11-25"
    assert root["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert root["author"]["name"] == "Port office"
    described = {one.id for one in crate.data_entities} | {"ro-crate-metadata.json"}
    paths = (path for path in released.rglob("*") if path.is_file())
    files = {path.relative_to(released).as_posix() for path in paths}
    assert {one for one in files if not one.startswith("SHA256SUMS")} <= described
    for path in files & described - {"ro-crate-metadata.json", "manifest.json"}:
        assert int(crate.get(path)["contentSize"]) == (released / path).stat().st_size
