"""RDF files of somebody else: what each becomes, and what is told of those that are wrong."""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DatasetError
from kg.ingest.graphs.blank import name_blank
from kg.ingest.graphs.formats import FORMATS, Statement, statements
from kg.ingest.graphs.frames import Ignored
from kg.ingest.graphs.gathered import gather
from kg.ingest.graphs.literals import kept
from kg.ingest.graphs.problems import MOST, Problems
from kg.model.vocab import XSD
from kg.project import Project
from tests.projects import CASES, complaints, mini, staged

GRAPHS = CASES / "graphs"
GOOD = sorted(case for case in GRAPHS.iterdir() if (case / "expected.nq").exists())
DATASET = """
title: A case
language: en
documents:
  - {id: doc, title: A document, publisher: Port office, retrieved: 2020-01-01}
graphs:
  - {ENTRY, document: doc}
release: data
"""


def with_graphs(case: Path, target: Path) -> Project:
    project = mini(target)
    shutil.copytree(case, project.data / case.name, ignore=shutil.ignore_patterns("expected.*"))
    return project


def with_file(target: Path, name: str, text: bytes, entry: str = "") -> Project:
    """Give a project a dataset of one RDF file."""
    project = mini(target)
    folder = project.data / "graph"
    folder.mkdir()
    (folder / name).write_bytes(text)
    written = DATASET.replace("ENTRY", entry or f"file: {name}")
    (folder / "dataset.yaml").write_text(written, encoding="utf-8")
    return project


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_file_becomes_exactly_these_claims(case: Path, tmp_path: Path) -> None:
    project = with_graphs(case, tmp_path / "project")
    found = staged(project, tmp_path / "cache")[case.name]
    expected = (case / "expected.nq").read_text(encoding="utf-8")
    assert (
        sorted(set(found.graphs.read_text(encoding="utf-8").splitlines())) == expected.splitlines()
    )


@pytest.mark.parametrize("case", sorted(GRAPHS.iterdir()), ids=lambda case: case.name)
def test_what_is_wrong_is_told(case: Path, tmp_path: Path) -> None:
    project = with_graphs(case, tmp_path / "project")
    told = case / "expected.txt"
    expected = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    assert complaints(project) == expected


MINI = (
    b"@prefix m: <https://mini.example/ontology#> . "
    b"@prefix kg: <https://w3id.org/sogdian/ontology#> . "
    b"@prefix outcome: <https://mini.example/code/outcome/> .\n"
)
PREFIX = b"@prefix ex: <http://other.example/> .\n"


