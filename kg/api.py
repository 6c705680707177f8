"""The Python library: `kg.open()` gives a `Graph`, whose methods are the verbs of the command line.

>>> import kg
>>> graph = kg.open()                                            # doctest: +SKIP
>>> for row in graph.query("signatories", party="Uzbekistan"):   # doctest: +SKIP
...     print(row.agreement, row.action, row.date, row.document)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.errors import QueryError, Where
from kg.project import Project, find_project
from kg.query.named import NamedQuery, all_named, bound, named, read_query
from kg.query.results import Result, answer
from kg.store.embedded import open_build, open_files, open_store

if TYPE_CHECKING:
    from kg.build import Progress
    from kg.store.view import View

AnyPath: TypeAlias = str | PathLike[str]


def open(  # noqa: A001 (people write kg.open)
    project: AnyPath | None = None,
    *,
    store: AnyPath | None = None,
    data: AnyPath | Iterable[AnyPath] | None = None,
    progress: Progress | None = None,
) -> Graph:
    """Open a graph to ask: a project's current build, any Oxigraph store, or RDF files.

    Args:
        project: a project folder; by default the one around the working folder, else the shipped
            one. Its first question builds it.
        store: the folder of an Oxigraph store, instead of a build.
        data: one or more RDF files, instead of a build.
        progress: is told the step of a build, how much of it is done, and of how much.

    Raises:
        KgError: what is named is not there, cannot be read, or does not build.
    """
    if store is not None:
        return Graph(_found(project), open_store(Path(store)))
    if data is not None:
        files = [data] if isinstance(data, str | PathLike) else data
        return Graph(_found(project), open_files([Path(file) for file in files]))
    found = _found(project)
    if found.current_build() is None:
        _build(found, progress)
    return Graph(found)


def _found(project: AnyPath | None) -> Project:
    return find_project(None if project is None else Path(project))


def _build(project: Project, progress: Progress | None) -> None:
    from kg.build import build, quiet, require_no_errors

    require_no_errors(build(project, progress or quiet))


class Graph:
    """One graph, open for questions; each method is the command of the same name."""

    def __init__(self, project: Project, view: View | None = None) -> None:
        self.project = project
        self._fixed = view
        self._open: tuple[Path, View] | None = None

    @property
    def view(self) -> View:
        """Read access to the store; a build that became current since then is moved to."""
        if self._fixed is not None:
            return self._fixed
        folder = self.project.current_build()
        if folder is None:
            raise QueryError(f"{self.project.root} has no build any more; run `kg build`")
        if self._open is None or self._open[0] != folder:
            self._open = folder, open_build(folder)
        return self._open[1]

    def query(self, name: AnyPath, /, **parameters: Any) -> Result:
        """Ask a named query, or a query file (`*.rq`), with its parameters.

        A parameter takes one value or a list of them; names, keys and codes stand for entities.

        Raises:
            QueryError: there is no such query, or it cannot be answered.
            ParameterError: a parameter is unknown or missing, or has a wrong value.
        """
        chosen = self.named(name)
        try:
            return answer(self.view, self.bound(chosen, parameters))
        except QueryError as error:
            raise error.at(Where(str(chosen.path))) from None

    def sparql(self, text: str, /) -> Result:
        """Ask SPARQL; the prefixes of the ontology need no declaration.

        Raises:
            QueryError: it does not parse, changes something, or cannot be answered.
        """
        return answer(self.view, text)

    def queries(self) -> list[NamedQuery]:
        """The named queries of the project, each with its summary and parameters."""
        return all_named(self.project.queries, self._memo)

    def named(self, name: AnyPath, /) -> NamedQuery:
        """One named query, or a query file (`*.rq`).

        Raises:
            QueryError: there is none of that name, or it cannot be read.
        """
        if str(name).endswith(".rq"):
            return read_query(Path(name), self._memo)
        return named(self.project.queries, str(name), self._memo)

    def bound(self, query: NamedQuery, parameters: Mapping[str, Any], /) -> str:
        """The SPARQL of a query with its parameters bound.

        Raises:
            ParameterError: a parameter is unknown or missing, or has a wrong value.
        """
        return bound(query, self.view, parameters)

    @property
    def _memo(self) -> Path:
        return self.project.home / "headers.json"

    def __repr__(self) -> str:
        return f"<Graph of {self.project.root}>"
