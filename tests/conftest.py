"""What the tests share: the shipped project, built once, and `kg` in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

import kg as library
from tests.command import Run, copy_project, run_kg

# How long an example takes says nothing where other processes use the same two cores.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped project with a current build; treat it as read-only."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    done = run_kg("build", cwd=project)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def kg(built: Path) -> Run:
    """Return a function that runs `kg` in the built project: `kg("show", "KAZ")`."""

    def run(*args: object, cwd: Path = built, **env: str) -> subprocess.CompletedProcess[str]:
        return run_kg(*args, cwd=cwd, **env)

    return run


@pytest.fixture(scope="session")
def graph(built: Path) -> library.Graph:
    """Return the built project, opened as a library user does."""
    return library.open(built)
