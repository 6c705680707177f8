"""How a graph leaves: the methods of the Python library that export and release it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from os import PathLike, fspath
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.reports import Reports

if TYPE_CHECKING:
    from kg.check import Progress
    from kg.project import Project
    from kg.publish.exports.export import Material
    from kg.publish.release import Origin
    from kg.publish.rsa import RsaSigner
    from kg.query.validation.report import Report
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
        nanopub_key: str | PathLike[str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Write the graph in one form: `nquads`, `trig`, `turtle`, `jsonld`, `rdf12` …

        Args:
            name: of the form.
            output: a file, which is replaced when the new one is whole; a new folder, if the form
                has several files; or a binary file to write into.
            classes: only claims about members of these.
            documents: only claims of these.
            nanopub_key: a file with an RSA private key, to sign nanopublications.
            progress: is told the name, how much of it is done, and of how much.

        Raises:
            FormatError: there is no such form, or it cannot hold the graph.
            ParameterError, QueryError: nothing is named so, or nothing is claimed of it.
            KgError: the output cannot be written.
        """
        from kg.errors import FormatError
        from kg.publish.exports.places import leave, require_place
        from kg.publish.exports.registry import export_named
        from kg.publish.exports.targets import Pouring

        export = export_named(name)
        path = Path(fspath(output)) if isinstance(output, str | PathLike) else None
        if path is not None:
            require_place(path, export)
        if nanopub_key is not None and name != "nanopubs":
            raise FormatError(f"an RSA key signs nanopubs; nothing in {name} is signed")
        signer = _nanopub_signer(nanopub_key)
        material = self._material(classes, documents)._replace(nanopub_key=signer)
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
        nanopub_key: str | PathLike[str] | None = None,
        date: str = "",
        url: str = "",
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Write every export into a new folder, with a manifest and digests; return the manifest.

        What the licences of datasets and documents keep is not in it: where there is such, the
        release is made of a build of its own, and `held_back` in the manifest says what is missing.

        Args:
            folder: a new or an empty one.
            key: a file with an Ed25519 private key, to sign the digests.
            nanopub_key: a file with an RSA private key, to sign nanopublications.
            date: the day that the release is of; without it, the latest one of the data.
            url: the address of the folder in which it will stand when it is published; without
                it, one of its own below what `catalogue.yaml` says, or below the project's base.
            progress: is told the export, how much of all is done, and of how much.

        Raises:
            ExtraError: something that an export needs is not installed; nothing was written.
            KgError: the folder is not empty or cannot be written, the key or the address is none,
                the sources have changed since the build, or an export fails.
        """
        from kg.check import quiet
        from kg.publish.exports.places import require_place
        from kg.publish.exports.registry import require_all
        from kg.publish.held import held_back
        from kg.publish.release import release
        from kg.publish.signing import read_signer

        path = Path(folder)
        require_place(path)
        require_all()
        signer = None if key is None else read_signer(Path(key))
        pressed, address = _nanopub_signer(nanopub_key), _address(url)
        whole = self.view
        left = self._to_release(progress or quiet)
        material = left._material((), (), date)
        material = material._replace(nanopub_key=pressed, address=address or _usual(material))
        origin = left._origin(material.date)
        if left is not self:
            held = held_back(whole, material.view, _held(self.build))
            material = material._replace(held_back=held)
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

    def validate(
        self,
        *,
        ontology: str | PathLike[str] | None = None,
        language: str = "en",
        progress: Progress | None = None,
    ) -> Report:
        """What breaks the shapes of the ontology and the constraints of data cubes.

        More values of a property across claims than a shape allows are none of it: that is a
        contradiction, which `contradictions` gives.

        Args:
            ontology: a Turtle file that says what is right, instead of the project's ontology.
            language: of the labels.
            progress: is told the step, how much of it is done, and of how much.

        Raises:
            OntologyError: the ontology cannot be read.
        """
        from kg.check import quiet
        from kg.validate import validate

        return validate(
            self.project,
            self.view,
            self.build_id,
            progress or quiet,
            ontology=None if ontology is None else Path(ontology),
            language=language,
        )

    def _material(
        self, classes: Iterable[str], documents: Iterable[str], date: str = ""
    ) -> Material:
        from kg.ingest.catalogue import read_catalogue
        from kg.model.catalogue import Catalogue
        from kg.publish.exports.export import Material
        from kg.publish.release import latest_day
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
            catalogue=read_catalogue(self.project.data) if folder else Catalogue(),
            date=date or latest_day(view),
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
            {"kg": str(manifest["kg"]), **_versions()},
            self.project.as_of.name if self.project.as_of else "",
            date,
        )


def _versions() -> dict[str, str]:
    """The versions of what octets depend on beside the sources."""
    return {name: version(name) for name in ("pyoxigraph", "pyarrow") if find_spec(name)}


def _nanopub_signer(key: str | PathLike[str] | None) -> RsaSigner | None:
    if key is None:
        return None
    from kg.publish.rsa import read_rsa

    return read_rsa(Path(key))


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


def _address(url: str) -> str:
    """The address of a folder, as a caller gives it.

    Raises:
        ParameterError: it is none.
    """
    from kg.errors import ParameterError
    from kg.model.catalogue import folder_address

    try:
        return folder_address(url) if url else ""
    except ValueError as error:
        raise ParameterError(f"where the release will stand: {error}") from None


def _usual(material: Material) -> str:
    """Where a release will stand if nobody says so: a folder of its own."""
    from kg.publish.catalogue.addresses import release_folder, release_name

    name = release_name(material.date, material.build)
    return release_folder(material.catalogue, material.view.base, name)


def inputs(project: Project) -> dict[str, str]:
    """The digests of the files that a release is made of, by their paths in the project."""
    from kg.ingest.catalogue import FILE
    from kg.ingest.digests import MEMORY, Digests
    from kg.ingest.fingerprint import dataset_files, dataset_folders

    folder = project.ontology
    paths = [*folder.glob("*.ttl"), *folder.glob("rules/*"), *project.data.glob("lookups/*.csv")]
    paths += [project.data / FILE, project.data / "licences.csv", *project.queries.glob("*.rq")]
    for dataset in dataset_folders(project.data):
        paths += dataset_files(dataset)
    digests = Digests(project.whole.home / "cache" / MEMORY)
    return {
        path.relative_to(project.root).as_posix(): digests.of(path)
        for path in sorted(paths)
        if path.is_file()
    }
