"""What is published works where nothing of the repository is: sdist, wheel, a fresh environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the sdist and the wheel; the wheel is built from the sdist, so that is complete."""
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, ROOT, cwd=target)
    return next(target.glob("*.tar.gz")), next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(published: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of commands of an environment that holds the wheel and no extra."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    run(
        home / "bin" / "pip", "install", "-q", "--disable-pip-version-check", published[1], cwd=home
    )
    return home / "bin"


def test_the_wheel_carries_a_project(published: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(published[1]) as wheel:
        names = set(wheel.namelist())
    for part in ("ontology", "data", "queries"):
        files = [path for path in (ROOT / part).rglob("*") if path.is_file()]
        assert {f"kg/shipped/{path.relative_to(ROOT).as_posix()}" for path in files} <= names
    assert {"kg/py.typed", "kg/template/gitignore", "kg/template/ontology/core.ttl"} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/", "benchmarks/"))]


def test_the_sdist_carries_the_repository(published: tuple[Path, Path]) -> None:
    with tarfile.open(published[0]) as sdist:
        names = {name.split("/", 1)[1] for name in sdist.getnames() if "/" in name}
    wanted = ("Makefile", "LICENSE", "CITATION.cff", "tests/test_wheel.py", "docs/index.md")
    assert set(wanted) <= names
    assert not [name for name in names if name.startswith((".venv", ".kg"))]


def test_the_wheel_answers_in_any_folder(installed: Path, tmp_path: Path) -> None:
    places = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    here = tmp_path / "anywhere"
    here.mkdir()
    first = run(installed / "kg", "query", "signatories", cwd=here, **places)
    assert len(first.stdout.splitlines()) > 1
    assert list((tmp_path / "data").rglob("manifest.json"))
    assert not list(here.iterdir())
    again = run(installed / "kg", "query", "signatories", cwd=here, **places)
    assert again.stdout == first.stdout
    assert again.stderr.startswith("Sources: ")


def test_a_new_project_answers(installed: Path, tmp_path: Path) -> None:
    run(installed / "kg", "init", "books", cwd=tmp_path)
    run(installed / "kg", "build", cwd=tmp_path / "books")
    answer = run(installed / "kg", "query", "who-wrote", cwd=tmp_path / "books").stdout
    assert "Omar Khayyam" in answer
    assert "Edward FitzGerald" in answer
