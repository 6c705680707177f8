"""Where exports go: whole, or not at all."""

from __future__ import annotations

import errno
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from kg.errors import FormatError, KgError
from kg.publish.exports.export import Export, Material, Target
from kg.publish.exports.places import beside, draft_of, forget, leave, require_place
from kg.publish.exports.targets import Filling, Pouring
from tests.publish.exports.test_dumps import material


def one(material: Material, target: Target) -> None:
    target.open("one.txt").write(b"one\n")


def two(material: Material, target: Target) -> None:
    target.open("a.txt").write(b"a\n")
    target.open("deep/b.txt").write(b"b\nb\n")


def full(material: Material, target: Target) -> None:
    target.open("one.txt").write(b"half")
    raise OSError(errno.ENOSPC, "No space left on device")


ONE = Export("one", "one.txt", "text/plain", "One", one)
TWO = Export("two", "two/", "text/plain", "Two", two)
FULL = ONE._replace(write=full)
EMPTY = material("")


KILLED = """
import os, sys
from pathlib import Path
from kg.publish.exports.places import beside
with beside(Path(sys.argv[1]), folder=bool(sys.argv[2])):
    os._exit(9)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")
    leave(ONE, EMPTY, tmp_path / "x")
    assert (tmp_path / "x").read_text() == "one\n"
    assert names(tmp_path) == ["x"]


def test_a_folder_must_be_new_or_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    leave(TWO, EMPTY, tmp_path / "empty")
    leave(TWO, EMPTY, tmp_path / "new")
    assert names(tmp_path / "new") == names(tmp_path / "empty") == ["a.txt", "deep", "deep/b.txt"]
    with pytest.raises(KgError, match="new is not empty; name a new folder"):
        leave(TWO, EMPTY, tmp_path / "new")


@pytest.mark.parametrize("export", [FULL, FULL._replace(file="one/")], ids=["file", "folder"])
def test_nothing_stays_of_what_fails(tmp_path: Path, export: Export) -> None:
    with pytest.raises(KgError, match="x cannot be written: No space left on device"):
        leave(export, EMPTY, tmp_path / "x")
    assert names(tmp_path) == []


def test_the_old_file_stays_when_the_new_one_fails(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")
    with pytest.raises(KgError, match="No space left"):
        leave(FULL, EMPTY, tmp_path / "x")
    assert (tmp_path / "x").read_text() == "old"
    assert names(tmp_path) == ["x"]


def test_a_place_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KgError, match=r"is a folder; name a file, such as .*/one\.txt"):
        leave(ONE, EMPTY, tmp_path)
    with pytest.raises(KgError, match="file is a file, and two is a folder of files"):
        leave(TWO, EMPTY, tmp_path / "file")
    with pytest.raises(KgError, match=r"there is no folder .*/nowhere"):
        leave(ONE, EMPTY, tmp_path / "nowhere" / "x")


def test_what_is_no_file_is_written_into_and_stays() -> None:
    leave(ONE, EMPTY, Path("/dev/null"))
    assert not Path("/dev/null").is_file()


def test_a_link_leads_to_the_file_that_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "file").write_text("old")
    leave(ONE, EMPTY, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "one\n"


def test_a_folder_knows_what_was_written_into_it(tmp_path: Path) -> None:
    filling = Filling(tmp_path)
    for export in (ONE, TWO):
        with filling.of(export) as target:
            export.write(EMPTY, target)
    assert list(filling.written) == ["one.txt", "two/a.txt", "two/deep/b.txt"]
    assert filling.lines["two/deep/b.txt"] == 2
    digest = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
    assert filling.written["one.txt"] == ("one", "text/plain", 4, digest)


def test_of_an_export_that_fails_no_file_stays(tmp_path: Path) -> None:
    def failing(material: Material, target: Target) -> None:
        two(material, target)
        raise FormatError("no")

    filling = Filling(tmp_path)
    with pytest.raises(FormatError), filling.of(TWO) as target:
        failing(EMPTY, target)
    assert filling.written == {}
    assert [name for name in names(tmp_path) if name.endswith(".txt")] == []


def test_a_stream_has_one_file() -> None:
    output = BytesIO()
    target = Pouring(output)
    target.open("a").write(b"x")
    assert output.getvalue() == b"x"
    with pytest.raises(AssertionError):
        target.open("b")


def test_a_draft_is_forgotten(tmp_path: Path) -> None:
    draft = draft_of(tmp_path / "x")
    assert draft.parent == tmp_path
    (draft / "deep").mkdir(parents=True)
    forget(draft)
    forget(draft)
    draft.write_text("x")
    forget(draft)
    assert names(tmp_path) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    others = [tmp_path / ".x.2024", tmp_path / ".xy.1.draft"]
    for other in others:
        other.touch()
    for name, kind in (("x", ""), ("xx", "folder")):
        subprocess.run([sys.executable, "-c", KILLED, tmp_path / name, kind], check=False)
    assert len(list(tmp_path.glob(".*.draft"))) == 3
    with beside(tmp_path / "x") as mine, beside(tmp_path / "xx", folder=True):
        subprocess.run([sys.executable, "-c", KILLED, tmp_path / "x", ""], check=False)
        assert mine.exists()  # it is being written, whoever else writes at the same place
    assert len(list(tmp_path.glob(".x.*.draft"))) == 1
    with beside(tmp_path / "x"):
        pass
    assert names(tmp_path) == sorted([*(path.name for path in others), "x", "xx"])


def test_a_folder_that_is_in_use_is_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KgError, match="in use as it is; name a new folder, such as out"):
        require_place(Path())
    monkeypatch.setattr(Path, "is_mount", lambda self: self == tmp_path)
    with pytest.raises(KgError, match="in use as it is"):
        require_place(tmp_path)
