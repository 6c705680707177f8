"""`kg export`, `kg release` and `kg verify` as people run them."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.publish.exports.registry import HOMES
from tests.command import run_kg
from tests.projects import mini

KG = (sys.executable, "-m", "kg.cli")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the three-class project, built; treat it as read-only."""
    root = mini(tmp_path_factory.mktemp("project") / "mini").root
    kg.open(root)
    return root


def test_to_a_file_or_into_a_pipe(project: Path, tmp_path: Path) -> None:
    done = run_kg("export", "nquads", "-o", tmp_path / "x.nq", cwd=project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = (tmp_path / "x.nq").read_text(encoding="utf-8")
    assert run_kg("export", "nquads", "-o", "-", cwd=project).stdout == text
    assert run_kg("export", "nquads", cwd=project).stdout == text


def test_a_part(project: Path) -> None:
    words = ("export", "ntriples", "--class", "Ship", "--document", "register/letter")
    done = run_kg(*words, cwd=project)
    assert "Aurora" not in done.stdout
    assert run_kg("export", "trig", "--class", "Shop", cwd=project).returncode == 2


def test_as_of_a_day(project: Path, tmp_path: Path) -> None:
    root = shutil.copytree(project, tmp_path / "project")
    done = run_kg("export", "ntriples", "--as-of", "2020", cwd=root)
    assert "Norland" in done.stdout
    assert "register/letter" not in done.stdout
    assert done.stderr.startswith("Note: as of 2020-12-31: 1 of 2 documents")


def test_all_formats_are_listed(project: Path) -> None:
    done = run_kg("export", "--list", cwd=project)
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == list(HOMES)
    wrong = run_kg("export", "zzz", cwd=project)
    assert wrong.returncode == 2
    assert all(name in wrong.stderr for name in HOMES)


def test_the_shell_completes_formats(project: Path) -> None:
    settings = {"_KG_COMPLETE": "complete_bash", "COMP_WORDS": "kg export rdf", "COMP_CWORD": "2"}
    done = run_kg(cwd=project, **settings)
    assert {"rdfxml", "rdf12"} <= set(done.stdout.split())


def test_places_that_cannot_be(project: Path, tmp_path: Path) -> None:
    done = run_kg("export", "turtle", "-o", tmp_path, cwd=project)
    assert done.returncode == 1
    assert "is a folder; name a file, such as" in done.stderr
    done = run_kg("export", "turtle", "-o", "/proc/x.ttl", cwd=project)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: /proc/x.ttl cannot be written: ")


def test_a_disk_that_is_too_small(project: Path, tmp_path: Path) -> None:
    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    done = subprocess.run(
        [*KG, "export", "turtle", "-o", str(tmp_path / "x.ttl")],
        cwd=project, capture_output=True, text=True, check=False, preexec_fn=little,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == f"Error: {tmp_path / 'x.ttl'} cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_leaves_is_no_error(project: Path) -> None:
    with subprocess.Popen(
        [*KG, "export", "nquads"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 0


def test_a_release_is_verified(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    done = run_kg("release", folder, cwd=project, SOURCE_DATE_EPOCH="1764028800")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Released 4 claims in ")
    assert json.loads((folder / "manifest.json").read_text())["date"] == "2025-11-25"
    good = run_kg("verify", folder, cwd=tmp_path)
    assert good.returncode == 0
    assert good.stdout.splitlines()[-1].startswith("Whole: ")
    with (folder / "claims.nq").open("ab") as file:
        file.write(b"\n")
    bad = run_kg("verify", folder, "-f", "json", cwd=tmp_path)
    assert bad.returncode == 1
    found = json.loads(bad.stdout)
    assert (found["whole"], [one["file"] for one in found["problems"]]) == (False, ["claims.nq"])
    assert "Wrong: claims.nq: was changed" in run_kg("verify", folder, cwd=tmp_path).stdout
    assert run_kg("verify", tmp_path, cwd=tmp_path).returncode == 2


def test_a_release_says_what_does_not_fit(project: Path, tmp_path: Path) -> None:
    done = run_kg("release", tmp_path / "r", cwd=project, SOURCE_DATE_EPOCH="today")
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH is a number of seconds since 1970, not 'today'" in done.stderr
    (tmp_path / "x").touch()
    done = run_kg("release", tmp_path, cwd=project)
    assert done.stderr == f"Error: {tmp_path} is not empty; name a new folder\n"
    done = run_kg("release", tmp_path / "r", "--key", tmp_path / "x", cwd=project)
    assert "is no private key in PEM or OpenSSH form" in done.stderr
    assert not (tmp_path / "r").exists()


def test_a_release_that_is_interrupted_leaves_nothing(built: Path, tmp_path: Path) -> None:
    words = [*KG, "release", str(tmp_path / "r")]
    with subprocess.Popen(words, cwd=built, stderr=subprocess.PIPE, env=os.environ) as running:
        while not list(tmp_path.glob(".r.*/claims.nq")):
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
    assert list(tmp_path.iterdir()) == []