@pytest.mark.parametrize(
    ("name", "text", "entry", "part"),
    [
        ("a.ttl", b"", "", "holds no statement"),
        ("a.ttl", PREFIX + b"ex:a ex:b ex:c", "", "a.ttl:2:"),
        ("a.ttl", b"<a> <b> <c> .", "", "state what it is relative to, `base: https://"),
        ("a.ttl", b"<a> <b> <c> .", "file: a.ttl, base: here", "is no absolute IRI"),
        ("a.ttl", b"x:a x:b x:c .", "", "declare the prefix in the file"),
        ("a.ttl", b'<?xml version="1.0"?><rdf:RDF/>', "", "say `format: rdf-xml`"),
        ("a.rdf", PREFIX, "", "say `format: turtle`"),
        ("a.nt", b'{"@id": "http://x/"}', "", "say `format: json-ld`"),
        ("a.ttl", "<http://a/> <http://b/> 1 .".encode("utf-16"), "", "is UTF-16"),
        ("a.nt", b'<http://a/> <http://b/> "\xe9" .', "", "RDF is UTF-8"),
        ("a.jsonld", b'{"@context": "https://schema.org/", "name": "x"}', "", "is not fetched"),
        ("a.jsonld", b'{"@id": ', "", "is no json-ld that can be read"),
        ("a.txt", b"", "", "does not tell its format; say it: format: one of"),
        ("a.ttl", b"", "file: a.ttl, format: turtel", 'did you mean "turtle"?'),
        ("a.ttl", b"", "file: b.ttl", "b.ttl: graphs: there is no such file"),
        ("a.ttl", b"", "file: ../a.ttl", "must be a path inside the dataset's folder"),
        ("a.ttl", b"", "file: a.ttl, member: x", "it is no zip"),
        ("a.ttl", b"", "file: a.ttl, ignore: skoz:note", 'did you mean "skos"?'),
        ("a.ttl", b"", "file: a.ttl, named: g1", "is no IRI of a named graph"),
        ("a.ttl", b"", "file: a.ttl, speeker: x", 'did you mean "speaker"?'),
        (
            "a.nq",
            b"<http://c/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
            b"<https://w3id.org/sogdian/ontology#Claim> .",
            "",
            "this is a graph with the claims of its sources",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error(
    name: str, text: bytes, entry: str, part: str, tmp_path: Path
) -> None:
    told = complaints(with_file(tmp_path / "project", name, text, entry))
    assert [line for line in told if part in line], told
    assert not any(line.startswith("warning") for line in told)


MORE = """
m:Recheck a owl:Class ; rdfs:subClassOf m:Inspection ;
    rdfs:label "recheck"@en ; skos:definition "An inspection that follows another."@en .
outcome:void a skos:Concept ; skos:inScheme <https://mini.example/code/outcome> ;
    skos:notation "void" ; skos:prefLabel "void"@en .
"""


def inspected(target: Path, classes: bytes, outcome: bytes) -> Project:
    """A project with one inspection in a file; of three outcomes its shape lists two."""
    text = (
        b"[] a %s ; m:registration <https://mini.example/id/Registration/aurora/NOR> ;"
        b" m:outcome outcome:%s ."
    )
    project = with_file(target, "a.ttl", MINI + text % (classes, outcome))
    shaped = "m:outcome ; sh:class skos:Concept ;"
    listed = f"{shaped} sh:in ( outcome:passed outcome:failed ) ;"
    [file] = [one for one in project.ontology.glob("*.ttl") if shaped in one.read_text("utf-8")]
    file.write_text(file.read_text("utf-8").replace(shaped, listed) + MORE, encoding="utf-8")
    return project


@pytest.mark.parametrize(("code", "told"), [(b"passed", 0), (b"void", 1)])
def test_a_code_that_the_shape_does_not_list_is_told(
    tmp_path: Path, code: bytes, told: int
) -> None:
    found = complaints(inspected(tmp_path / "project", b"m:Inspection", code))
    assert len(found) == told
    assert all("void> is not allowed as `outcome`" in one for one in found)


@pytest.mark.parametrize("classes", [b"m:Recheck", b"m:Inspection , m:Recheck"])
def test_of_a_class_and_one_above_it_the_narrower_names_the_node(
    tmp_path: Path, classes: bytes
) -> None:
    project = inspected(tmp_path / "project", classes, b"passed")
    lines = staged(project, tmp_path / "cache")["graph"].graphs.read_text(encoding="utf-8")
    assert "id/Recheck/" in lines
    assert "id/Inspection/" not in lines


def test_two_files_are_two_documents(tmp_path: Path) -> None:
    entry = "file: a.ttl, document: doc}\n  - {file: a.ttl"
    project = with_file(tmp_path / "project", "a.ttl", PREFIX + b"ex:a ex:b 1 .", entry)
    assert any("give each file its own document" in line for line in complaints(project))


def test_a_minimum_of_statements_is_asserted(tmp_path: Path) -> None:
    entry = "file: a.ttl"
    project = with_file(tmp_path / "project", "a.ttl", PREFIX + b"ex:a ex:b 1 .", entry)
    path = project.data / "graph" / "dataset.yaml"
    path.write_text(path.read_text("utf-8") + "minimum: {statements: 2}\n", encoding="utf-8")
    assert any("1 statements, but at least 2" in line for line in complaints(project))


def test_of_very_many_faults_the_rest_is_counted() -> None:
    problems = Problems("a.ttl", "others")
    for number in (*range(MOST), 0, MOST, MOST + 1):
        problems.add(f"fault {number}", subject=f"<http://a/{number}>")
    told = [issue.message for issue in problems.issues()]
    assert told[-2:] == [
        f"fault {MOST - 1}",
        f"2 more faults are not listed: mend the first {MOST:,}",
    ]
    assert len(told) == MOST + 1


def test_an_unchanged_file_is_not_mapped_again(tmp_path: Path) -> None:
    project = with_graphs(GRAPHS / "ships", tmp_path / "project")
    first = staged(project, tmp_path / "cache")["ships"]
    again = staged(project, tmp_path / "cache")["ships"]
    assert (first.fresh, again.fresh) == (True, False)
    assert again.counts == first.counts
    assert again.files == first.files
    first.graphs.unlink()
    assert staged(project, tmp_path / "cache")["ships"].fresh


# ---- literals: the store is the judge ----------------------------------------------------------

WRITTEN = {
    "integer": st.from_regex(r"\A[+-]?[0-9]{1,25}\Z"),
    "decimal": st.from_regex(r"\A[+-]?[0-9]{1,15}(\.[0-9]{0,15})?\Z"),
    "boolean": st.sampled_from(["true", "false", "1", "0", "yes"]),
    "double": st.floats().map(repr)
    | st.sampled_from(["INF", "-INF", "NaN", "1.0E3", ".5", "5.", "-inf", "Infinity", "nan"]),
    "date": st.dates().map(str) | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
    "int": st.integers(-(2**31), 2**31 - 1).map(str) | st.just("9" * 20),
    "positiveInteger": st.integers(-2, 2).map(str),
    "float": st.floats(width=32).map(repr) | st.sampled_from(["1.0E3", "+1", "1e40", "16777217"]),
    "dateTime": st.datetimes().map(lambda one: one.isoformat())
    | st.sampled_from(["2020-01-01T24:00:00", "2020-01-01T00:00:00.50+00:00"]),
    "time": st.sampled_from(["24:00:00", "10:00:00.50", "10:00:00-00:00", "25:00:00"]),
    "gYear": st.sampled_from(["2020", "2020+00:00", "20"]),
    "string": st.text(),
}


@given(st.sampled_from(sorted(WRITTEN)).flatmap(lambda n: st.tuples(st.just(n), WRITTEN[n])))
def test_literals_are_as_the_store_keeps_them(said: tuple[str, str]) -> None:
    name, text = said
    term = ox.Literal(text, datatype=ox.NamedNode(XSD + name))
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://a/"), ox.NamedNode("http://b/"), term))
    found, _ = kept(str(term))
    assert found == str(next(iter(store)).object)


# ---- blank nodes: a name does not depend on how the file is written ----------------------------

TRIPLES = st.lists(
    st.tuples(
        st.sampled_from(["_:a", "_:b", "_:c", "_:d", "<http://n/1>", "<http://n/2>"]),
        st.sampled_from(["<http://p/1>", "<http://p/2>"]),
        st.sampled_from(["_:a", "_:b", "_:c", "_:d", '"x"', "<http://n/1>"]),
    ),
    min_size=1,
    max_size=9,
)


def skolemised(triples: list[tuple[str, str, str]]) -> set[tuple[str, ...]]:
    gathered = gather((Statement(*one, "") for one in triples), Ignored(), (), {})
    names = name_blank(gathered, "<http://doc/>", "http://base/").names
    return {tuple(names.get(term, term) for term in one) for one in triples}


@given(TRIPLES, st.randoms(use_true_random=False))
def test_the_order_and_the_labels_do_not_matter(
    triples: list[tuple[str, str, str]], chance: random.Random
) -> None:
    labels = dict(zip(["_:a", "_:b", "_:c", "_:d"], chance.sample("wxyz", 4), strict=True))
    other = [tuple(f"_:{labels[t]}" if t in labels else t for t in one) for one in triples]
    chance.shuffle(other)
    assert skolemised(triples) == skolemised([(s, p, o) for s, p, o in other])


@given(TRIPLES)
def test_no_two_nodes_become_one(triples: list[tuple[str, str, str]]) -> None:
    assert len(skolemised(triples)) == len(set(triples))


def test_a_long_list_of_the_same_and_many_alike_end(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    alike = " , ".join(["[ ex:q [ ex:r 1 ] ]"] * 50)
    text = f"ex:a ex:list ( {'0 ' * 3000} ) ; ex:p {alike} ."
    path.write_bytes(PREFIX + text.encode())
    found = gather(statements(path, "turtle"), Ignored(), (), {})
    names = name_blank(found, "<http://doc/>", "http://base/").names
    assert len(set(names.values())) == len(names) == 3100


@pytest.mark.parametrize("form", sorted(FORMATS))
@given(text=st.binary(max_size=60))
def test_any_octets_are_statements_or_an_error(
    form: str, text: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"octets-{form}"
    path.write_bytes(text)
    with suppress(DatasetError):
        list(statements(path, form))
