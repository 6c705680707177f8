"""To which documents others go back, however they refer to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.query.looking.independence import Origins
from kg.store.embedded import open_files

PAPERS = "https://example.org/"


@pytest.mark.parametrize(
    ("upstream", "origins"),
    [
        ("a>b b>c", {"a": "c", "b": "c", "c": "c"}),
        ("a>b a>c", {"a": "bc", "b": "b", "c": "c"}),
        ("b>c c>b", {"b": "b", "c": "b", "d": "d"}),
        ("a>c b>c c>b", {"a": "b", "b": "b", "c": "b"}),
        ("d>a d>c b>c c>b", {"a": "a", "b": "b", "c": "b", "d": "ab"}),
    ],
)
def test_a_document_goes_back_to_its_first_ones_and_a_circle_is_one(
    tmp_path: Path, upstream: str, origins: dict[str, str]
) -> None:
    file = tmp_path / "papers.ttl"
    file.write_text(written(upstream))
    found = Origins(open_files([file]))
    assert {
        one: "".join(sorted(end.removeprefix(PAPERS) for end in found.of(PAPERS + one)))
        for one in origins
    } == origins


def test_who_goes_back_to_a_circle_is_no_source_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "papers.ttl"
    file.write_text(written("a>b b>c c>b"))
    papers = [PAPERS + one for one in "abc"]
    assert str(Origins(open_files([file])).count(papers)) == "3 documents, 1 independent"


def written(upstream: str) -> str:
    pairs = [pair.split(">") for pair in upstream.split()]
    lines = [f"<{PAPERS}{one}> kg:upstream <{PAPERS}{other}> ." for one, other in pairs]
    return "\n".join(["@prefix kg: <https://w3id.org/sogdian/ontology#> .", *lines])
