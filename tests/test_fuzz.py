"""Whatever stands in a file, it is read or refused in words: no exception but ours ever leaves."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.ingest.inputs import stage_all
from kg.model.lint import lint
from kg.model.ontology import Ontology
from kg.model.shapes import read_ontology
from kg.project import Project, shipped_root
from tests.projects import TESTS, mini

SHIPPED = shipped_root() / "ontology"
SCALARS = [
    "",
    "not-stated",
    "NOR",
    "2025-13",
    "9999",
    "-1",
    "1e999",
    "a/b",
    "http://[",
    "\u2028",
    "0",
]
ODD: list[object] = [*SCALARS, [], {}, ["x", ["y"]], {"Ship": "aurora"}, {"Ship": {}}, {"en": "x"}]
ODD += [{"local": "x"}, {"Document": "letter"}, {"Claim": "aurora"}, {"flag": "NOR", "ship": "x"}]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return mini(tmp_path_factory.mktemp("fuzz") / "project")


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology(TESTS / "mini" / "ontology", SHIPPED)


@contextmanager
def told() -> Iterator[list[KgError]]:
    """Collect an error of ours; any other is a fault."""
    errors: list[KgError] = []
    try:
        yield errors
    except KgError as error:
        errors.append(error)


def places(tree: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every part of a tree."""
    found = [path]
    items = tree.items() if isinstance(tree, dict) else ()
    for key, value in items or (enumerate(tree) if isinstance(tree, list) else ()):
        found += places(value, (*path, key))
    return found


def changed(tree: object, path: tuple[str | int, ...], order: random.Random) -> object:
    """A tree with one part replaced, removed, renamed or put into a list."""
    if not path:
        return order.choice(ODD)
    key, *rest = path
    assert isinstance(tree, dict | list)
    copy = tree.copy()
    if rest:
        copy[key] = changed(tree[key], tuple(rest), order)  # type: ignore[index]
        return copy
    match order.randrange(4):
        case 0:
            del copy[key]  # type: ignore[arg-type]
        case 1 if isinstance(copy, dict):
            copy[order.choice(["says", "denies", "id", "Ship", "slug", "period"])] = copy.pop(key)
        case 2:
            copy[key] = [copy[key], order.choice(ODD)]  # type: ignore[index]
        case _:
            copy[key] = order.choice(ODD)  # type: ignore[index]
    return copy


@pytest.mark.parametrize("name", ["facts.yaml", "dataset.yaml"])
@settings(max_examples=50)
@given(order=st.randoms(use_true_random=False), times=st.integers(1, 3))
def test_any_change_of_yaml(
    name: str,
    order: random.Random,
    times: int,
    project: Project,
    ontology: Ontology,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    original = TESTS / "mini" / "data" / "register"
    tree: object = yaml.load((original / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    for _ in range(times):
        tree = changed(tree, order.choice(places(tree)), order)
    folder = project.data / "register"
    shutil.copytree(original, folder, dirs_exist_ok=True)
    (folder / name).write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    cache = tmp_path_factory.mktemp("cache")
    _, issues = stage_all(project, ontology, cache, lambda step, done, total: None)
    for issue in issues:
        assert issue.message
        assert issue.where.file.startswith(str(project.root))
        assert issue.where.line


@settings(max_examples=50)
@given(order=st.randoms(use_true_random=False), times=st.integers(1, 4))
def test_any_change_of_turtle(order: random.Random, times: int, project: Project) -> None:
    original = (TESTS / "mini" / "ontology" / "core.ttl").read_text(encoding="utf-8")
    words = re.findall(r"\S+|\s+", original)
    for _ in range(times):
        place = order.randrange(len(words))
        match order.randrange(3):
            case 0:
                del words[place]
            case 1:
                words.insert(place, order.choice(words))
            case _:
                words[place] = order.choice([*words, '"x"', "[]", "( )", "-1", "sh:in", "m:none"])
    (project.ontology / "core.ttl").write_text("".join(words), encoding="utf-8")
    with told() as refused:
        read = read_ontology(project.ontology, SHIPPED)
    if refused:
        assert refused[0].where.file
        return
    lint(project.ontology, SHIPPED, read)
    shutil.copytree(TESTS / "mini" / "data", project.data, dirs_exist_ok=True)
    cache = project.home / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    with told():
        stage_all(project, read, cache, lambda step, done, total: None)


def test_a_change_is_made_everywhere(tmp_path: Path) -> None:
    tree: dict[str, object] = {"a": [{"b": "c"}]}
    assert places(tree) == [(), ("a",), ("a", 0), ("a", 0, "b")]
    seen = {str(changed(tree, path, random.Random(n))) for path in places(tree) for n in range(20)}
    assert len(seen) > 20
