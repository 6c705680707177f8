"""A release of a small project that says everything of itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from tests.projects import mini

HERE = Path(__file__).parent
EU = "http://publications.europa.eu/resource/authority/"
_MORE = f"""
issued: 2025-12
theme: [{EU}data-theme/TRAN, {EU}data-theme/GOVE]
keyword: {{en: [ships, registers], ru: суда}}
accrualPeriodicity: {EU}frequency/ANNUAL
accessRights: {EU}access-right/PUBLIC
contact: https://mini.example/register/questions
version: "7"
spatial: [NOR, the-bay]
"""
_PLACES = """
document: list-2020
records:
  - id: norland-area
    says: {Territory: {territoryCode: NOR, iso3: NOR, name: Norland}}
  - id: bay
    says: {Place: {slug: the-bay, name: The bay, wkt: POINT(10.5 59.9)}}
"""


@pytest.fixture(scope="session")
def ships(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """Return the graph; treat it as read-only."""
    project = mini(tmp_path_factory.mktemp("ships") / "project")
    shutil.copy(HERE / "ships.yaml", project.data / "catalogue.yaml")
    file = project.data / "register" / "dataset.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\ndocuments:", f"{_MORE}documents:"), encoding="utf-8")
    (file.parent / "places.facts.yaml").write_text(_PLACES, encoding="utf-8")
    return kg.open(project.root)


@pytest.fixture(scope="session")
def released(ships: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a release of it; treat it as read-only."""
    folder = tmp_path_factory.mktemp("released") / "release"
    ships.release(folder)
    return folder
