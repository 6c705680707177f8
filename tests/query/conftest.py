"""A build as the lead's build command writes it, made by hand from `look/`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from kg.store.embedded import open_build, write_store
from kg.store.view import View

LOOK = Path(__file__).parent / "look"


@pytest.fixture(scope="session")
def world_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small build: two lands, a pact, two documents that disagree."""
    folder = tmp_path_factory.mktemp("world")
    digest = hashlib.sha256((LOOK / "article.txt").read_bytes()).hexdigest()
    text = (LOOK / "world.trig").read_text(encoding="utf-8").replace("@DIGEST@", digest)
    source = folder / "world.trig"
    source.write_text(text, encoding="utf-8")
    write_store(folder / "store", [source])
    (folder / "labels.tsv").write_bytes((LOOK / "labels.tsv").read_bytes())
    prefixes = {"ex": "https://example.org/ontology#", "act": "https://example.org/code/act/"}
    manifest = {"format": 1, "base": "https://example.org/", "prefixes": prefixes}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def world(world_build: Path) -> View:
    """Return a view of the small build."""
    return open_build(world_build)
