"""What was mapped once is kept, and is good only as long as everything still means the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import DatasetError
from kg.ingest.digests import files_digest
from kg.ingest.fingerprint import inputs_digest, ontology_digest
from kg.ingest.nquads import write_quads
from kg.model.lines import write_whole
from kg.model.terms import Quad
from kg.project import Project
from tests.projects import CASES, add_facts, complaints, mini, staged

FACTS = "document: doc\nrecords:\n  - {id: a, says: {Ship: {slug: x, sisterOf: Aurora}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = mini(tmp_path / "project")
    add_facts(made, "case", FACTS)
    return made


def fresh(project: Project, cache: Path) -> set[str]:
    return {name for name, one in staged(project, cache).items() if one.fresh}


def test_nothing_is_mapped_twice(project: Project, tmp_path: Path) -> None:
    assert fresh(project, tmp_path / "cache") == {"case", "register"}
    assert fresh(project, tmp_path / "cache") == set()


def test_a_cache_that_lost_something_is_filled_again(project: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    whole = {path.name: path.read_bytes() for path in _filled(project, cache)}
    for path in cache.iterdir():
        content = path.read_bytes()
        path.unlink()
        staged(project, cache)
        path.write_bytes(content[: len(content) // 2])
        if path.suffix == ".json":
            staged(project, cache)
        path.write_bytes(content)
    assert {path.name: path.read_bytes() for path in _filled(project, cache)} == whole


def _filled(project: Project, cache: Path) -> list[Path]:
    staged(project, cache)
    return sorted(cache.iterdir())


def test_a_name_that_another_dataset_gives_changes_what_is_mapped(
    project: Project, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    fresh(project, cache)
    register = project.data / "register" / "facts.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("name: Borей", "name: Б"), encoding="utf-8")
    assert fresh(project, cache) == set(), "no name of it is used elsewhere"
    register.write_text(text.replace("slug: aurora\n", "slug: dawn\n").replace("aurora}", "dawn}"))
    assert fresh(project, cache) == {"case", "register"}


UNKNOWN = {
    "a row by a batch": (
        "tables:\n  - file: a.csv\n    document: doc\n    rows: {says: {CallObservation: "
        "{callFlag: {column: flag}, period: '2018', calls: {column: calls}}}}\n",
        "a.csv",
        "flag,calls\nNOR,1\nNewland,2\n",
    ),
    "a row by itself": (
        "tables:\n  - file: a.csv\n    document: doc\n    rows: {says: {Ship: "
        "{slug: {column: slug}, sisterOf: {column: sister}}}}\n",
        "a.csv",
        "slug,sister\none,aurora\ntwo,newland\n",
    ),
    "a subject": (
        "graphs:\n  - {file: a.nt, document: doc}\n",
        "a.nt",
        "<https://a.example/1> <http://purl.org/dc/terms/relation> "
        "<https://mini.example/id/Ship/newland> .\n",
    ),
}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_a_name_that_was_unknown_and_is_given_brings_in_what_was_left_out(
    kind: str, tmp_path: Path
) -> None:
    mapping, name, text = UNKNOWN[kind]
    project, cache = mini(tmp_path / "project"), tmp_path / "cache"
    folder = add_facts(project, "case", "", (CASES / "dataset.yaml").read_text() + mapping)
    (folder / "facts.yaml").unlink()
    (folder / name).write_text(text, encoding="utf-8")
    assert staged(project, cache)["case"].counts["faulty"] == 1
    assert fresh(project, cache) == set()
    given = "document: doc\nrecords:\n  - {id: a, says: [{Ship: {slug: newland}}, NEWLAND]}\n"
    add_facts(project, "more", given.replace("NEWLAND", "{Flag: {flagCode: NEW, name: Newland}}"))
    assert fresh(project, cache) == {"case", "more"}
    assert staged(project, cache)["case"].counts["faulty"] == 0


def test_the_digest_tells_names_and_contents_apart(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("a")
    other.write_text("b")
    before = files_digest(tmp_path, [one, other])
    assert before == files_digest(tmp_path, [one, other])
    assert before != files_digest(tmp_path, [other, one])
    assert before != files_digest(tmp_path, [one])
    one.write_text("b")
    other.write_text("a")
    assert before != files_digest(tmp_path, [one, other])


def test_the_digest_does_not_depend_on_where_the_project_stands(tmp_path: Path) -> None:
    one, other = mini(tmp_path / "one"), mini(tmp_path / "deep" / "other")
    assert inputs_digest(one) == inputs_digest(other)
    assert ontology_digest(one) == ontology_digest(other)


def test_the_digest_sees_every_file_of_a_dataset(project: Project) -> None:
    before = inputs_digest(project)
    (project.data / "case" / "table.csv").write_text("a,b\n")
    with_table = inputs_digest(project)
    assert with_table != before
    (project.data / "lookups").mkdir()
    (project.data / "lookups" / "names.csv").write_text("text,class,reference\n")
    assert inputs_digest(project) != with_table


def test_times_mean_nothing(project: Project) -> None:
    before = inputs_digest(project)
    os.utime(project.data / "case" / "facts.yaml", (1, 1))
    assert inputs_digest(project) == before


def test_a_file_that_went_meanwhile(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read: No such file"):
        files_digest(tmp_path, [tmp_path / "gone"])


def test_quads_are_sorted_and_each_stands_once(tmp_path: Path) -> None:
    quads = [Quad("<b:>", "<p:>", '"x"'), Quad("<a:>", "<p:>", '"x"'), Quad("<b:>", "<p:>", '"x"')]
    assert write_quads(tmp_path / "x.nq", quads) == 2
    assert (tmp_path / "x.nq").read_text() == '<a:> <p:> "x" .\n<b:> <p:> "x" .\n'


def test_a_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    write_whole(path, "before")

    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_records_of_a_document_that_was_refused_have_no_faults_of_their_own(tmp_path: Path) -> None:
    project = mini(tmp_path / "p")
    dataset = "title: T\ndocuments:\n  - {id: d, title: D, issued: 2025-13}\n"
    record = "says: {Ship: {slug: s, name: S}}"
    facts = (
        f"document: d\nrecords:\n  - {{id: a, {record}}}\n  - {{id: b, document: d, {record}}}\n"
    )
    add_facts(project, "refused", facts, dataset)
    (found,) = complaints(project)
    assert '"2025-13"' in found
    add_facts(project, "refused", facts.replace("document: d\n", "document: e\n"), dataset)
    assert any('there is no document "e"' in line for line in complaints(project))
