"""Builds the graph of a project: from its folders to a store that readers open.

A build is written beside the others, checked, then made current by one atomic rename. Killed at
any moment it leaves the current build as it was; what it left behind is removed by the next one.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from kg import __version__
from kg.errors import KgError, OntologyError, StoreError
from kg.ingest.dataset import dataset_files, dataset_folders
from kg.ingest.entities import Index
from kg.ingest.nquads import write_quads
from kg.ingest.staging import Stage, Staged, files_digest
from kg.issues import Issue, write_issues
from kg.model.labels import Row, ontology_labels
from kg.model.ontology import Ontology, local_name
from kg.model.shapes import read_ontology
from kg.model.terms import Quad
from kg.project import Project, shipped_root
from kg.store.embedded import open_build, write_store
from kg.store.view import FORMAT

Progress = Callable[[str, int, int], None]
KEPT_BUILDS = 2
_LABEL_KINDS = ("key", "code", "name", "alias")


class Report(NamedTuple):
    """What a build did. `issues` not empty of errors means that the old build stays current."""

    id: str
    folder: Path
    unchanged: bool
    counts: dict[str, int]
    issues: list[Issue]
    mapped: list[str]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether an error kept the build from becoming current."""
        return any(issue.severity == "error" for issue in self.issues)


class Status(NamedTuple):
    """What is current in a project, and whether its sources have changed since."""

    root: Path
    folder: Path | None
    manifest: dict[str, Any]
    stale: bool


