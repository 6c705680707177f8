from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import kg
from kg.errors import FormatError
from kg.project import Project
from kg.publish.exports.export import Material
from kg.publish.exports.registry import export_named
from kg.publish.exports.targets import Pouring
from tests.views import MemoryView

FLAT = ("turtle", "ntriples", "rdfxml", "jsonld")
RDFLIB = dict(zip(FLAT, ("turtle", "nt", "xml", "json-ld"), strict=True))


def material(trig: str) -> Material:
    return Material(Project(Path(), Path()), MemoryView(trig), "")


def written(name: str, made: Material) -> bytes:
    output = BytesIO()
    export_named(name).write(made, Pouring(output))
    return output.getvalue()


def exported(graph: kg.Graph, name: str) -> bytes:
    output = BytesIO()
    graph.export(name, output)
    return output.getvalue()


def read(octets: bytes, name: str) -> set[ox.Quad]:
    ending = export_named(name).file.rpartition(".")[2]
    return set(ox.parse(octets, format=ox.RdfFormat.from_extension(ending)))


@pytest.mark.parametrize("name", ["nquads", "trig"])
def test_with_claims_there_is_everything(small: kg.Graph, name: str) -> None:
    assert read(exported(small, name), name) == set(small.view.quads())


@pytest.mark.parametrize("name", FLAT)
def test_flat_there_is_the_default_graph(small: kg.Graph, name: str) -> None:
    octets = exported(small, name)
    assert read(octets, name) == set(small.view.quads(graph=ox.DefaultGraph()))
    assert b"/claim/" in octets  # who says it is there, too


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # it warns of itself
@pytest.mark.parametrize("name", FLAT)
def test_another_reader_reads_the_same(small: kg.Graph, name: str) -> None:
    found = rdflib.Dataset(default_union=True)
    found.parse(data=exported(small, name).decode(), format=RDFLIB[name])
    lines = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in found.triples((None,) * 3))
    again = ox.Dataset(ox.parse(lines, ox.RdfFormat.TURTLE))
    wanted = ox.Dataset(small.view.quads(graph=ox.DefaultGraph()))
    for some in (again, wanted):
        some.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(again) == set(wanted)


def test_progress_knows_how_much_there_is(small: kg.Graph) -> None:
    told: list[tuple[str, int, int]] = []
    output = BytesIO()
    small.export("nquads", output, progress=lambda *step: told.append(step))
    name, done, of = told[-1]
    assert (name, done) == ("nquads", output.getvalue().count(b"\n"))
    assert of >= done > 0


def test_ends_of_lines_stay_what_they_are_in_xml() -> None:
    made = material(r'ex:a ex:p "one\r\ntwo\rthree\n\tfour " .')
    assert read(written("rdfxml", made), "rdfxml") == set(made.view.quads())


@pytest.mark.parametrize("iri", ["http://example.org/1", "http://example.org/a/", "urn:x#"])
def test_a_property_that_no_element_can_be_named_after(iri: str) -> None:
    made = material(f'ex:a <{iri}> "x" .')
    with pytest.raises(FormatError, match=f"<{iri}> is no name of an XML element"):
        written("rdfxml", made)
    assert read(written("turtle", made), "turtle") == set(made.view.quads())


@pytest.mark.parametrize("text", [r"\u0001", r"\u000C", r"\uFFFF"])
def test_a_character_that_xml_does_not_have(text: str) -> None:
    with pytest.raises(FormatError, match="control character, which XML cannot hold"):
        written("rdfxml", material(f'ex:a ex:p "{text}" .'))


def test_an_unknown_name_lists_them_all() -> None:
    with pytest.raises(FormatError, match=r'"nquad"; did you mean "nquads"\? Known are: '):
        export_named("nquad")
    with pytest.raises(FormatError, match=r"known are: .*turtle"):
        export_named("zzz")
