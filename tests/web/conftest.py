"""Servers that the tests of a module share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build import build
from tests.projects import mini
from tests.web.server import Server

NUMBERS = 300
EX = "http://example.org/"


@pytest.fixture(scope="session")
def mini_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three-class project with a current build; treat it as read-only."""
    project = mini(tmp_path_factory.mktemp("mini") / "project")
    report = build(project)
    assert [str(issue) for issue in report.issues] == []
    return project.root


@pytest.fixture(scope="session")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Oxigraph store: 300 subjects with a number each, and one named graph."""
    folder = tmp_path_factory.mktemp("numbers") / "store"
    store = ox.Store(folder)
    value, named = ox.NamedNode(f"{EX}value"), ox.NamedNode(f"{EX}graph")
    quads = [ox.Quad(ox.NamedNode(f"{EX}{n}"), value, ox.Literal(n)) for n in range(NUMBERS)]
    quads.append(ox.Quad(ox.NamedNode(f"{EX}0"), value, ox.Literal("in a graph"), named))
    store.extend(quads)
    store.flush()
    del store
    return folder


@pytest.fixture(scope="module")
def server(mini_built: Path) -> Iterator[Server]:
    """A server of the three-class project's build."""
    serving = Server(cwd=mini_built)
    yield serving
    serving.kill()


@pytest.fixture(scope="module")
def store_server(numbers: Path) -> Iterator[Server]:
    """A server of a store that is no project's."""
    serving = Server("--store", numbers, cwd=numbers.parent)
    yield serving
    serving.kill()
