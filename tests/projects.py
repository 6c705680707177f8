"""Projects for tests: the three-class one of `mini/`, and a case laid over it."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.build import build
from kg.check import check
from kg.errors import KgError
from kg.ingest.inputs import stage_all
from kg.ingest.staging import Staged
from kg.issues import Issue
from kg.model.shapes import read_ontology
from kg.project import Project, find_project, shipped_root

TESTS = Path(__file__).parent
CASES = TESTS / "cases"
_FOLDERS = {".ttl": "ontology", ".ru": "ontology/rules", ".csv": "data/lookups"}


def mini(target: Path) -> Project:
    """Copy the three-class project."""
    shutil.copytree(TESTS / "mini", target)
    return find_project(target)


def with_case(case: Path, target: Path) -> Project:
    """Copy the three-class project and lay a case's files over it, its YAML as a dataset."""
    project = mini(target)
    for file in sorted(case.iterdir()):
        if file.name.startswith("expected"):
            continue
        folder = target / _FOLDERS.get(file.suffix, f"data/{case.name}")
        folder.mkdir(exist_ok=True)
        shutil.copy(file, folder)
        if file.suffix == ".yaml" and not (folder / "dataset.yaml").exists():
            shutil.copy(CASES / "dataset.yaml", folder)
    return project


def shipped_with(case: str, target: Path) -> Path:
    """Build a project of the shipped ontology and queries with one case as its only dataset."""
    for name in ("ontology", "queries"):
        shutil.copytree(shipped_root() / name, target / name)
    ignored = shutil.ignore_patterns("expected*")
    shutil.copytree(CASES / case, target / "data" / case, ignore=ignored)
    report = build(find_project(target))
    assert [str(issue) for issue in report.issues] == []
    return target


def add_facts(project: Project, name: str, facts: str, dataset: str = "") -> Path:
    """Give a project a dataset of some records, and return its folder."""
    folder = project.data / name
    folder.mkdir(exist_ok=True)
    default = (CASES / "dataset.yaml").read_text(encoding="utf-8")
    (folder / "dataset.yaml").write_text(dataset or default, encoding="utf-8")
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    return folder


def complaints(project: Project, issues: list[Issue] | None = None) -> list[str]:
    """What `check` says, one line each, with paths as seen from the project's folder."""
    found = check(project) if issues is None else issues
    return [_line(issue).replace(f"{project.root}/", "") for issue in found]


def _line(issue: Issue) -> str:
    mark = "" if issue.severity == "error" else f"{issue.severity}: "
    return f"{mark}{issue}"


def staged(project: Project, cache: Path) -> dict[str, Staged]:
    """All datasets of a project, staged without a fault."""
    cache.mkdir(exist_ok=True)
    ontology = read_ontology(project.ontology, shipped_root() / "ontology")
    found, issues = stage_all(project, ontology, cache, lambda step, done, total: None)
    if errors := [issue for issue in issues if issue.severity == "error"]:
        raise KgError(str(errors[0]))
    return {one.name: one for one in found}


def quads(project: Project, name: str, cache: Path) -> list[str]:
    """The N-Quads lines of one dataset."""
    text = staged(project, cache)[name].quads.read_text(encoding="utf-8")
    return text.splitlines()


def said(lines: list[str], *, sources: bool) -> list[str]:
    """What a dataset says, without what is inferred of it, and without its `sources`."""
    inferred = {line for line in lines if line.endswith("/graph/inferred> .")}
    twins = {line.rpartition(" <")[0] + " ." for line in inferred}
    kept = [line for line in lines if line not in inferred | twins]
    catalogue = ("<https://mini.example/dataset/", "<https://mini.example/document/")
    return [line for line in kept if sources or not line.startswith(catalogue)]
