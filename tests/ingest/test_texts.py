"""Records are held against the texts that they were read from: digests, offsets, locators."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg.build import check
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
        "    publisher: Port office\n    issued: 2020\n"
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


def test_the_command(archive: Path, tmp_path: Path) -> None:
    project = project_with(tmp_path, "    at: 0-37\n    locator: [A ferry]\n")
    done = run_kg("check", "--archive", archive, cwd=project.root)
    assert done.returncode == 1
    assert 'data/case/facts.yaml:5:5: record a, locator: the place begins with "The' in done.stderr
