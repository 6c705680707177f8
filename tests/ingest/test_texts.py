"""Records are held against the texts that they were read from: digests, offsets, locators."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from kg.check import check
from kg.errors import StoreError
from kg.project import Project
from tests.command import run_kg
from tests.projects import add_facts, complaints, mini

TEXT = "The ferry Aurora, of Norland, passed.\nМорской паром «Аврора» прошёл.\n船只通过了检查。\n"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def project_with(
    tmp_path: Path, record: str, length: int = len(TEXT), digest: str = DIGEST
) -> Project:
    project = mini(tmp_path / "project")
    # The letter of the three-class project is not at hand; its record is of no interest here.
    register = project.data / "register" / "dataset.yaml"
    lines = register.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.strip().startswith(("sha256:", "textLength:"))]
    register.write_text("\n".join(kept), encoding="utf-8")
    facts = project.data / "register" / "facts.yaml"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("    at: [5-40, 60-90]\n", ""), encoding="utf-8"
    )
    dataset = (
        "title: A case\nlanguage: en\ndocuments:\n"
        f"  - id: doc\n    title: A text\n    sha256: {digest}\n    textLength: {length}\n"
        "    publisher: Port office\n    issued: 2020\nrelease: data\n"
    )
    facts_text = f"document: doc\nrecords:\n  - id: a\n{record}    says: {{Ship: {{slug: x}}}}\n"
    add_facts(project, "case", facts_text, dataset)
    return project


def lines(project: Project, archive: Path) -> list[str]:
    return complaints(project, check(project, archive=archive))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder that holds the text, in another normal form, with another end of lines."""
    folder = tmp_path / "archive" / "deep"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    return tmp_path / "archive"


@pytest.mark.parametrize(
    "record",
    [
        "    at: 0-37\n    locator: [The ferry Aurora, 'Norland, passed.']\n",
        "    at: 4-16\n    locator: [ferry Aurora]\n",
        "    at: [38-68, 4-16]\n    locator: [Морской паром, «Аврора» прошёл.]\n",
        "    at: 69-71\n    locator: [船只]\n",
        "    at: {page: 1}\n    locator: [no such words, at all]\n",
        "",
    ],
)
def test_what_fits(record: str, archive: Path, tmp_path: Path) -> None:
    assert lines(project_with(tmp_path, record), archive) == []


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (
            "    at: 0-37\n    locator: [A ferry, Norland]\n",
            [
                "data/case/facts.yaml:5:5: record a, locator: the place begins with "
                '"The ferry Auror", not with "A ferry"',
                "data/case/facts.yaml:5:5: record a, locator: the place ends with "
                '"orland, passed.", not with "Norland"',
            ],
        ),
        (
            "    at: 5-16\n",
            [
                "warning: data/case/facts.yaml:4:5: record a, at: the offset 5 cuts a word, "
                'at "The ferry Aur"'
            ],
        ),
        (
            "    at: 3-16\n",
            [
                'warning: data/case/facts.yaml:4:5: record a, at: the place "ferry Aurora" begins '
                "or ends with white space"
            ],
        ),
        (
            "    at: [0-9, 41-51]\n",
            [
                "warning: data/case/facts.yaml:4:5: record a, at: the offset 41 cuts a word, "
                'at "sed. Морской пар"'
            ],
        ),
    ],
)
def test_what_does_not_fit(record: str, said: list[str], archive: Path, tmp_path: Path) -> None:
    assert lines(project_with(tmp_path, record), archive) == said


def test_a_length_that_does_not_fit(archive: Path, tmp_path: Path) -> None:
    project = project_with(tmp_path, "", length=len(TEXT) + 5)
    assert lines(project, archive) == [
        "data/case/dataset.yaml:7:5: documents.textLength: the text of case/doc has "
        f"{len(TEXT)} characters, not {len(TEXT) + 5}"
    ]


def test_a_text_that_is_not_at_hand(archive: Path, tmp_path: Path) -> None:
    project = project_with(tmp_path, "    at: 0-9\n", digest="0" * 64)
    assert lines(project, archive) == [
        "warning: data/case/dataset.yaml:6:5: documents.sha256: no text of the archive has the "
        "digest of case/doc"
    ]


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no archive folder"):
        check(mini(tmp_path / "project"), archive=tmp_path / "nowhere")


