"""What an export is: a name, what it is called as a file, and how it is written from a build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol

from kg.model.catalogue import Catalogue

if TYPE_CHECKING:
    from kg.project import Project
    from kg.publish.rsa import RsaSigner
    from kg.publish.tables.spool import Spool
    from kg.store.view import View


class Target(Protocol):
    """Where an export writes: a folder, or one file that may be a pipe."""

    def open(self, name: str) -> IO[bytes]:
        """Begin a file; the one before it is finished then.

        Args:
            name: the export's own file, or a file inside its folder.
        """


class Written(NamedTuple):
    """A file that was written."""

    export: str
    media_type: str
    size: int
    sha256: str


class Material(NamedTuple):
    """One build, and what of it is wanted."""

    project: Project
    view: View
    build: str
    """The name of the build, the same for the same inputs."""
    classes: tuple[str, ...] = ()
    """IRIs: only what is said of members of these; none are all."""
    documents: tuple[str, ...] = ()
    """IRIs: only what these say; none are all."""
    size: int = 0
    """How many quads there are, about, for who tells the progress; 0 if nobody knows."""
    written: Mapping[str, Written] = {}
    """What a release holds already, by path."""
    nanopub_key: RsaSigner | None = None
    """What signs nanopublications."""
    tell: Callable[[int, int], None] = lambda done, of: None
    """Is told how much of an export is done, and of how much."""
    catalogue: Catalogue = Catalogue()
    """What the project says of itself."""
    date: str = ""
    """The day of which the data are."""
    address: str = ""
    """The folder in which a release will stand when it is published, with a slash at its end."""
    spool: Spool | None = None
    """Where tables keep what they read of the whole store, for the next of them."""
    held_back: tuple[Mapping[str, str | int], ...] = ()
    """What a licence keeps from leaving, how much of it, and why."""


class Export(NamedTuple):
    """One form in which a build leaves."""

    name: str
    """What `kg export` calls it."""
    file: str
    """Its file in a release, or its folder there if it is several files (`csv/`)."""
    media_type: str
    title: str
    """What it is, in one sentence, as the catalogue and the manifest say it."""
    write: Callable[[Material, Target], None]
    require: Callable[[], object] = lambda: None
    """Raises ExtraError if something that it needs is not installed."""

    @property
    def several(self) -> bool:
        """Whether it is a folder of files."""
        return self.file.endswith("/")
