"""The small build of `tests/world.py` for what looks things up."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.store.embedded import open_build
from kg.store.view import View
from tests.world import write_build


@pytest.fixture(scope="session")
def world_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small build."""
    return write_build(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(world_build: Path) -> View:
    """Return a view of the small build."""
    return open_build(world_build)
