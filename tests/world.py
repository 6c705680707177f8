"""A small build made by hand, as `kg build` would write it: two lands, a pact, two voices."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyoxigraph as ox

from kg.store.embedded import write_store

LOOK = Path(__file__).parent / "query" / "look"
PREFIXES = {"ex": "https://example.org/ontology#", "act": "https://example.org/code/act/"}


def write_build(folder: Path) -> Path:
    """Write the build from the files in `query/look/`."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256((LOOK / "article.txt").read_bytes()).hexdigest()
    text = (LOOK / "world.trig").read_text(encoding="utf-8").replace("@DIGEST@", digest)
    source = folder / "world.nq"
    quads = ox.parse(text, format=ox.RdfFormat.TRIG)
    ox.serialize(quads, output=source, format=ox.RdfFormat.N_QUADS)
    write_store(folder / "store", [source])
    (folder / "labels.tsv").write_bytes((LOOK / "labels.tsv").read_bytes())
    (folder / "issues.jsonl").write_text(
        '{"severity": "warning", "dataset": "news", "file": "data/news/facts.yaml", "line": 3, '
        '"message": "a doubtful date"}\n',
        encoding="utf-8",
    )
    manifest = {"format": 1, "base": "https://example.org/", "prefixes": PREFIXES}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def write_project(folder: Path) -> Path:
    """Write a project whose current build is the small one; its sources are left empty."""
    (folder / "data").mkdir(parents=True)
    (folder / "queries").mkdir()
    (folder / "ontology").mkdir()
    (folder / "ontology" / "core.ttl").write_text("", encoding="utf-8")
    write_build(folder / ".kg" / "builds" / "world")
    (folder / ".kg" / "current").write_text("world\n", encoding="utf-8")
    return folder
