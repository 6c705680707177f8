from __future__ import annotations

import json
import shutil
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import StoreError, SyntaxQueryError
from kg.store.embedded import open_build, open_files, open_store, part_of, write_store
from kg.store.view import FORMAT, Label, View

QUADS = """\
<http://example.org/a> <http://example.org/p> "one" .
<http://example.org/a> <http://example.org/p> "two" <http://example.org/g> .
"""
INSERT = "INSERT { ?s <http://example.org/q> ?o } WHERE { ?s <http://example.org/p> ?o }"
ALL = "SELECT ?p ?o { ?s ?p ?o } ORDER BY ?p"


def rows(view: View, query: str = ALL) -> list[list[str]]:
    answer = view.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return [[term.value for term in solution] for solution in answer]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    quads = tmp_path / "all.nq"
    quads.write_text(QUADS)
    write_store(tmp_path / "build" / "store", [quads], [INSERT])
    return tmp_path / "build" / "store"


@pytest.fixture
def build(store: Path) -> Path:
    folder = store.parent
    manifest = {
        "format": FORMAT,
        "base": "http://example.org/",
        "prefixes": {"ex": "http://example.org/"},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "labels.tsv").write_text("http://example.org/a\tThing\tname\ten\tA thing\n")
    return folder


def test_a_store_holds_what_was_loaded_and_what_the_updates_add(store: Path) -> None:
    assert rows(open_store(store)) == [
        ["http://example.org/p", "one"],
        ["http://example.org/q", "one"],
    ]


def test_a_build_brings_its_prefixes_base_and_labels(build: Path) -> None:
    view = open_build(build)
    assert rows(view, "SELECT ?o { ex:a ex:p ?o }") == [["one"]]
    assert view.base == "http://example.org/"
    assert list(view.labels()) == [Label("http://example.org/a", "Thing", "name", "en", "A thing")]


def test_reading_writes_nothing(build: Path) -> None:
    before = sorted((path.name, path.stat().st_mtime_ns) for path in build.rglob("*"))
    rows(open_build(build))
    assert sorted((path.name, path.stat().st_mtime_ns) for path in build.rglob("*")) == before


def test_a_view_cannot_write(build: Path) -> None:
    with pytest.raises(SyntaxQueryError):
        open_build(build).query("INSERT DATA { <http://x/s> <http://x/p> 1 }")


def test_a_store_opens_beside_its_writer(store: Path) -> None:
    writer = ox.Store(str(store))
    assert len(rows(open_store(store))) == 2
    del writer


def test_a_store_that_another_process_writes_is_locked(store: Path, tmp_path: Path) -> None:
    hold = "import pyoxigraph, sys; s = pyoxigraph.Store(sys.argv[1]); print('held', flush=True)"
    hold += "; sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, store],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="being written by another process"):
            write_store(store, [])
        assert holder.stdin is not None
        holder.stdin.close()


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store at"):
        open_store(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        open_store(tmp_path / "file")


def test_a_folder_of_something_else_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(StoreError, match="is no store"):
        open_store(tmp_path)


@pytest.mark.parametrize("part", ["CURRENT", "MANIFEST", ".sst"])
@pytest.mark.parametrize("damage", ["garbage", "missing"])
def test_a_damaged_store_is_told(store: Path, tmp_path: Path, part: str, damage: str) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(store, broken)
    for path in broken.iterdir():
        if part in path.name:
            path.unlink() if damage == "missing" else path.write_bytes(b"garbage")
    with pytest.raises(StoreError, match="damaged or half written"):
        open_store(broken)


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (None, "no finished build"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"format": 1}', "damaged"),
        ('{"format": "1", "base": "", "prefixes": {}}', "damaged"),
        (f'{{"format": {FORMAT + 1}, "base": "", "prefixes": {{}}}}', "newer kg"),
    ],
)
def test_a_bad_manifest_is_told(build: Path, manifest: str | None, said: str) -> None:
    path = build / "manifest.json"
    path.unlink() if manifest is None else path.write_text(manifest)
    with pytest.raises(StoreError, match=said):
        open_build(build)


