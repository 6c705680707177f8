"""A project of somebody else's own: it is written, it builds, it answers, it holds together."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from kg.errors import ProjectError
from kg.init import init
from tests.command import run_kg


def test_it_builds_and_answers_at_once(tmp_path: Path) -> None:
    written = run_kg("init", "books", cwd=tmp_path)
    assert written.returncode == 0
    assert all((tmp_path / line).is_file() for line in written.stdout.splitlines())
    project = tmp_path / "books"
    assert run_kg("check", cwd=project).stdout == "No errors.\n"
    assert "3 claims" in run_kg("build", cwd=project).stdout
    header, *rows = run_kg("query", "who-wrote", cwd=project).stdout.splitlines()
    assert header.split("\t")[:3] == ["book", "writer", "writtenOn"]
    assert [row.split("\t")[1:3] for row in rows] == [
        ["Omar Khayyam", "1120"],
        ["Edward FitzGerald", "1859-02"],
    ]


def test_the_commands_of_its_readme_run(tmp_path: Path) -> None:
    init(tmp_path / "books")
    readme = (tmp_path / "books" / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    kg ([^#\n]+)", readme, re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        done = run_kg(*command.split(), cwd=tmp_path / "books")
        assert done.returncode == 0, done.stderr


def test_its_iris_begin_with_its_base(tmp_path: Path) -> None:
    init(tmp_path / "books", base="https://books.example.net/")
    assert run_kg("build", cwd=tmp_path / "books").returncode == 0
    query = "SELECT DISTINCT ?x { GRAPH ?g { ?x ?p ?o } }"
    done = run_kg("query", "-e", query, "-f", "csv", cwd=tmp_path / "books")
    assert all(
        line.startswith("https://books.example.net/") for line in done.stdout.splitlines()[1:]
    )
    assert "example.org" not in done.stdout


def test_it_has_three_classes_one_dataset_and_one_query(tmp_path: Path) -> None:
    init(tmp_path / "books")
    core = (tmp_path / "books" / "ontology" / "core.ttl").read_text(encoding="utf-8")
    assert len(re.findall(r"^my:\w+ a owl:Class", core, re.MULTILINE)) == 3
    assert len(list((tmp_path / "books" / "data").iterdir())) == 1
    assert len(list((tmp_path / "books" / "queries").iterdir())) == 1
    assert (tmp_path / "books" / ".gitignore").read_text(encoding="utf-8") == ".kg/\n"


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    assert init(tmp_path)


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(ProjectError, match="is not empty"):
        init(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "books").touch()
    with pytest.raises(ProjectError, match="is a file"):
        init(tmp_path / "books")


def test_a_full_disk_leaves_the_folder_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def full(path: Path, text: str, encoding: str) -> int:
        if path.name == "facts.yaml":
            path.touch()
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, text, encoding=encoding)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ProjectError, match=r"facts.yaml cannot be written: No space left"):
        init(tmp_path / "books")
    assert list((tmp_path / "books").iterdir()) == []


@pytest.mark.parametrize("base", ["books", "https://example.org/books", "ftp://x/", "https://a b/"])
def test_a_base_that_is_none_is_refused(base: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="must be an http"):
        init(tmp_path / "books", base=base)
    assert not (tmp_path / "books").exists()