def changed(tmp_path: Path, record: str, text: str, name: str = "doc.txt") -> tuple[Project, Path]:
    """A project, and an archive in which the text of its document is another one by now."""
    folder = tmp_path / "changed"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    return project_with(tmp_path, record), folder


HAS_CHANGED = "data/case/dataset.yaml:6:5: documents.sha256: the text of case/doc has changed: "


@pytest.mark.parametrize(
    ("record", "text", "said"),
    [
        (
            "    at: 4-16\n    locator: [ferry Aurora]\n",
            TEXT + "A line more.\n",
            [
                f"{HAS_CHANGED}doc.txt has another digest; of 1 claims 0 may not stand where they"
                " say"
            ],
        ),
        (
            "    at: 4-16\n    locator: [ferry Aurora]\n",
            "Now " + TEXT,
            [
                f"{HAS_CHANGED}doc.txt has another digest; of 1 claims 1 may not stand where they"
                " say",
                "warning: data/case/facts.yaml:4:5: record a, at: the offset 16 cuts a word, at"
                ' "ferry Aurora, of"',
                "data/case/facts.yaml:5:5: record a, locator: the place begins with"
                ' "The ferry Au", not with "ferry Aurora"',
            ],
        ),
        (
            "    at: 4-16\n",
            TEXT + "A line more.\n",
            [
                f"{HAS_CHANGED}doc.txt has another digest; of 1 claims 1 may not stand where they"
                " say",
                "warning: data/case/facts.yaml:4:5: record a, at: without a locator it cannot be"
                ' told whether this still is the place: "ferry Aurora"',
            ],
        ),
        (
            "    at: 69-71\n",
            "Gone.\n",
            [
                f"{HAS_CHANGED}doc.txt has another digest; of 1 claims 1 may not stand where they"
                " say",
                "data/case/facts.yaml:4:5: record a, at: the offset 71 is past the end of the text"
                " at 6",
            ],
        ),
    ],
)
def test_a_text_that_has_changed(record: str, text: str, said: list[str], tmp_path: Path) -> None:
    assert lines(*changed(tmp_path, record, text)) == said


def test_a_changed_text_of_another_name_is_known_by_its_locators(tmp_path: Path) -> None:
    record = "    at: 0-37\n    locator: [The ferry Aurora, 'Norland, passed.']\n"
    found = lines(*changed(tmp_path, record, TEXT + "More.", "2020-01-01.txt"))
    assert [line.partition(";")[0] for line in found] == [
        f"{HAS_CHANGED}2020-01-01.txt has another digest"
    ]


def test_a_text_that_cannot_be_read_is_told(archive: Path, tmp_path: Path) -> None:
    (archive / "latin.txt").write_bytes("Zürich".encode("latin-1"))
    assert lines(project_with(tmp_path, ""), archive) == [
        f"warning: {archive}/latin.txt: cannot be read and is passed over: it is not UTF-8"
    ]


def test_an_archive_without_texts(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="has no text"):
        check(mini(tmp_path / "project"), archive=tmp_path / "empty")


def test_what_was_seen_is_counted(archive: Path, tmp_path: Path) -> None:
    project = project_with(tmp_path, "    at: 0-37\n    locator: [The ferry]\n")
    done = run_kg("check", "--archive", archive, cwd=project.root)
    told = [line.split("  ", 1)[1].strip() for line in done.stdout.splitlines()[:2]]
    assert told[0].startswith("1 seen, 0 changed, 0 not seen, ")
    assert told[1].startswith("1 in place, 0 misplaced, 0 doubtful, 0 not seen, ")
    assert int(told[1].split(", ")[-1].split()[0]) > 0  # those of the register beside it
    assert done.returncode == 0


def test_the_count_as_json(archive: Path, tmp_path: Path) -> None:
    project = project_with(tmp_path, "    at: 0-9\n", digest="0" * 64)
    done = run_kg("check", "--archive", archive, "--format", "json", cwd=project.root)
    found = json.loads(done.stdout)
    assert found["archive"]["documents"]["not seen"] == 1
    assert found["archive"]["claims"]["not seen"] == 1
    assert [one["severity"] for one in found["issues"]] == ["warning"]


def test_the_command(archive: Path, tmp_path: Path) -> None:
    project = project_with(tmp_path, "    at: 0-37\n    locator: [A ferry]\n")
    done = run_kg("check", "--archive", archive, cwd=project.root)
    assert done.returncode == 1
    assert 'data/case/facts.yaml:5:5: record a, locator: the place begins with "The' in done.stderr