def quiet(step: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def build(project: Project, progress: Progress = quiet) -> Report:
    """Build a project and make the build current, unless nothing changed or something is wrong.

    Args:
        project: the project.
        progress: is told the step, how much of it is done, and of how much.

    Raises:
        OntologyError: the ontology cannot be read.
        StoreError: the build cannot be written, or another one is running.
    """
    started = time.monotonic()
    with _writing(project):
        name = inputs_digest(project)
        folder = project.builds / name
        if manifest := _finished(project, folder):
            _make_current(project, name)
            seconds = time.monotonic() - started
            return Report(name, folder, True, manifest["counts"], [], [], seconds)
        return _Builder(project, name, progress, started).run()


def check(project: Project, progress: Progress = quiet) -> list[Issue]:
    """Find everything that can be found before building; nothing becomes current."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="kg-check-") as cache:
        try:
            _, staged, issues = _staged(project, Path(cache), progress)
        except KgError as error:
            return [Issue.of(error)]
        return [*issues, *(issue for one in staged for issue in one.issues)]


def status(project: Project) -> Status:
    """Say which build is current and whether the sources have changed since."""
    folder = project.current_build()
    if folder is None:
        return Status(project.root, None, {}, True)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return Status(project.root, folder, manifest, inputs_digest(project) != folder.name)


def clean(project: Project) -> int:
    """Remove all builds and the cache of a project and return how many octets that freed."""
    with _writing(project):
        freed = sum(path.stat().st_size for path in project.home.rglob("*") if path.is_file())
        for path in (project.builds, project.home / "cache"):
            shutil.rmtree(path, ignore_errors=True)
        project.current.unlink(missing_ok=True)
    return freed


def inputs_digest(project: Project) -> str:
    """The digest of everything that a build is made of: sources, ontology, and the mapping code."""
    paths = [*_ontology_files(project), *sorted((project.data / "lookups").glob("*.csv"))]
    for folder in dataset_folders(project.data):
        paths += dataset_files(folder)
    return files_digest(paths, _code_digest())


def _ontology_files(project: Project) -> list[Path]:
    folders = {project.ontology, shipped_root() / "ontology"}
    return sorted(
        p for folder in folders for p in (*folder.glob("*.ttl"), *folder.glob("rules/*.ru"))
    )


def _code_digest() -> str:
    """The digest of the code that maps, so that a new version never reuses old quads."""
    here = Path(__file__).parent
    return files_digest(sorted([*here.glob("model/*.py"), *here.glob("ingest/*.py")]), __version__)


def _staged(
    project: Project, cache: Path, progress: Progress
) -> tuple[Ontology, list[Staged], list[Issue]]:
    """Read and map all datasets."""
    progress("reading the ontology", 0, 1)
    ontology = read_ontology(project.ontology, shipped_root() / "ontology")
    digest = files_digest(_ontology_files(project), _code_digest())
    stage = Stage(ontology, digest, cache)
    folders = dataset_folders(project.data)
    staged = []
    for number, folder in enumerate(folders):
        progress(f"reading {folder.name}", number, len(folders))
        staged.append(stage.read(folder))
    index, issues = stage.index(staged, project.data / "lookups")
    _map(stage, staged, index, progress)
    return ontology, staged, issues


def _map(stage: Stage, staged: list[Staged], index: Index, progress: Progress) -> None:
    for number, one in enumerate(staged):
        progress(f"mapping {one.name}", number, len(staged))
        if not one.issues:
            stage.map(one, index)


class _Builder:
    """One run: it stages, loads, describes and switches."""

    def __init__(self, project: Project, name: str, progress: Progress, started: float) -> None:
        self.project = project
        self.name = name
        self.progress = progress
        self.started = started
        self.folder = project.builds / name
        self.draft = project.builds / f".draft-{name}"

    def run(self) -> Report:
        cache = self.project.home / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        ontology, staged, issues = _staged(self.project, cache, self.progress)
        issues += [issue for one in staged for issue in one.issues]
        mapped = [one.name for one in staged if one.fresh]
        if any(issue.severity == "error" for issue in issues):
            write_issues(self.project.home / "issues.jsonl", issues)
            return self._report({}, issues, mapped)
        counts = self._write(ontology, staged, issues)
        self._switch()
        self._tidy(staged)
        return self._report(counts, issues, mapped)

    def _report(self, counts: dict[str, int], issues: list[Issue], mapped: list[str]) -> Report:
        seconds = time.monotonic() - self.started
        return Report(self.name, self.folder, False, counts, issues, mapped, seconds)

    def _write(
        self, ontology: Ontology, staged: list[Staged], issues: list[Issue]
    ) -> dict[str, int]:
        shutil.rmtree(self.draft, ignore_errors=True)
        self.draft.mkdir(parents=True)
        own = self.draft / "ontology.nq"
        write_quads(own, (Quad(*triple) for triple in ontology.triples))
        self.progress("loading the store", 0, 1)
        write_store(self.draft / "store", [own, *(one.quads for one in staged)], ontology.rules)
        own.unlink()
        rows = sorted({*ontology_labels(ontology), *_entity_labels(ontology, staged)})
        _write_labels(self.draft / "labels.tsv", rows)
        write_issues(self.draft / "issues.jsonl", issues)
        counts = self._counts(staged, rows)
        self._manifest(ontology, staged, counts)
        return counts

    def _counts(self, staged: list[Staged], rows: list[Row]) -> dict[str, int]:
        counts = {"datasets": len(staged)}
        for one in staged:
            for kind, number in one.counts.items():
                if kind != "quads":
                    counts[kind] = counts.get(kind, 0) + number
        own = {"Class", "Property", "Concept"}
        counts["entities"] = len({row[0] for row in rows if row[1] not in own})
        return counts

    def _manifest(self, ontology: Ontology, staged: list[Staged], counts: dict[str, int]) -> None:
        from importlib.metadata import version

        manifest = {
            "format": FORMAT,
            "id": self.name,
            "base": ontology.base,
            "prefixes": _prefixes(ontology),
            "counts": counts,
            "datasets": {one.name: {"digest": one.digest, **one.counts} for one in staged},
            "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "seconds": round(time.monotonic() - self.started, 3),
            "kg": __version__,
            "pyoxigraph": version("pyoxigraph"),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self.draft / "manifest.json").write_text(text + "\n", encoding="utf-8")
        open_build(self.draft).query("ASK { GRAPH ?g { ?s ?p ?o } }")

    def _switch(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.draft.rename(self.folder)
        _make_current(self.project, self.name)
        (self.project.home / "issues.jsonl").unlink(missing_ok=True)

    def _tidy(self, staged: list[Staged]) -> None:
        """Remove builds and cached files that nothing needs; the last build stays for its readers."""
        builds = [path for path in self.project.builds.iterdir() if path != self.folder]
        builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in builds[KEPT_BUILDS - 1 :]:
            shutil.rmtree(path, ignore_errors=True)
        kept = {one.digest for one in staged}
        for path in (self.project.home / "cache").iterdir():
            if path.name.partition(".")[0] not in kept:
                path.unlink(missing_ok=True)


def _entity_labels(ontology: Ontology, staged: list[Staged]) -> Iterator[Row]:
    for one in staged:
        for name in one.names:
            if name.kind in _LABEL_KINDS and not (name.scope and "/" not in name.scope):
                text = " ".join(name.text.split())
                yield name.iri, local_name(name.cls), name.kind, name.language, text


def _write_labels(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)


def _prefixes(ontology: Ontology) -> dict[str, str]:
    """The ontology's prefixes, and those of the kinds of IRI that a build makes."""
    own = {kind: f"{ontology.base}{kind}/" for kind in ("id", "claim", "document", "dataset")}
    return {**own, **ontology.prefixes}


def _finished(project: Project, folder: Path) -> dict[str, Any] | None:
    """The manifest of a build that is whole, or None."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
        open_build(folder)
    except (OSError, ValueError, KgError):
        return None
    return manifest


def _make_current(project: Project, name: str) -> None:
    draft = project.current.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(project.current)


@contextmanager
def _writing(project: Project) -> Iterator[None]:
    """Hold the project's lock; what the system refuses becomes one clear error.

    Raises:
        StoreError: another build is running, the folder is read-only, the disk is full.
    """
    try:
        project.home.mkdir(parents=True, exist_ok=True)
        with (project.home / "lock").open("w") as file:
            _lock(file.fileno(), project)
            for left in project.builds.glob(".draft-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except OSError as error:
        place = error.filename or project.home
        reason = error.strerror or error
        raise StoreError(
            f"cannot write {place}: {reason}; the current build is unchanged"
        ) from None


def _lock(descriptor: int, project: Project) -> None:
    """The system frees the lock with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows has no flock; a draft's own folder still keeps builds apart
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(f"another build of {project.root} is running") from None


def require_no_errors(report: Report) -> None:
    """Raise what kept a build from becoming current.

    Raises:
        OntologyError: the first error; the message counts the others.
    """
    errors = [issue for issue in report.issues if issue.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more; see `kg check`)" if len(errors) > 1 else ""
        raise OntologyError(errors[0].message + more, where=errors[0].where)
