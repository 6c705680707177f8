"""The ontology as it leaves."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import kg
from kg.errors import FormatError
from kg.model.shapes import read_ontology
from kg.project import shipped_root
from kg.publish.canonical import canonical
from tests.command import run_kg


def exported(where: kg.Graph, name: str, **options: list[str]) -> str:
    output = BytesIO()
    where.export(name, output, **options)  # type: ignore[arg-type]
    return output.getvalue().decode()


def settled(text: str) -> set[ox.Quad]:
    found = ox.Dataset(ox.Quad(*triple) for triple in ox.parse(text, format=ox.RdfFormat.TURTLE))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(found)


@pytest.fixture(scope="module")
def page(small: kg.Graph) -> str:
    return exported(small, "ontology-html")


def test_the_files_are_one(small: kg.Graph) -> None:
    (file,) = small.project.ontology.glob("*.ttl")
    text = exported(small, "ontology")
    assert settled(text) == settled(file.read_text(encoding="utf-8"))
    assert len(rdflib.Graph().parse(data=text, format="turtle")) == len(settled(text))
    assert "@prefix m: " in text
    assert "owl:hasKey ( m:ship m:flag )" in text


def test_the_page_has_every_class_with_its_example(small: kg.Graph, page: str) -> None:
    known = read_ontology(small.project.ontology, shipped_root() / "ontology")
    classes = [one for one in known.classes.values() if one.iri.startswith(known.base)]
    assert {"Flag", "Ship", "Ferry", "Registration"} < {one.name for one in classes}
    for cls in classes:
        assert f"<code>{cls.iri}</code>" in page
        assert cls.definition in page
    assert "Борей" in page


def test_the_page_is_the_same_each_time(small: kg.Graph, page: str) -> None:
    """Also in a process that goes through sets in another order."""
    for seed in ("1", "2"):
        done = run_kg("export", "ontology-html", cwd=small.project.root, PYTHONHASHSEED=seed)
        assert done.stdout == page


def test_nodes_without_a_name_are_named_by_content(tmp_path: Path) -> None:
    """Neither their order nor the files in which they stand leave a trace."""
    one, two = (
        "<http://a> <http://p> [ <http://q> 1 ] .",
        "<http://a> <http://p> [ <http://q> 2 ] .",
    )
    for name, text in (("1", f"{one} {two}"), ("2", f"{two} {one}"), ("3", one), ("4", two)):
        (tmp_path / name).write_text(text)
    files = [[tmp_path / name for name in some] for some in ("1", "2", "34", "43")]
    assert len({canonical(some).serialize(format="turtle") for some in files}) == 1


def test_what_is_no_turtle_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("no Turtle")
    with pytest.raises(FormatError, match=r"x\.ttl"):
        canonical([tmp_path / "x.ttl"])


@pytest.mark.parametrize("name", ["ontology", "ontology-html"])
def test_a_part_of_an_ontology_is_none(small: kg.Graph, name: str) -> None:
    with pytest.raises(FormatError, match="an ontology is whole"):
        exported(small, name, classes=["Ship"])
