"""A small graph that is built once, for the tests of what leaves."""

from __future__ import annotations

import pytest

import kg
from tests.projects import mini


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """Return the three-class project, built; treat it as read-only."""
    return kg.open(mini(tmp_path_factory.mktemp("small") / "project").root)
