"""The JSON Schemas agree with `kg check`: editors accept what is right and mark what is not."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kg.model.schema import json_schema
from kg.model.shapes import read_ontology
from tests.command import run_kg

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = ROOT / "kg" / "template"


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers and booleans have types, dates are text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own way)


for _tag, _pattern, _first in (
    ("bool", "true|false", "tf"),
    ("int", "-?[0-9]+", "-0123456789"),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789"),
):
    EditorLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


@cache
def validator(project: Path, name: str) -> Draft202012Validator:
    schema = json_schema(read_ontology(project / "ontology", ROOT / "ontology"))[name]
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(project: Path, name: str, text: str) -> list[str]:
    found = validator(project, name).iter_errors(yaml.load(text, EditorLoader))
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def files(pattern: str) -> list[Path]:
    return [path for root in (ROOT, TEMPLATE) for path in sorted((root / "data").glob(pattern))]


def project_of(path: Path) -> Path:
    return TEMPLATE if TEMPLATE in path.parents else ROOT


@pytest.mark.parametrize("path", files("*/*facts.yaml"), ids=lambda path: path.parent.name)
def test_every_facts_file_is_accepted(path: Path) -> None:
    assert faults(project_of(path), "facts", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", files("*/dataset.yaml"), ids=lambda path: path.parent.name)
def test_every_dataset_file_is_accepted(path: Path) -> None:
    assert faults(project_of(path), "dataset", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("verses: 101", "verse: 101"),
        ("      Book:", "      Bok:"),
        ("verses: 101", "verses: many"),
        ("1859-02", "February"),
        ("locator:", "locater:"),
        ("        book: Quatrains\n", ""),
        ("  - id: by-khayyam\n", "  - no-id: by-khayyam\n"),
        ("at: 9-3", "at: [page]"),
    ],
)
def test_what_kg_check_refuses_is_marked(old: str, new: str) -> None:
    text = (TEMPLATE / "data" / "shelf" / "facts.yaml").read_text(encoding="utf-8")
    text = text.replace("locator: [by Omar Khayyam]", old) if old.startswith("at:") else text
    assert old in text
    assert faults(TEMPLATE, "facts", text) == []
    assert faults(TEMPLATE, "facts", text.replace(old, new, 1)) != []


@pytest.mark.parametrize(
    ("old", "new"), [("license:", "licence:"), ("  - id: card", "  - name: card")]
)
def test_a_wrong_dataset_file_is_marked(old: str, new: str) -> None:
    text = (TEMPLATE / "data" / "shelf" / "dataset.yaml").read_text(encoding="utf-8")
    assert faults(TEMPLATE, "dataset", text.replace(old, new, 1)) != []


def test_the_command_writes_both(tmp_path: Path) -> None:
    done = run_kg("ontology", "schema", "-o", tmp_path, "-p", ROOT, cwd=tmp_path)
    assert done.returncode == 0
    for name in ("facts", "dataset"):
        schema = json.loads((tmp_path / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
