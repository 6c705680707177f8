"""The archive finds a text by the digest of its normalised form, whatever its file looks like."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.query.looking.archive import Archive

TEXT = "Ürümqi\nis far."
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        unicodedata.normalize("NFD", TEXT).encode(),
    ],
)
def test_byte_order_mark_line_ends_and_composition_do_not_count(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_bytes(data)
    assert Archive(tmp_path).text(DIGEST.upper()) == TEXT


def test_anything_else_counts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT + " ", encoding="utf-8")
    assert Archive(tmp_path).text(DIGEST) is None


def test_what_cannot_be_read_is_passed_over_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "b.txt").symlink_to("nowhere")
    (tmp_path / "c.txt").write_bytes(b"\xff")
    (tmp_path / "d.txt").write_text(TEXT, encoding="utf-8")
    archive = Archive(tmp_path)
    assert archive.text(DIGEST) == TEXT
    assert archive.text(DIGEST) == TEXT
    assert [(Path(one.where.file).name, one.severity) for one in archive.odd] == [
        ("a.txt", "warning"),
        ("b.txt", "warning"),
        ("c.txt", "warning"),
    ]


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no archive folder"):
        Archive(tmp_path / "none")
