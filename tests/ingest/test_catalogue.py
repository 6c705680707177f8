"""What a project says of itself in `data/catalogue.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DatasetError
from kg.ingest.catalogue import read_catalogue
from kg.ingest.yamltext import read_yaml
from kg.project import shipped_root

EU = "http://publications.europa.eu/resource/authority/"


def write(folder: Path, text: str) -> Path:
    (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    return folder


def test_what_is_said(tmp_path: Path) -> None:
    text = "title: Ships\ndescription: {ru: Суда}\nreleases: https://example.org/r\n"
    found = read_catalogue(write(tmp_path, text))
    assert found.title == {"en": "Ships"}
    assert found.description == {"ru": "Суда"}
    assert found.releases == "https://example.org/r/"
    assert found.publisher == ""


def test_nothing_need_be_said(tmp_path: Path) -> None:
    assert read_catalogue(tmp_path).title == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: x", r'catalogue.yaml:1:1: titel: "titel" is no key of a catalogue; .*"title"'),
        ("title: x\nendpoint: sparql", r':2:1: endpoint: "sparql" is no address that begins'),
        ("title: {english: x}", r'title: "english" is no language tag such as en'),
        ("title: {en: [x]}", "one text for each language"),
        ("contact: desk@example.org", "neither mailto:NAME@HOST nor the address of a page"),
        ("publisherType: Club", '"Club" is no kind of publisher; .*Company'),
        ("frequency: weekly", f"write {EU}frequency/CODE"),
        ("availability: [a]", "is no code of the table"),
        ("releases: https://example.org/?r", "is no folder: files are to stand below it"),
        ("contactName: [a]", "one text is wanted here"),
        ("- title", "a mapping such as title: … is wanted here"),
        ("", "a mapping such as title: … is wanted here"),
        ("title: a\ntitle: b", "title"),
    ],
)
def test_what_cannot_be_meant(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        read_catalogue(write(tmp_path, text))


def test_what_is_shipped_says_everything() -> None:
    """Portals are told the theme, the places and so on of every dataset."""
    data = shipped_root() / "data"
    said = read_catalogue(data)
    assert all(getattr(said, name) for name in type(said).model_fields)
    for file in sorted(data.glob("*/dataset.yaml")):
        keys = read_yaml(file).data.keys()
        wanted = {"title", "description", "publisher", "license", "language", "issued", "theme"}
        wanted |= {"keyword", "spatial", "accrualPeriodicity", "accessRights"}
        assert wanted <= keys, file
