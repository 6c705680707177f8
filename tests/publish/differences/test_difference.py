"""What differs between two projects, releases, builds and days, and how it is told."""

from __future__ import annotations

import errno
import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest

import kg
from kg.cli.diff import FAILED, _failing
from kg.diffing import write_patch
from kg.errors import KgError, ParameterError
from kg.publish.differences.claims import MOST_ROWS
from kg.publish.differences.told import changelog, text
from tests.command import run_kg
from tests.projects import CASES, mini
from tests.publish.differences.applying import applied

CASE = CASES / "diff"


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two projects and their releases; treat it as read-only."""
    folder = tmp_path_factory.mktemp("sides")
    for name in ("before", "after"):
        project = mini(folder / name)
        shutil.copytree(CASE / name, project.data / "papers")
        kg.open(project.root).release(folder / f"{name}-release")
    return folder


def expected(name: str) -> str:
    return (CASE / name).read_text(encoding="utf-8")


def without_builds(lines: str) -> str:
    """A difference without the names of builds, which are digests of code, too."""
    return "\n".join(line.partition(" (build")[0] for line in lines.splitlines()) + "\n"


def test_as_text(sides: Path) -> None:
    found = kg.diff(sides / "before", sides / "after")
    assert without_builds("\n".join(text(found))) == expected("expected.txt")


def test_as_a_changelog(sides: Path) -> None:
    found = kg.diff(sides / "before", sides / "after")
    assert "\n".join(changelog(found)) + "\n" == expected("expected.md")


def test_as_json(sides: Path) -> None:
    plain = json.loads(json.dumps(kg.diff(sides / "before", sides / "after").to_dict()))
    assert plain["same"] is False
    assert plain["claims"] == {"added": 3, "changed": 15, "described": 1, "gone": 2, "retracted": 1}
    claims = {
        one.get("record"): one for source in plain["sources"] for one in source.get("claims", [])
    }
    length = claims["length"]
    assert length["change"] == "changed"
    assert length["before"] != length["claim"]
    assert "110" in str(length["says"])
    assert "100" in str(length["said"])
    (registered,) = plain["queries"]
    assert registered["query"] == "registered"
    assert registered["gone"] == []
    assert registered["come"] == [
        {"row": ["Lyra", "Norland", "Third paper"], "claims": [claims["new"]["claim"]]}
    ]


def test_releases_differ_as_their_builds_do(sides: Path) -> None:
    of_builds = kg.diff(sides / "before", sides / "after")
    of_releases = kg.diff(
        sides / "before-release", sides / "after-release", project=sides / "after"
    )
    assert list(text(of_releases))[2:] == list(text(of_builds))[2:]
    assert kg.diff(sides / "after-release", sides / "after").same


@pytest.mark.parametrize("kind", ["", "-release"])
def test_the_patch_makes_b_of_a(sides: Path, kind: str) -> None:
    patch, again = BytesIO(), BytesIO()
    a, b = sides / f"before{kind}", sides / f"after{kind}"
    assert not write_patch(a, b, patch)
    write_patch(a, b, again)
    assert patch.getvalue() == again.getvalue()
    before, after = (
        (sides / f"{name}-release" / "claims.nq").read_bytes() for name in ("before", "after")
    )
    assert sorted(applied(patch.getvalue(), before)) == sorted(after.splitlines(keepends=True))


def test_nothing_makes_a_of_a(sides: Path) -> None:
    patch = BytesIO()
    assert write_patch(sides / "after", sides / "after-release", patch)
    assert [line[:2] for line in patch.getvalue().splitlines()] == [b"H ", b"H ", b"TX", b"TC"]


def test_rows_are_counted_and_the_first_told(sides: Path) -> None:
    (calls,) = (
        one
        for one in kg.diff(sides / "before", sides / "after").sources
        if one.document == "papers/calls"
    )
    assert calls.rows == {"added": 2, "changed": 12, "gone": 1}
    assert len(calls.claims) == 2 + 1 + MOST_ROWS


def test_days_and_kept_builds(tmp_path: Path) -> None:
    project = mini(tmp_path / "project")
    shutil.copytree(CASE / "before", project.data / "papers")
    first = kg.open(project.root).build_id or (project.current_build() or Path()).name
    shutil.copytree(CASE / "after", project.data / "papers", dirs_exist_ok=True)
    assert run_kg("build", cwd=project.root).returncode == 0
    of_builds = kg.diff(first[:10], project=project.root)
    assert of_builds.counts["changed"] == 15
    of_days = kg.diff("2021", "2024", project=project.root)
    added = {one.document for one in of_days.sources if one.change == "added"}
    assert added == {"papers/second", "papers/calls"}
    assert kg.diff("2024-12", "2024-12-31", project=project.root).same


def test_a_side_that_is_none(sides: Path, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match='"nothing" is no release, project or build \\(here'):
        kg.diff("nothing", project=sides / "after")
    with pytest.raises(ParameterError, match="is neither a release, nor a project, nor a build"):
        kg.diff(tmp_path, project=sides / "after")
    with pytest.raises(ParameterError, match='"2024-13" is no release'):
        kg.diff("2024-13", project=sides / "after")


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("claims.nq", "Aurora", "Avrora", "is not as it was released: `kg verify"),
        ("manifest.json", '"format": 1', '"format": 2', "was written by a newer kg"),
        ("manifest.json", '"files": {', '"files": [', "is damaged: `kg verify"),
        ("manifest.json", '"claims.nq": {', '"claims.qq": {', "has no claims.nq"),
    ],
)
def test_a_release_that_was_changed(
    sides: Path, tmp_path: Path, file: str, before: str, after: str, said: str
) -> None:
    folder = shutil.copytree(sides / "before-release", tmp_path / "release")
    words = (folder / file).read_text(encoding="utf-8")
    assert before in words
    (folder / file).write_text(words.replace(before, after), encoding="utf-8")
    with pytest.raises(KgError, match=said):
        kg.diff(folder, sides / "after")


def test_the_command(sides: Path, tmp_path: Path) -> None:
    done = run_kg("diff", "before", "after", cwd=sides)
    assert (done.returncode, done.stderr) == (1, "")
    assert without_builds(done.stdout) == expected("expected.txt")
    same = run_kg("diff", "after", "after-release", cwd=sides)
    assert (same.returncode, same.stdout.splitlines()[-1]) == (0, "They say the same.")
    wrong = run_kg("diff", "before", "nowhere", "-p", "after", cwd=sides)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith('Error: "nowhere" is no release')
    words = ("diff", "before", "after", "--format", "rdf-patch")
    done = run_kg(*words, "-o", tmp_path / "x.rdfp", cwd=sides)
    assert (done.returncode, done.stdout) == (1, "")
    assert (tmp_path / "x.rdfp").read_text(encoding="utf-8") == run_kg(*words, cwd=sides).stdout
    done = run_kg("diff", "before", "after", "--format", "json", cwd=sides)
    assert json.loads(done.stdout)["same"] is False
    done = run_kg("diff", "before", "after", "--format", "changelog", cwd=sides)
    assert done.stdout == expected("expected.md")


def test_a_full_disk_is_no_difference() -> None:
    with pytest.raises(KgError, match=r"No space left.*TMPDIR names another") as caught, _failing():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.exit_code == FAILED
    with pytest.raises(BrokenPipeError), _failing():
        raise BrokenPipeError


def test_a_query_that_cannot_be_asked_is_told(sides: Path, tmp_path: Path) -> None:
    project = shutil.copytree(sides / "after", tmp_path / "project")
    (project / "queries" / "away.rq").write_text(
        "#+ summary: Away\nSELECT ?x { SERVICE <https://example.org/> { ?x a ?y } }\n"
    )
    (project / "queries" / "none.rq").write_text("SELECT nothing\n")
    found = kg.diff(sides / "before", project)
    failed = {one.query: one.failed for one in found.answers if one.failed}
    assert failed.keys() == {"away", "none"}
    assert "SERVICE" in failed["away"]
    assert "query none\n  cannot be asked: " in "\n".join(text(found))
