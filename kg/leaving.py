"""How a graph leaves: the methods of the Python library that export and release it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from os import PathLike, fspath
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.reports import Reports

if TYPE_CHECKING:
    from kg.check import Progress
    from kg.project import Project
    from kg.publish.exports.export import Material
    from kg.publish.release import Origin
    from kg.store.view import View


class Leaving(Reports):
    """The exports of a graph; each method is the command of the same name."""

    @property
    @abstractmethod
    def build(self) -> Path | None:
        """The folder of the build that is open; none, if it is another store."""

    @abstractmethod
    def of_project(self, project: Project) -> Leaving:
        """The graph of the current build of another project."""

    @property
    def build_id(self) -> str:
        """The build that is open, if it is one."""
        return self.build.name if self.build else ""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the open build says of itself: when it was built, by what, and what it holds.

        Raises:
            StoreError: it was taken away.
        """
        from kg.store.embedded import require_whole

        return require_whole(self.build) if self.build else {}

    def export(
        self,
        name: str,
        output: str | PathLike[str] | IO[bytes],
        *,
        classes: Iterable[str] = (),
        documents: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> None:
        """Write the graph in one form: `nquads`, `trig`, `turtle`, `jsonld`, `rdf12` …

        Args:
            name: of the form.
            output: a file, which is replaced when the new one is whole; a new folder, if the form
                has several files; or a binary file to write into.
            classes: only claims about members of these.
            documents: only claims of these.
            progress: is told the name, how much of it is done, and of how much.

        Raises:
            FormatError: there is no such form, or it cannot hold the graph.
            ParameterError, QueryError: nothing is named so, or nothing is claimed of it.
            KgError: the output cannot be written.
        """
        from kg.publish.exports.places import leave, require_place
        from kg.publish.exports.registry import export_named
        from kg.publish.exports.targets import Pouring

        export = export_named(name)
        path = Path(fspath(output)) if isinstance(output, str | PathLike) else None
        if path is not None:
            require_place(path, export)
        material = self._material(classes, documents)
        if progress is not None:
            tell = progress
            material = material._replace(tell=lambda done, of: tell(name, done, of))
        if path is not None:
            leave(export, material, path)
        elif not isinstance(output, str | PathLike):
            export.write(material, Pouring(output))

    def release(
        self,
        folder: str | PathLike[str],
        *,
        key: str | PathLike[str] | None = None,
        date: str = "",
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Write every export into a new folder, with a manifest and digests; return the manifest.

        What the licences of datasets and documents keep is not in it: where there is such, the
        release is made of a build of its own, and `held_back` in the manifest says what is missing.

        Args:
            folder: a new or an empty one.
            key: a file with an Ed25519 private key, to sign the digests.
            date: the day that the release is of; without it, the latest one of the data.
            progress: is told the export, how much of all is done, and of how much.

        Raises:
            KgError: the folder is not empty or cannot be written, the key is none, the sources
                have changed since the build, or an export fails.
        """
        from kg.check import quiet
        from kg.publish.exports.places import require_place
        from kg.publish.held import held_back
        from kg.publish.release import release
        from kg.publish.signing import read_signer

        path = Path(folder)
        require_place(path)
        signer = None if key is None else read_signer(Path(key))
        whole = self.view
        left = self._to_release(progress or quiet)
        material = left._material((), ())
        origin = left._origin(date)
        if left is not self:
            held = held_back(whole, material.view, _held(self.build))
            origin = origin._replace(held_back=held)
        return release(material, origin, path, signer, progress or quiet)

    def _to_release(self, progress: Progress) -> Leaving:
        """The graph of what may leave: this one, or one that is built without what may not."""
        if not _held(self.build):
            return self
        from kg.build import build, require_no_errors
        from kg.past import is_there

        self._require_fresh()
        project = self.project.to_release()
        if not is_there(project):
            require_no_errors(build(project, progress, wait=True))
        return self.of_project(project)

    def _material(self, classes: Iterable[str], documents: Iterable[str]) -> Material:
        from kg.publish.exports.export import Material
        from kg.store.embedded import read_manifest

        view = self.view
        chosen = _chosen(view, list(classes), list(documents))
        folder = self.build
        datasets = read_manifest(folder)["datasets"].values() if folder else ()
        return Material(
            self.project,
            view,
            folder.name if folder else "",
            *chosen,
            sum(int(one.get("quads", 0)) for one in datasets),
        )

    def _require_fresh(self) -> Path:
        from kg.errors import StoreError
        from kg.ingest.fingerprint import inputs_digest

        folder = self.build
        if folder is None:
            raise StoreError("a release is made of a project's build, not of another store")
        if inputs_digest(self.project) != folder.name:
            raise StoreError("the sources have changed since the build; run `kg build`")
        return folder

    def _origin(self, date: str) -> Origin:
        from kg.publish.release import Origin
        from kg.store.embedded import read_manifest

        manifest = read_manifest(self._require_fresh())
        return Origin(
            manifest["counts"],
            inputs(self.project),
            {"kg": str(manifest["kg"]), "pyoxigraph": version("pyoxigraph")},
            self.project.as_of.name if self.project.as_of else "",
            date,
        )


def _held(build: Path | None) -> dict[str, list[list[str]]]:
    """What of each dataset may not leave: documents, what of them, and why."""
    from kg.store.embedded import read_manifest

    datasets = read_manifest(build)["datasets"] if build else {}
    return {name: one["held"] for name, one in datasets.items() if one.get("held")}


def _chosen(
    view: View, classes: list[str], documents: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs of what is named; nothing is imported for nothing."""
    if not classes and not documents:
        return (), ()
    from kg.query.contradictions.asked import asked

    wanted = asked(view, classes=classes, documents=documents)
    return tuple(sorted(wanted.classes)), tuple(sorted(wanted.documents))


def inputs(project: Project) -> dict[str, str]:
    """The digests of the files that a build is made of, by their paths in the project."""
    from kg.ingest.digests import MEMORY, Digests
    from kg.ingest.fingerprint import dataset_files, dataset_folders

    folder = project.ontology
    paths = [*folder.glob("*.ttl"), *folder.glob("rules/*"), *project.data.glob("lookups/*.csv")]
    paths += project.data.glob("licences.csv")
    for dataset in dataset_folders(project.data):
        paths += dataset_files(dataset)
    digests = Digests(project.whole.home / "cache" / MEMORY)
    return {
        path.relative_to(project.root).as_posix(): digests.of(path)
        for path in sorted(paths)
        if path.is_file()
    }
