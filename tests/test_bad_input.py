"""What a person gets wrong gives one clear error with its place, exit code 1, and nothing lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.init import init
from tests.command import run_kg

FACTS, DATASET = "data/shelf/facts.yaml", "data/shelf/dataset.yaml"
CORE, QUERY = "ontology/core.ttl", "queries/who-wrote.rq"


class Case(NamedTuple):
    """A change of one file of a good project, and what must be said of it."""

    name: str
    file: str
    old: str
    new: str
    said: tuple[str, ...]


CASES = (
    Case("misspelt property", FACTS, "verses: 101", "verse: 101", ('"verse"', '"verses"?')),
    Case("misspelt class", FACTS, "      Book:", "      Bok:", ('"Bok"', '"Book"?')),
    Case("misspelt reference", FACTS, "book: Quatrains", "book: Quatrain", ('"Quatrains"?',)),
    Case("misspelt document", FACTS, "document: review", "document: revew", ('"review"?',)),
    Case("misspelt key", FACTS, "locator:", "locater:", ('"locater"', '"locator"?')),
    Case("no date", FACTS, "1859-02", "1859-13", ("1859-13",)),
    Case("no day", FACTS, "1859-02", "1859-02-30", ("1859-02-30",)),
    Case("no number", FACTS, "verses: 101", "verses: many", ("many",)),
    Case("out of range", FACTS, "verses: 101", "verses: 0", ("1",)),
    Case("two values for one", FACTS, "1859-02", "[1859-02, 1860]", ("writtenOn",)),
    Case("nothing where one must be", FACTS, "        book: Quatrains\n", "", ("book",)),
    Case("offsets the wrong way", FACTS, "locator: [by Omar Khayyam]", "at: 9-3", ("9-3",)),
    Case("a long locator", FACTS, "[by Omar Khayyam]", "[a b c d e f]", ("5 words",)),
    Case("an id twice", FACTS, "id: by-khayyam", "id: the-book", ("the-book",)),
    Case("a key twice", FACTS, "verses: 101", "verses: 101, verses: 102", ("verses",)),
    Case("no YAML", FACTS, "records:", "records: [", ()),
    Case("a tab in YAML", FACTS, "  - id: the-book", "\t- id: the-book", ()),
    Case("no such key in dataset.yaml", DATASET, "license:", "licence:", ('"license"?',)),
    Case("no such class in dataset.yaml", DATASET, "{Person:", "{Persn:", ('"Person"?',)),
    Case("no Turtle", CORE, "my:Book a owl:Class ;", "my:Book a owl:Class", ()),
    Case("an unsupported shape term", CORE, "sh:minInclusive 1", "sh:lessThan my:x", ("lessThan",)),
    Case("an import from elsewhere", CORE, "ontology/core>", "ontology/cor>", ("ontology/core",)),
    Case("a query that does not parse", QUERY, "SELECT", "SELEKT", ()),
    Case("a header that names no class", QUERY, "class: Book", "class: Bok", ('"Book"?',)),
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small project with a current build."""
    folder = tmp_path_factory.mktemp("good")
    init(folder)
    assert run_kg("build", cwd=folder).returncode == 0
    return folder


def changed(good: Path, case: Case, target: Path) -> Path:
    shutil.copytree(good, target)
    path = target / case.file
    text = path.read_text(encoding="utf-8")
    assert text.count(case.old) >= 1, "the template has changed"
    path.write_text(text.replace(case.old, case.new, 1), encoding="utf-8")
    return target


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_check_says_what_and_where(case: Case, good: Path, tmp_path: Path) -> None:
    project = changed(good, case, tmp_path / "project")
    done = run_kg("check", cwd=project)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert "a fault of kg" not in done.stderr
    assert f"{case.file}:" in done.stderr
    for words in case.said:
        assert words in done.stderr


BUILT = [case for case in CASES if case.file != QUERY]


@pytest.mark.parametrize("case", BUILT, ids=lambda case: case.name)
def test_a_failed_build_loses_nothing(case: Case, good: Path, tmp_path: Path) -> None:
    project = changed(good, case, tmp_path / "project")
    done = run_kg("build", cwd=project)
    assert done.returncode == 1, done.stdout
    assert (project / ".kg" / "current").read_text() == (good / ".kg" / "current").read_text()
    assert run_kg("show", "The Rubaiyat", cwd=project).returncode == 0


def test_a_file_in_the_wrong_encoding(good: Path, tmp_path: Path) -> None:
    project = shutil.copytree(good, tmp_path / "project")
    facts = project / FACTS
    facts.write_bytes(facts.read_text(encoding="utf-8").encode("utf-16"))
    done = run_kg("check", cwd=project)
    assert done.returncode == 1
    assert f"{FACTS}:" in done.stderr
    assert "UTF-8" in done.stderr
