"""A catalogue of what an export is given: the build, what the project says, what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import FormatError
from kg.publish.catalogue.addresses import Addresses, release_name
from kg.publish.catalogue.described import Whole, whole
from kg.publish.catalogue.distributions import Listed
from kg.publish.exports.registry import export_named
from kg.publish.exports.selection import chosen
from kg.publish.held import told

if TYPE_CHECKING:
    from kg.publish.exports.export import Material
    from kg.store.view import View


class Made(NamedTuple):
    """What the exports that describe others write of."""

    view: View
    whole: Whole
    where: Addresses
    files: Mapping[str, Listed]
    version: str

    @property
    def me(self) -> str:
        """The IRI of what is described: a release, or the graph that is served."""
        return self.where.release if self.files else f"{served_description(self.whole.base)}#graph"


def served_description(address: str) -> str:
    """Where the VoID description of what is served stands."""
    return f"{address.rstrip('/')}/.well-known/void"


@contextmanager
def made(material: Material) -> Iterator[Made]:
    """What is to be described; of a part of a build, only that part.

    Raises:
        FormatError: this is not the build of a project.
        QueryError: no claim is wanted.
        DatasetError: the project names a publisher of whom the build knows nothing.
    """
    if not material.view.base:
        raise FormatError("only the build of a project has a catalogue, and this is another store")
    with chosen(material) as view:
        said, base = material.catalogue, material.view.base
        files = {path: _listed(material, path) for path in material.written}
        where = Addresses(f"{base}catalogue", said.endpoint, material.address if files else "")
        version = release_name(material.date, material.build)
        found = whole(view, said, material.date, material.view)
        yield Made(view, found.lacking(told(material.held_back)), where, files, version)


def _listed(material: Material, path: str) -> Listed:
    file = material.written[path]
    export = export_named(file.export)
    title = f"{export.title}: {path.removeprefix(export.file)}" if export.several else export.title
    return Listed(title, file.size, file.sha256)
