"""The catalogue of a release, by readers that are not ours: rdflib and pySHACL."""

from __future__ import annotations

import hashlib
import shutil
from io import BytesIO
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

import kg
from kg.errors import DatasetError, FormatError, ParameterError
from tests.projects import mini

HERE = Path(__file__).parent
EU = "http://publications.europa.eu/resource/authority/"
BASE = "https://mini.example/"
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
REGISTER = URIRef(f"{BASE}dataset/register")


@pytest.fixture(scope="module")
def found(released: Path) -> Graph:
    return Graph().parse(released / "catalogue.ttl")


def exported(graph: kg.Graph, name: str = "dcat") -> Graph:
    octets = BytesIO()
    graph.export(name, octets)
    return Graph().parse(data=octets.getvalue(), format="turtle")


def values(found: Graph, subject: Node, *path: URIRef) -> set[str]:
    nodes: set[Node] = {subject}
    for step in path:
        nodes = {value for node in nodes for value in found.objects(node, step)}
    return {str(node) for node in nodes}


def release(found: Graph) -> URIRef:
    (one,) = set(found.subjects(RDF.type, DCAT.Dataset)) - {REGISTER}
    assert isinstance(one, URIRef)
    return one


def test_it_keeps_its_shapes(found: Graph, released: Path) -> None:
    shapes = Graph().parse(HERE / "shapes.ttl")
    conforms, _, text = pyshacl.validate(found, shacl_graph=shapes)
    assert conforms, text
    found_otherwise = Graph().parse(released / "catalogue.ttl")
    found_otherwise.remove((REGISTER, DCTERMS.license, None))
    assert not pyshacl.validate(found_otherwise, shacl_graph=shapes)[0]


def test_every_file_that_was_written_before_is_listed(found: Graph, released: Path) -> None:
    later = {"catalogue.ttl", "ro-crate-metadata.json", "manifest.json", "SHA256SUMS"}
    address = str(release(found))
    listed = {str(one).removeprefix(address) for one in found.objects(None, DCAT.downloadURL)}
    files = (path for path in released.rglob("*") if path.is_file())
    assert listed == {path.relative_to(released).as_posix() for path in files} - later
    for part in found.objects(release(found), DCAT.distribution):
        (url,) = values(found, part, DCAT.downloadURL)
        octets = (released / url.removeprefix(address)).read_bytes()
        assert values(found, part, DCAT.byteSize) == {str(len(octets))}
        digests = values(found, part, SPDX.checksum, SPDX.checksumValue)
        assert digests == {hashlib.sha256(octets).hexdigest()}


def test_a_dataset_says_what_its_file_says(found: Graph) -> None:
    said = {
        DCTERMS.title: {"The register", "Реестр"},
        DCTERMS.issued: {"2025-12-01"},
        DCTERMS.modified: {"2026-11-25"},
        DCTERMS.license: {f"{EU}licence/CC_BY_4_0"},
        DCTERMS.language: {f"{EU}language/ENG"},
        DCTERMS.accrualPeriodicity: {f"{EU}frequency/ANNUAL"},
        DCTERMS.accessRights: {f"{EU}access-right/PUBLIC"},
        DCTERMS.spatial: {f"{EU}country/NOR", f"{BASE}id/Place/the-bay"},
        DCTERMS.conformsTo: {f"{BASE}ontology"},
        DCAT.theme: {f"{EU}data-theme/TRAN", f"{EU}data-theme/GOVE"},
        DCAT.keyword: {"ships", "registers", "суда"},
        URIRef(f"{DCAT}version"): {"7"},
    }
    assert {prop: values(found, REGISTER, prop) for prop in said} == said
    assert values(found, REGISTER, DCTERMS.publisher, FOAF.name) == {"Port office"}
    desk = values(found, REGISTER, DCAT.contactPoint, VCARD.hasURL)
    assert desk == {f"{BASE}register/questions"}


def test_time_is_that_of_the_claims(found: Graph) -> None:
    """A ferry was launched in May 1999; ships were counted to the end of 2019."""
    assert values(found, REGISTER, DCTERMS.temporal, DCAT.startDate) == {"1999-05-01"}
    assert values(found, REGISTER, DCTERMS.temporal, DCAT.endDate) == {"2019-12-31"}


def test_a_place_without_a_code_lies_somewhere(found: Graph) -> None:
    (point,) = found.objects(URIRef(f"{BASE}id/Place/the-bay"), DCAT.centroid)
    assert isinstance(point, Literal)
    assert str(point.datatype).endswith("wktLiteral")
    assert "10.5 59.9" in str(point)


def test_the_project_speaks_for_the_catalogue(found: Graph) -> None:
    (me,) = found.subjects(RDF.type, DCAT.Catalog)
    assert me == URIRef(f"{BASE}catalogue")
    assert values(found, me, DCTERMS.title) == {"Ships of two lands", "Суда двух стран"}
    assert values(found, me, DCTERMS.license) == {f"{EU}licence/CC0"}
    assert values(found, me, FOAF.homepage) == {BASE}
    assert values(found, me, DCAT.contactPoint, VCARD.hasEmail) == {"mailto:desk@mini.example"}
    kinds = values(found, me, DCTERMS.publisher, DCTERMS.type)
    assert kinds == {"http://purl.org/adms/publishertype/NationalAuthority"}
    assert values(found, me, DCAT.service, DCAT.endpointURL) == {f"{BASE}sparql"}
    assert values(found, me, DCAT.service, DCAT.servesDataset) == {str(REGISTER)}


def test_a_release_has_an_address_of_its_own(found: Graph, ships: kg.Graph, tmp_path: Path) -> None:
    name = str(release(found)).removeprefix("https://files.mini.example/ships/")
    assert name == f"2026-11-25-{ships.build_id[:12]}/"
    ships.release(tmp_path / "r", url="https://other.example/here", date="2026-12-01")
    other = Graph().parse(tmp_path / "r" / "catalogue.ttl")
    assert release(other) == URIRef("https://other.example/here/")
    assert values(other, release(other), DCTERMS.issued) == {"2026-12-01"}
    with pytest.raises(ParameterError, match='will stand: "here" is no address that begins'):
        ships.release(tmp_path / "s", url="here")
    assert not (tmp_path / "s").exists()


def test_without_a_word_of_the_project(small: kg.Graph, tmp_path: Path) -> None:
    """Title and the like come from the only publisher, the base and the datasets; no service."""
    found = exported(small)
    (me,) = found.subjects(RDF.type, DCAT.Catalog)
    assert values(found, me, DCTERMS.publisher) == {f"{BASE}id/Agent/port-office"}
    assert values(found, me, DCTERMS.title) == {BASE}
    assert not values(found, me, DCAT.service)
    assert not set(found.objects(None, DCAT.downloadURL))
    small.release(tmp_path / "r")
    released = Graph().parse(tmp_path / "r" / "catalogue.ttl")
    name = f"2026-11-25-{small.build_id[:12]}"
    assert release(released) == URIRef(f"{BASE}release/{name}/")


def test_a_publisher_whom_nobody_knows(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    text = "title: Ships\npublisher: Agent/nobody\n"
    (project.data / "catalogue.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match="names the publisher Agent/nobody, of whom the build"):
        exported(kg.open(project.root))


def test_another_store_has_no_catalogue(small: kg.Graph, tmp_path: Path) -> None:
    assert small.build is not None
    store = shutil.copytree(small.build / "store", tmp_path / "store")
    with pytest.raises(FormatError, match="only the build of a project has a catalogue"):
        exported(kg.open(store=store))
