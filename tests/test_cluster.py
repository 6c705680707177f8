"""A cluster that is not there is told at once; parts are those of the current build or none."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from kg import build as making
from kg.build import build, require_no_errors
from kg.errors import StoreError
from kg.ingest.tables.cluster import require_cluster
from kg.project import Project
from tests.command import run_kg
from tests.projects import CASES, mini


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = mini(tmp_path / "project")
    shutil.copytree(CASES / "tables" / "totals", made.data / "calls")
    require_no_errors(build(made))
    return made


@pytest.fixture
def closed() -> str:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"spark://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    "master", ["sparkk://x:1", "http://x:7077", "local[many]", "spark://", "x"]
)
def test_what_is_no_address_of_a_cluster(master: str) -> None:
    with pytest.raises(StoreError, match="is no address of a Spark cluster: write spark://host:"):
        require_cluster(master)


def test_a_cluster_that_is_not_there_is_told_though_no_table_changed(
    project: Project, closed: str
) -> None:
    done = run_kg("build", "--engine", "spark", "--master", closed, cwd=project.root)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"the cluster {closed} cannot be reached: 127.0.0.1:" in done.stderr


def test_of_several_masters_one_is_enough(closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    with socket.create_server(("127.0.0.1", 0)) as server:
        require_cluster(f"{closed},127.0.0.1:{server.getsockname()[1]}")


def test_a_build_says_of_which_datasets_there_are_no_parts(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "require_cluster", lambda master: None)
    assert build(project, cluster="local").partless == ("calls",)
    facts = project.data / "register" / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert build(project, cluster="local").partless == ("calls",)
    assert build(project).partless == ()


def test_parts_of_what_is_mapped_here_are_removed(project: Project) -> None:
    part = project.home / "parts" / "calls" / "doc" / "part-0.nq"
    part.parent.mkdir(parents=True)
    part.touch()
    build(project)
    assert part.exists()
    file = project.data / "calls" / "calls.csv"
    file.write_text(file.read_text(encoding="utf-8") + "NOR,2030,1\n", encoding="utf-8")
    require_no_errors(build(project))
    assert not part.parent.parent.exists()
