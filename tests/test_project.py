"""Which folder is meant, and where its builds stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import project as module
from kg.errors import ProjectError
from kg.project import find_project, is_project
from tests.projects import TESTS, mini


def test_the_project_around_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = mini(tmp_path / "project")
    monkeypatch.chdir(made.data / "register")
    assert find_project() == made
    assert made.home == made.root / ".kg"
    assert (made.ontology, made.queries) == (made.root / "ontology", made.root / "queries")


def test_the_folder_that_is_given(tmp_path: Path) -> None:
    made = mini(tmp_path / "project")
    assert find_project(tmp_path / "project" / ".." / "project") == made


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="there is no folder"):
        find_project(tmp_path / "nowhere")


def test_a_folder_that_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is no project: it needs ontology"):
        find_project(tmp_path)


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ProjectError, match="there is no folder"):
        find_project(file)


@pytest.mark.parametrize("missing", ["ontology", "data"])
def test_half_a_project_is_none(missing: str, tmp_path: Path) -> None:
    made = mini(tmp_path / "project")
    assert is_project(made.root)
    (made.root / missing).rename(made.root / "elsewhere")
    assert not is_project(made.root)


def test_a_project_that_lost_its_data_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = mini(tmp_path / "project")
    made.data.rename(made.root / "elsewhere")
    made.queries.mkdir(exist_ok=True)
    monkeypatch.chdir(made.queries)
    with pytest.raises(ProjectError, match=r"but no data/"):
        find_project()


def test_without_a_project_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = find_project()
    assert found.root == TESTS.parent
    assert found.home == found.root / ".kg"


def test_builds_of_an_installed_project_go_to_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = mini(tmp_path / "installed").root
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    monkeypatch.setattr(module, "SHIPPED", installed)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    found = find_project()
    assert found.root == installed
    assert not found.home.is_relative_to(installed)


def test_nothing_was_built_yet(tmp_path: Path) -> None:
    assert mini(tmp_path / "project").current_build() is None
