"""Builds the graph of a project: from its folders to a store that readers open.

It ties what `ingest` makes of the datasets to the `store` that holds it. Nothing becomes current
before all of it is there, and an error anywhere leaves the current build as it was.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError, StoreError
from kg.ingest.changed import changed
from kg.ingest.digests import MEMORY
from kg.ingest.inputs import inputs_digest, ontology_digest, stage_all, tracer
from kg.ingest.naming import entity_labels
from kg.ingest.nquads import write_quads
from kg.ingest.staging import Staged
from kg.ingest.tables.cluster import require_cluster
from kg.ingest.tables.kept import Facts, Sink
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.spark import mapped_on
from kg.ingest.texts import Audit
from kg.issues import ISSUES, Issue, read_issues, write_issues
from kg.model.labels import ontology_labels
from kg.model.lint import lint
from kg.model.ontology import Ontology
from kg.model.shapes import read_ontology
from kg.model.terms import Quad
from kg.model.vocab import ENTITY
from kg.project import Project, shipped_root
from kg.query.archive import Archive
from kg.query.ask import ask
from kg.query.checks import check_queries
from kg.query.constraints import check_constraints, violations
from kg.query.contradictions.kept import RIVALS, keep
from kg.query.rules import check_rules
from kg.store import builds, columns
from kg.store.bases import Base
from kg.store.embedded import (
    LABELS,
    hold_store,
    names_digest,
    open_build,
    open_store,
    write_store,
)
from kg.store.names import Names
from kg.store.view import FORMAT, Label, View
from kg.version import __version__

Progress = Callable[[str, int, int], None]


class Report(NamedTuple):
    """What a build did. `issues` not empty of errors means that the old build stays current."""

    id: str
    folder: Path
    unchanged: bool
    counts: dict[str, int]
    issues: list[Issue]
    mapped: list[str]
    seconds: float
    strict: bool = False
    partless: tuple[str, ...] = ()  # datasets with tables that the cluster did not map

    @property
    def failed(self) -> bool:
        """Whether an error, or any issue where `strict` is asked for, stopped the build."""
        return _stops(self.issues, self.strict)


def _stops(issues: list[Issue], strict: bool) -> bool:
    return any(strict or issue.severity == "error" for issue in issues)


def quiet(step: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def build(
    project: Project,
    progress: Progress = quiet,
    *,
    wait: bool = False,
    strict: bool = False,
    cluster: str = "",
) -> Report:
    """Build a project and make the build current, unless nothing changed or something is wrong.

    Args:
        project: the project.
        progress: is told the step, how much of it is done, and of how much.
        wait: for another process that builds, instead of refusing to build beside it.
        strict: let a warning stop the build, as an error does.
        cluster: the address of a Spark cluster that maps the tables, instead of this process.

    Raises:
        OntologyError: the ontology cannot be read.
        StoreError: the build cannot be written, another one is running, or no such cluster is.
    """
    started = time.monotonic()
    if cluster:
        require_cluster(cluster)

    def waiting() -> None:
        progress("waiting for another build of this project", 0, 0)

    with builds.writing(project, waiting if wait else None):
        name = inputs_digest(project)
        folder = project.builds / name
        if manifest := builds.manifest_of(folder):
            if builds.named_current(project) != name:
                builds.make_current(project, name)
            _issues_file(project).unlink(missing_ok=True)
            issues = list(read_issues(folder / ISSUES)) if strict else []
            seconds = time.monotonic() - started
            tabular = [one for one, its in manifest["datasets"].items() if "rows" in its]
            partless = tuple(tabular) if cluster else ()
            counts = manifest["counts"]
            return Report(name, folder, True, counts, issues, [], seconds, strict, partless)
        return _Builder(project, name, progress, started, strict, cluster).run()


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
            faults = _faults(project, ontology)
            staged, issues = stage_all(project, ontology, Path(folder), progress)
            if not _failed([*faults, *issues]):
                progress("asking the constraints", 0, 1)
                own = _write_ontology(Path(folder), ontology)
                view = hold_store(*_filling(ontology, staged), labelled=[own])
                issues += _broken(project, ontology, staged, view)
        except KgError as error:
            return [Issue.of(error)]
    if texts:
        audit = Audit(texts, [one.dataset for one in staged if one.dataset])
        issues += [*audit.issues(progress), *texts.odd]
        audited(audit)
    if again:
        issues += changed(staged, project.sources, lambda step: progress(step, 0, 1))
    progress("checking the queries", 0, 1)
    return [*faults, *issues, *check_queries(project.queries, ontology)]


def _faults(project: Project, ontology: Ontology) -> list[Issue]:
    """What is wrong in the ontology, its rules and constraints too."""
    return [
        *lint(project.ontology, shipped_root() / "ontology", ontology),
        *check_rules(ontology.rules),
        *check_constraints(ontology.constraints),
    ]


def _write_ontology(folder: Path, ontology: Ontology) -> Path:
    own = folder / "ontology.nq"
    write_quads(own, (Quad(*triple) for triple in ontology.triples))
    return own


def _filling(ontology: Ontology, staged: list[Staged]) -> tuple[list[Path], list[str]]:
    """What a store is filled with: the quads of the datasets, and the rules."""
    files = [path for one in staged for path in one.files]
    return files, [rule.text for rule in ontology.rules]


def _broken(project: Project, ontology: Ontology, staged: list[Staged], view: View) -> list[Issue]:
    """What breaks the constraints of the ontology, at the lines that say it, in their order."""
    issues = []
    trace = None
    for one in violations(view, ontology):
        trace = trace or tracer(project, ontology, staged)
        name, where = trace.place(one.focus, one.path, one.claim, one.document)
        issues.append(Issue(one.severity, one.message, where, name))
    return sorted(issues, key=lambda issue: issue.where)


def _failed(issues: Iterable[Issue]) -> bool:
    return any(issue.severity == "error" for issue in issues)


def clean(project: Project) -> int:
    """Remove all builds and the cache of a project and return how many octets that freed."""
    with builds.writing(project):
        return builds.remove_all(project)


class _Builder:
    """One run: it stages, loads, describes and switches."""

    def __init__(
        self,
        project: Project,
        name: str,
        progress: Progress,
        started: float,
        strict: bool,
        cluster: str,
    ) -> None:
        self.project = project
        self.strict = strict
        self.cluster = cluster
        self.base = Base(project.bases)
        self.name = name
        self.progress = progress
        self.started = started
        self.cache = project.home / "cache"

    def run(self) -> Report:
        self.progress("reading the ontology", 0, 1)
        ontology = read_ontology(self.project.ontology, shipped_root() / "ontology")
        self.cache.mkdir(parents=True, exist_ok=True)
        faults = self._new_faults(ontology)
        held = None if faults else _Held(self.base)
        parts = self.project.home / "parts"
        shared: list[Opened] = []
        with mapped_on(self.cluster, parts, shared) as writing:
            staged, issues = stage_all(
                self.project, ontology, self.cache, self.progress, held, writing
            )
        base = self.base.finish()
        issues = [*faults, *issues]
        counts: dict[str, int] = {}
        if not _stops(issues, self.strict):
            counts = self._make(ontology, staged, issues, base)
        if _stops(issues, self.strict):
            write_issues(_issues_file(self.project), issues)
        builds.tidy_bases(self.project, base)
        mapped = [one.name for one in staged if one.fresh]
        partless = _partless(staged, shared) if self.cluster else ()
        for name in () if self.cluster else mapped:  # what a cluster once wrote of them is no more
            shutil.rmtree(parts / name, ignore_errors=True)
        seconds = time.monotonic() - self.started
        folder = self.project.builds / self.name
        return Report(
            self.name, folder, False, counts, issues, mapped, seconds, self.strict, partless
        )

    def _new_faults(self, ontology: Ontology) -> list[Issue]:
        """What `check` refuses in the ontology; one that was found good is not looked at again."""
        good = self.cache / f"{ontology_digest(self.project)}.good"
        if good.is_file():
            return []
        faults = [one for one in _faults(self.project, ontology) if one.severity == "error"]
        if not faults:
            good.touch()
        return faults

    def _make(
        self, ontology: Ontology, staged: list[Staged], issues: list[Issue], base: str
    ) -> dict[str, int]:
        """Make the build current, unless it breaks a constraint, which joins the issues then."""
        draft = builds.new_draft(self.project, self.name)
        self.progress("loading the store", 0, 1)
        own = _write_ontology(draft, ontology)
        held = self.project.bases / base / "store" if base else None
        write_store(draft / "store", *_filling(ontology, staged), labelled=[own], base=held)
        own.unlink()
        issues += _broken(self.project, ontology, staged, open_store(draft / "store"))
        if _stops(issues, self.strict):
            return {}
        names = (name for one in staged for name in one.names)
        rows = {*ontology_labels(ontology), *entity_labels(names)}
        (draft / RIVALS).write_bytes(keep(open_store(draft / "store")))
        (draft / LABELS).write_bytes(Names.of(Label(*row) for row in rows).data)
        write_issues(draft / ISSUES, issues)
        twin = {name: digest for one in staged for name, digest in one.columns.items()}
        kept = columns.keep(self.cache, twin, draft)
        counts = self._describe(draft, ontology, staged, base, kept)
        if inputs_digest(self.project) != self.name:
            raise StoreError("the sources changed while they were read; build again")
        builds.switch(self.project, draft)
        _issues_file(self.project).unlink(missing_ok=True)
        self._tidy(staged)
        return counts

    def _describe(
        self,
        draft: Path,
        ontology: Ontology,
        staged: list[Staged],
        base: str,
        kept: dict[str, str],
    ) -> dict[str, int]:
        """Write the manifest, and see that the store can be read; return what it holds."""
        names = (draft / LABELS).read_bytes()
        counts = _counts(staged, open_store(draft / "store"))
        manifest = {
            "format": FORMAT,
            "id": self.name,
            "base": ontology.base,
            "tables": base,
            "columns": kept,
            "prefixes": _prefixes(ontology),
            "counts": counts,
            "labels": {"size": len(names), "sha256": names_digest(names)},
            "datasets": {one.name: {"digest": one.digest, **one.counts} for one in staged},
            "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "seconds": round(time.monotonic() - self.started, 3),
            "kg": __version__,
            "pyoxigraph": version("pyoxigraph"),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (draft / "manifest.json").write_text(text + "\n", encoding="utf-8")
        open_build(draft)
        return counts

    def _tidy(self, staged: list[Staged]) -> None:
        kept = {ontology_digest(self.project), *(one.digest for one in staged)}
        kept |= {digest for one in staged for digest in one.large}
        for path in self.cache.iterdir():
            if path.name.partition(".")[0] not in kept and path.name != MEMORY:
                path.unlink(missing_ok=True)


class _Held:
    """Lets the rooms of ingest and store meet: tables whose observations a base holds."""

    def __init__(self, base: Base) -> None:
        self.base = base

    def start(self, good: Callable[[str, Facts], bool]) -> None:
        self.base.start(lambda digest, facts: good(digest, Facts(**facts)))

    def known(self, digest: str) -> Facts | None:
        found = self.base.tables.get(digest)
        return Facts(**found) if found is not None else None

    def load(self, digest: str, write: Callable[[Sink], Facts]) -> Facts:
        return Facts(**self.base.load(digest, lambda lines: write(lines).to_dict()))


def _partless(staged: list[Staged], shared: list[Opened]) -> tuple[str, ...]:
    """The datasets with tables of which a cluster mapped none now."""
    written = {opened.problems.dataset for opened in shared}
    return tuple(one.name for one in staged if "rows" in one.counts and one.name not in written)


def _issues_file(project: Project) -> Path:
    return project.home / ISSUES


def _counts(staged: list[Staged], view: View) -> dict[str, int]:
    counts = Counter({"datasets": len(staged)})
    for one in staged:
        counts.update({kind: number for kind, number in one.counts.items() if kind != "quads"})
    found = ask(view, f"SELECT (COUNT(DISTINCT ?node) AS ?n) {{ ?node a <{ENTITY}> }}")
    return {**counts, "entities": sum(int(row["n"].value) for row in found)}


def _prefixes(ontology: Ontology) -> dict[str, str]:
    """The ontology's prefixes, and those of the kinds of IRI that a build makes."""
    own = {kind: f"{ontology.base}{kind}/" for kind in ("id", "claim", "document", "dataset")}
    return {**own, **ontology.prefixes}


def require_no_errors(report: Report) -> None:
    """Raise what kept a build from becoming current.

    Raises:
        KgError: the first error; the message counts the others.
    """
    errors = [issue for issue in report.issues if issue.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more; see `kg check`)" if len(errors) > 1 else ""
        raise KgError(errors[0].message + more, where=errors[0].where)