def test_files_bring_their_prefixes_and_graphs(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('@prefix ex: <http://example.org/> . ex:a ex:p "one" .')
    (tmp_path / "b.trig").write_text("@prefix o: <http://other.org/> . o:g { o:a o:p [] }")
    view = open_files([tmp_path / "a.ttl", tmp_path / "b.trig"])
    assert rows(view, "SELECT ?o { ex:a ex:p ?o }") == [["one"]]
    assert rows(view, "SELECT ?g { GRAPH ?g { o:a o:p ?x } }") == [["http://other.org/g"]]
    assert list(view.labels()) == []


def test_a_store_of_others_is_asked_with_common_prefixes(tmp_path: Path) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    (tmp_path / "a.nt").write_text(f'<http://x/a> {label} "a" .')
    assert rows(open_files([tmp_path / "a.nt"]), "SELECT ?l { ?s rdfs:label ?l }") == [["a"]]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ttl", "<a> <b> .", r"a\.ttl:1:"),
        ("a.xyz", "", "known are .ttl"),
        ("a.ttl", None, "there is no file"),
        ("a.jsonld", "{", "a.jsonld"),
    ],
)
def test_a_bad_file_is_told(tmp_path: Path, name: str, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(StoreError, match=said):
        open_files([tmp_path / name])


def test_a_bad_update_is_told(tmp_path: Path) -> None:
    with pytest.raises(SyntaxQueryError, match="does not parse"):
        write_store(tmp_path / "store", [], ["INSERT {"])


def test_bad_quads_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text("<http://a/s> <p> 1 .\n")
    with pytest.raises(StoreError, match=r"a\.nq:1:"):
        write_store(tmp_path / "store", [tmp_path / "a.nq"])


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, path: str) -> None: ...
        def __getattr__(self, name: str) -> Any:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.store.embedded.ox.Store", Full)
    with pytest.raises(StoreError, match="disk is full"):
        write_store(tmp_path, [], [])


def dumped(view: View, form: ox.RdfFormat, graph: ox.DefaultGraph | None = None) -> bytes:
    view.dump(output := BytesIO(), form, graph)
    return output.getvalue()


def test_what_is_dumped_has_an_order_that_its_content_decides(tmp_path: Path) -> None:
    lines = [
        f'<http://example.org/{i % 7}> <http://example.org/p{i % 3}> "{i}" <http://g/{i % 5}> .\n'
        for i in range(200)
    ]
    found = set()
    for number, order in enumerate((lines, lines[::-1], sorted(lines))):
        (tmp_path / "all.nq").write_text("".join(order))
        write_store(tmp_path / str(number), [tmp_path / "all.nq"])
        view = open_store(tmp_path / str(number))
        found.add(dumped(view, ox.RdfFormat.N_QUADS))
        graphs = [str(quad.graph_name) for quad in view.quads()]
        assert len([1 for a, b in pairwise(graphs) if a != b]) == 4
    assert len(found) == 1
    assert sorted(found.pop().decode().splitlines(keepends=True)) == sorted(lines)


def test_one_graph_is_dumped_with_the_prefixes_of_the_build(build: Path) -> None:
    view = open_build(build)
    text = dumped(view, ox.RdfFormat.TURTLE, ox.DefaultGraph()).decode()
    assert text.startswith("@prefix ex: <http://example.org/> .\nex:a ")
    assert '"two"' not in text
    with pytest.raises(ValueError, match="supporting datasets"):
        dumped(view, ox.RdfFormat.TURTLE)


def test_quads_by_their_terms(build: Path) -> None:
    view = open_build(build)
    p = ox.NamedNode("http://example.org/p")
    said = {quad.object for quad in view.quads(predicate=p)}
    assert said == {ox.Literal("one"), ox.Literal("two")}
    (quad,) = view.quads(None, p, None, ox.DefaultGraph())
    assert quad.object == ox.Literal("one")


def test_a_part_of_a_view_is_read_as_the_view_is(build: Path, tmp_path: Path) -> None:
    view = open_build(build)
    some = view.quads(graph=ox.DefaultGraph())
    part = part_of(view, tmp_path / "part", some)
    assert (part.base, part.prefixes) == (view.base, view.prefixes)
    assert set(part.quads()) == set(view.quads(graph=ox.DefaultGraph()))
