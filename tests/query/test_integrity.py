"""Each integrity constraint of data cubes is broken once, by one change of a cube that is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kg.query.validation.integrity import broken_cubes
from kg.store.embedded import open_files
from tests.projects import CASES

CUBES = CASES / "cubes"
BY_MEASURE, PLAIN = "by-measure.ttl", "plain.ttl"

CHANGES = yaml.safe_load((CUBES / "changes.yaml").read_text(encoding="utf-8"))


def broken(file: Path) -> set[tuple[str, str]]:
    found = broken_cubes(open_files([file]))
    return {(one.constraint, one.focus.rpartition("/")[2]) for one in found}


@pytest.mark.parametrize("name", [BY_MEASURE, PLAIN])
def test_a_whole_cube_breaks_nothing(name: str) -> None:
    assert broken(CUBES / name) == set()


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_breaks_one_constraint(name: str, tmp_path: Path) -> None:
    change = CHANGES[name]
    text = (CUBES / change["cube"]).read_text(encoding="utf-8")
    assert change["old"] in text
    changed = tmp_path / change["cube"]
    changed.write_text(text.replace(change["old"], change["new"]), encoding="utf-8")
    assert broken(changed) == {(name.split()[0], node) for node in change["nodes"].split()}


def test_each_constraint_has_a_change() -> None:
    assert {name.split()[0] for name in CHANGES} == {f"IC-{number}" for number in range(1, 22)}
