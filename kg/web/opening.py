"""What a server serves: the current build of a project, or any Oxigraph store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.project import Project

if TYPE_CHECKING:
    from kg.api import Graph

# SPARQL lets a query have relative IRIs; those of a store without a base are read under this one.
_RELATIVE = "http://localhost/"


@dataclass(frozen=True)
class Opening:
    """Where the graph comes from; it is opened anew in each worker."""

    project: Project
    store: Path | None = None

    def current(self) -> Path:
        """The folder of the build or store that is to be asked now.

        Raises:
            StoreError: there is none.
        """
        folder = self.store or self.project.current_build()
        if folder is None:
            raise StoreError(f"{self.project.root} has no build; run `kg build`")
        return folder

    def graph(self, folder: Path) -> Graph:
        """Open it read-only.

        Raises:
            StoreError: it is missing, damaged, or of a newer version.
        """
        from kg.api import Graph
        from kg.store.embedded import open_store

        if self.store is not None:
            return Graph(self.project, open_store(folder, _RELATIVE), [folder])
        return Graph.of_build(self.project, folder)
