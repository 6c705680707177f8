"""UTF-8 in and out, whatever the locale of the person."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import run_kg
from tests.projects import mini
from tests.world import write_project

LOCALES = {
    "posix": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1251": {"PYTHONIOENCODING": "cp1251", "PYTHONUTF8": "0"},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("encoding") / "project")


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_arguments_and_output_are_utf_8(project: Path, locale: dict[str, str]) -> None:
    found = run_kg("find", "авария", "--lang", "ru", cwd=project, **locale)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("Авария\tLand")
    shown = run_kg("show", "AVA", "-f", "json", cwd=project, **locale)
    assert (shown.returncode, "Авария" in shown.stdout) == (0, True)
    missed = run_kg("find", "哈萨克斯坦", cwd=project, **locale)
    assert missed.stderr == 'Nothing is called "哈萨克斯坦", or nearly so.\n'


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_a_folder_of_any_name(tmp_path: Path, locale: dict[str, str]) -> None:
    made = mini(tmp_path / "книги 书")
    done = run_kg("build", cwd=made.root, **locale)
    assert (done.returncode, done.stderr) == (0, "")
    assert "книги 书" in run_kg("status", cwd=made.root, **locale).stdout
    shutil.rmtree(made.root / ".kg")


def piped(project: Path, text: bytes, **env: str) -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-m", "kg.cli", "query", "-"]
    return subprocess.run(
        words, cwd=project, env=os.environ | env, input=text, capture_output=True, check=False
    )


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES)
def test_standard_input_is_utf_8(project: Path, locale: dict[str, str]) -> None:
    text = 'SELECT ?n { BIND("Казахстан"@ru AS ?n) }'
    assert piped(project, text.encode(), **locale).stdout.decode() == "n\nКазахстан\n"
    refused = piped(project, text.encode("cp1251"), **locale)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr == b"Error: -: not UTF-8; save the query as UTF-8\n"


def test_half_a_surrogate_is_shown_not_a_fault(project: Path) -> None:
    done = run_kg("find", b"\xff-nothing-\xfe".decode("utf-8", "surrogateescape"), cwd=project)
    assert done.returncode == 1
    assert "fault of kg" not in done.stderr
