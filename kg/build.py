"""Builds the graph of a project: from its folders to a store that readers open.

It ties what `ingest` makes of the datasets to the `store` that holds it. Nothing becomes current
before all of it is there, and an error anywhere leaves the current build as it was.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from kg.check import Progress, broken, failed, faults, filling, quiet
from kg.errors import KgError, StoreError
from kg.ingest.digests import MEMORY
from kg.ingest.fingerprint import checked_digest, inputs_digest
from kg.ingest.identity import identities, names_known
from kg.ingest.inputs import stage_all
from kg.ingest.naming import entity_labels
from kg.ingest.nquads import write_ontology, write_quads
from kg.ingest.published import counted, require_some
from kg.ingest.staging import Staged
from kg.ingest.tables.cluster import require_cluster
from kg.ingest.tables.kept import Facts, Sink
from kg.ingest.tables.opened import Opened
from kg.ingest.tables.spark import mapped_on
from kg.issues import ISSUES, Issue, read_issues, write_issues
from kg.model.labels import ontology_labels, prefixes
from kg.model.ontology import Ontology
from kg.model.shapes import read_ontology
from kg.model.vocab import ENTITY
from kg.past import tidy as tidy_past
from kg.project import Project, shipped_root
from kg.query.ask import ask
from kg.query.contradictions.parties import files as disputed_files
from kg.store import builds, columns
from kg.store.bases import Base, keep_only
from kg.store.embedded import (
    LABELS,
    names_digest,
    open_build,
    open_store,
    write_store,
)
from kg.store.names import Names
from kg.store.view import FORMAT, Label, View
from kg.version import __version__


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
        faults = self._newfaults(ontology)
        held = None if faults else _Held(self.base)
        parts = self.project.home / "parts"
        shared: list[Opened] = []
        with mapped_on(self.cluster, parts, shared) as writing:
            staged, issues = stage_all(
                self.project, ontology, self.cache, self.progress, held, writing
            )
        base = self.base.finish()
        issues = [*faults, *issues]
        if self.project.as_of and not failed(issues):
            require_some(self.project.as_of, [one.past for one in staged])
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

    def _newfaults(self, ontology: Ontology) -> list[Issue]:
        """What `check` refuses in the ontology; one that was found good is not looked at again."""
        whole = self.project.whole
        good = whole.home / "cache" / f"{checked_digest(whole)}.good"
        if good.is_file():
            return []
        wrong = [one for one in faults(self.project, ontology) if one.severity == "error"]
        if not wrong and good.parent.is_dir():
            good.touch()
        return wrong

    def _make(
        self, ontology: Ontology, staged: list[Staged], issues: list[Issue], base: str
    ) -> dict[str, int]:
        """Make the build current, unless it breaks a constraint, which joins the issues then."""
        draft = builds.new_draft(self.project, self.name)
        self.progress("loading the store", 0, 1)
        names = names_known(staged, self.project.as_of)
        own = write_ontology(draft, ontology)
        held = self.project.bases / base / "store" if base else None
        files, rules = filling(ontology, staged)
        if self.project.as_of:
            files.append(draft / "identities.nq")
            write_quads(files[-1], identities(ontology, names))
        write_store(draft / "store", files, rules, labelled=[own], base=held)
        own.unlink()
        (draft / "identities.nq").unlink(missing_ok=True)
        if not self.project.is_part:  # parts of what is right may lack what the whole has
            issues += broken(self.project, ontology, staged, open_store(draft / "store"))
        if _stops(issues, self.strict):
            return {}
        rows = {*ontology_labels(ontology), *entity_labels(names)}
        for name, data in disputed_files(open_store(draft / "store")):
            (draft / name).write_bytes(data)
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
            "prefixes": prefixes(ontology),
            "counts": counts,
            "labels": {"size": len(names), "sha256": names_digest(names)},
            "datasets": {one.name: _described(one) for one in staged},
            "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "seconds": round(time.monotonic() - self.started, 3),
            "kg": __version__,
            "pyoxigraph": version("pyoxigraph"),
        }
        if self.project.as_of:
            manifest["as_of"] = counted(one.past for one in staged)
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (draft / "manifest.json").write_text(text + "\n", encoding="utf-8")
        open_build(draft)
        return counts

    def _tidy(self, staged: list[Staged]) -> None:
        tidy_past(self.project)
        if self.project.is_part:
            shutil.rmtree(self.cache, ignore_errors=True)  # made once, it is not made again
            keep_only(self.project.builds, {self.name})
            return
        kept = {checked_digest(self.project), *(one.digest for one in staged)}
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


def _described(staged: Staged) -> dict[str, Any]:
    held = {"held": staged.held} if staged.held else {}
    return {"digest": staged.digest, **staged.counts, **held}


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


def require_no_errors(report: Report) -> None:
    """Raise what kept a build from becoming current.

    Raises:
        KgError: the first error; the message counts the others.
    """
    errors = [issue for issue in report.issues if issue.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more; see `kg check`)" if len(errors) > 1 else ""
        raise KgError(errors[0].message + more, where=errors[0].where)
