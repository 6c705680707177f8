"""Finds what is wrong in a project before it is built: ontology, datasets, rules and queries.

A build asks the same of the ontology and of what the constraints say.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import KgError
from kg.ingest.changed import changed
from kg.ingest.inputs import stage_all, tracer
from kg.ingest.nquads import write_ontology
from kg.ingest.part import licences
from kg.ingest.permits import Permits
from kg.ingest.staging import Staged
from kg.ingest.texts import Audit
from kg.issues import Issue
from kg.model.lint import lint
from kg.model.ontology import Ontology
from kg.model.shapes import read_ontology
from kg.project import Project, shipped_root
from kg.query.checking.checks import check_queries
from kg.query.checking.constraints import check_constraints, violations
from kg.query.checking.rules import check_rules
from kg.query.contradictions.tried import check_arithmetic
from kg.query.looking.archive import Archive
from kg.store import builds
from kg.store.embedded import hold_store
from kg.store.view import View

Progress = Callable[[str, int, int], None]


def quiet(step: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def check(
    project: Project,
    progress: Progress = quiet,
    *,
    archive: Path | None = None,
    again: bool = False,
    audited: Callable[[Audit], None] = lambda audit: None,
) -> list[Issue]:
    """Find everything that can be found before building; nothing is written to the project.

    Args:
        project: the project.
        progress: is told the step, how much of it is done, and of how much.
        archive: a folder with the texts of documents; digests, offsets and locators that do not
            fit are found there.
        again: ask each address of a table once more, and tell those that give something else.
        audited: is told what was seen of the documents and claims with the archive.

    Raises:
        StoreError: there is no such archive, no text in it, or no room for what is mapped.
    """
    texts = Archive(archive) if archive else None
    cache = Path(tempfile.gettempdir())
    with builds.refused(cache), tempfile.TemporaryDirectory(prefix="kg-check-") as folder:
        try:
            ontology = read_ontology(project.ontology, shipped_root() / "ontology")
            wrong = faults(project, ontology)
            staged, issues = stage_all(project, ontology, Path(folder), progress)
            issues += unlicensed(project, staged)
            if not failed([*wrong, *issues]):
                progress("asking the constraints", 0, 1)
                own = write_ontology(Path(folder), ontology)
                view = hold_store(*filling(ontology, staged), labelled=[own])
                issues += broken(project, ontology, staged, view)
        except KgError as error:
            return [Issue.of(error)]
    if texts:
        audit = Audit(texts, [one.dataset for one in staged if one.dataset])
        issues += [*audit.issues(progress), *texts.odd]
        audited(audit)
    if again:
        issues += changed(staged, project.sources, lambda step: progress(step, 0, 1))
    progress("checking the queries", 0, 1)
    return [*wrong, *issues, *check_queries(project.queries, ontology)]


def faults(project: Project, ontology: Ontology) -> list[Issue]:
    """What is wrong in the ontology, its rules and constraints too."""
    return [
        *lint(project.ontology, shipped_root() / "ontology", ontology),
        *check_rules(ontology.rules),
        *check_arithmetic(project.ontology / "rules", ontology),
        *check_constraints(ontology.constraints),
    ]


def unlicensed(project: Project, staged: Iterable[Staged]) -> Iterator[Issue]:
    """The datasets of which nobody says that they may leave."""
    known = licences(project)
    for one in staged:
        if one.dataset and one.dataset.body and not one.failed:
            yield from Permits(one.dataset, known).unknown()


def filling(ontology: Ontology, staged: list[Staged]) -> tuple[list[Path], list[str]]:
    """What a store is filled with: the quads of the datasets, and the rules."""
    files = [path for one in staged for path in one.files]
    return files, [rule.text for rule in ontology.rules]


def broken(project: Project, ontology: Ontology, staged: list[Staged], view: View) -> list[Issue]:
    """What breaks the constraints of the ontology, at the lines that say it, in their order."""
    issues = []
    trace = None
    for one in violations(view, ontology):
        trace = trace or tracer(project, ontology, staged)
        name, where = trace.place(one.focus, one.path, one.claim, one.document)
        issues.append(Issue(one.severity, one.message, where, name))
    return sorted(issues, key=lambda issue: issue.where)


def failed(issues: Iterable[Issue]) -> bool:
    """Whether something keeps a build from becoming current."""
    return any(issue.severity == "error" for issue in issues)
