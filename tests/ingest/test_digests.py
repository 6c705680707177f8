"""Digests of large files are remembered while nothing of the file changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from kg.build import build
from kg.ingest import digests
from kg.ingest.digests import MEMORY, Digests
from kg.ingest.fingerprint import inputs_digest
from tests.projects import mini


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, all of which count as large and settled."""
    names: list[str] = []
    before = digests._read

    def note(path: Path) -> str:
        names.append(path.name)
        return before(path)

    monkeypatch.setattr(digests, "_read", note)
    monkeypatch.setattr(digests, "_LARGE", 1)
    monkeypatch.setattr(digests, "_SETTLED", -1)
    return names


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_file_is_read_once(tmp_path: Path, read: list[str]) -> None:
    file, memory = tmp_path / "a.csv", tmp_path / MEMORY
    file.write_text("one")
    first = Digests(memory)
    assert [first.of(file), first.of(file)] == [digest("one")] * 2
    first.remember()
    assert Digests(memory).of(file) == digest("one")
    assert read == ["a.csv"]


def test_a_file_that_changed_is_read_again(tmp_path: Path, read: list[str]) -> None:
    file, memory = tmp_path / "a.csv", tmp_path / MEMORY
    file.write_text("one")
    first = Digests(memory)
    first.of(file)
    first.remember()
    before = file.stat()
    file.write_text("two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert Digests(memory).of(file) == digest("two"), "of the same size, and dated back"
    other = tmp_path / "b.csv"
    other.write_text("six")
    other.replace(file)
    assert Digests(memory).of(file) == digest("six")


def test_a_file_that_changed_a_moment_ago_is_not_remembered(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "_SETTLED", 10**12)
    file, memory = tmp_path / "a.csv", tmp_path / MEMORY
    file.write_text("one")
    first = Digests(memory)
    first.of(file)
    first.remember()
    assert not memory.exists()


def test_files_that_are_gone_are_forgotten(tmp_path: Path, read: list[str]) -> None:
    memory = tmp_path / MEMORY
    first = Digests(memory)
    for name in "ab":
        (tmp_path / name).write_text(name)
        first.of(tmp_path / name)
    (tmp_path / "a").unlink()
    first.remember()
    assert str(tmp_path / "a") not in memory.read_text()
    assert str(tmp_path / "b") in memory.read_text()


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff", b'{"x": 3}'])
def test_a_damaged_memory_is_none(content: bytes, tmp_path: Path, read: list[str]) -> None:
    file, memory = tmp_path / "a.csv", tmp_path / MEMORY
    file.write_text("one")
    memory.write_bytes(content.replace(b"x", str(file).encode()))
    assert Digests(memory).of(file) == digest("one")


def test_a_second_build_reads_no_large_file(tmp_path: Path, read: list[str]) -> None:
    project = mini(tmp_path / "project")
    assert not build(project).failed
    inputs_digest(project)
    read.clear()
    assert build(project).unchanged
    assert set(read) & {"facts.yaml", "dataset.yaml"} == set()
