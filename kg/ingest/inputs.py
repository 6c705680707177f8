"""All datasets of a project, staged together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import DatasetError, Where
from kg.ingest.clashes import clashes
from kg.ingest.entities import Index
from kg.ingest.fingerprint import dataset_folders, ontology_digest
from kg.ingest.part import part_of
from kg.ingest.staging import Stage, Staged, still_means
from kg.ingest.tables.kept import Facts, Keeper, Nowhere
from kg.ingest.tables.twin import whole
from kg.ingest.tables.writing import Writing
from kg.ingest.tracing import Tracer
from kg.issues import Issue
from kg.model.ontology import Ontology
from kg.project import Project


def known_names(project: Project, ontology: Ontology) -> Index:
    """What the datasets of a project call things; what cannot be read there is left out."""
    return _read(project, ontology)[2]


def _read(project: Project, ontology: Ontology) -> tuple[Stage, list[Staged], Index]:
    cache = project.home / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    stage = Stage(ontology, ontology_digest(project), cache, project.sources)
    staged = [stage.read(folder) for folder in dataset_folders(project.data)]
    return stage, staged, stage.index(staged, project.data / "lookups")[0]


def stage_all(
    project: Project,
    ontology: Ontology,
    cache: Path,
    progress: Callable[[str, int, int], None],
    keeper: Keeper | None = None,
    writing: Writing | None = None,
) -> tuple[list[Staged], list[Issue]]:
    """Read all datasets and, if nothing in them is wrong, map those that changed.

    Args:
        project: the project.
        ontology: its ontology.
        cache: where what was mapped is kept.
        progress: is told the step, how much of it is done, and of how much.
        keeper: holds the observations of large tables; without it they are only looked at.
        writing: maps the tables, if not this process does.

    Raises:
        DatasetError: there is none.
    """
    digest = ontology_digest(project)
    stage = Stage(ontology, digest, cache, project.sources, writing, part_of(project))
    folders = dataset_folders(project.data)
    if not folders:
        raise DatasetError("it holds no dataset; put one there", where=Where(str(project.data)))
    staged = []
    for number, folder in enumerate(folders):
        progress(f"reading {folder.name}", number, len(folders))
        staged.append(stage.read(folder))
    issues = [issue for one in staged for issue in one.issues]
    if any(issue.severity == "error" for issue in issues):
        return staged, issues  # what could not be read would be missing wherever it is referred to
    index, issues = stage.index(staged, project.data / "lookups")
    issues += clashes(stage, staged)
    for one in staged:
        stage.plan(one, index)
    stage.digests.remember()
    keeper = keeper or Nowhere()
    keeper.start(_good(stage, staged, index))
    for number, one in enumerate(staged):
        progress(f"mapping {one.name}", number, len(staged))
        stage.map(one, index, keeper, lambda step, rows: progress(f"{step}: {rows:,} rows", 0, 0))
    return staged, [*issues, *(issue for one in staged for issue in one.issues)]


def _good(stage: Stage, staged: list[Staged], index: Index) -> Callable[[str, Facts], bool]:
    """Whether a table that is held is one of those wanted, means the same, and has its columns."""
    wanted = {digest for one in staged for digest in one.large}

    def good(digest: str, facts: Facts) -> bool:
        means = digest in wanted and still_means(facts.resolved, index)
        return means and whole(stage.cache, facts.columns)

    return good


def tracer(project: Project, ontology: Ontology, staged: list[Staged]) -> Tracer:
    """What finds the lines of that which all datasets, staged without an error, say."""
    stage = Stage(ontology, "", project.home, project.sources)
    index, _ = stage.index(staged, project.data / "lookups")
    return Tracer(stage, staged, index)


def tracer_of(project: Project, ontology: Ontology) -> Tracer:
    """What finds the lines of a build whose sources are as they were."""
    return Tracer(*_read(project, ontology))
