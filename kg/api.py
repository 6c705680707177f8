"""The Python library: `kg.open()` gives a `Graph`, whose methods are the verbs of the command line.

>>> import kg
>>> graph = kg.open()                                            # doctest: +SKIP
>>> for row in graph.query("signatories", party="Uzbekistan"):   # doctest: +SKIP
...     print(row.agreement, row.action, row.date, row.document)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.errors import CitationError, ParameterError, QueryError, Where, shown
from kg.leaving import Leaving
from kg.project import AsOf, Project, find_project
from kg.query.named.queries import all_named, bound, named, parse_query, read_query
from kg.query.results import Result, Rows, answer
from kg.store.embedded import open_build, open_files, open_store

if TYPE_CHECKING:
    from kg.check import Progress
    from kg.issues import Issue
    from kg.query.citing.citation import Asked, Verdict
    from kg.query.listing import Listing
    from kg.query.looking.documents import Dataset, Document
    from kg.query.looking.evidence import Reasons
    from kg.query.looking.find import Found
    from kg.query.looking.shown import Shown
    from kg.query.named.queries import NamedQuery, Queries
    from kg.status import Status
    from kg.store.view import View

AnyPath: TypeAlias = str | PathLike[str]


def open(
    project: AnyPath | None = None,
    *,
    store: AnyPath | None = None,
    data: AnyPath | Iterable[AnyPath] | None = None,
    as_of: str | None = None,
    tables: bool = False,
    progress: Progress | None = None,
) -> Graph:
    """Open a graph to ask: a project's current build, any Oxigraph store, or RDF files.

    Args:
        project: a project folder; by default the one around the working folder, else the shipped
            one. Its first question builds it.
        store: the folder of an Oxigraph store, instead of a build.
        data: one or more RDF files, instead of a build.
        as_of: a date as said: only what had been published by then, which is a build of its own.
        tables: as of a date, take in tables of figures, too.
        progress: is told the step of a build, how much of it is done, and of how much.

    Raises:
        KgError: what is named is not there, cannot be read, or does not build.
    """
    if as_of is not None and (store is not None or data is not None):
        raise ParameterError("as_of needs the sources of a project, not a store or RDF files")
    if tables and as_of is None:
        raise ParameterError("tables belongs to as_of; without it, they are there")
    if store is not None:
        return Graph(_found(project), open_store(Path(store)), [Path(store)])
    if data is not None:
        given = [data] if isinstance(data, str | PathLike) else data
        files = [Path(file) for file in given]
        return Graph(_found(project), open_files(files), files)
    found = _found(project)
    if as_of is not None:
        return Graph(_past(found, as_of, tables, progress))
    if found.current_build() is None:
        _build(found, progress)
    return Graph(found)


def _past(project: Project, as_of: str, tables: bool, progress: Progress | None) -> Project:
    from kg.past import is_there, read_as_of

    past = project.at(read_as_of(as_of, tables=tables))
    if not is_there(past):
        _build(past, progress)
    return past


def _as_cited(project: Project, name: str, progress: Progress | None) -> Project:
    """The project as of the day that a citation names, which is built if it is not there."""
    if not name:
        return project.whole
    as_of = AsOf.named(name)
    if as_of is None or as_of.name != name:
        raise CitationError(f"the citation is as of {shown(name)}, which is no day")
    return _past(project.whole, as_of.day.isoformat(), as_of.tables, progress)


def _found(project: AnyPath | None) -> Project:
    return find_project(None if project is None else Path(project))


def _build(project: Project, progress: Progress | None) -> None:
    from kg.build import build, require_no_errors
    from kg.check import quiet

    require_no_errors(build(project, progress or quiet, wait=True))


def _asked(*what: Any) -> Asked:
    """What was asked; only a citation needs to know."""
    from kg.query.citing.asking import asked

    return asked(*what)


def _is_build(project: Project, name: str) -> bool:
    """Whether a build of that name is there and whole; a name that leads elsewhere is none."""
    from kg.store.builds import manifest_of

    return name.isalnum() and manifest_of(project.builds / name) is not None


class Graph(Leaving):
    """One graph, open for questions; each method is the command of the same name."""

    def __init__(
        self, project: Project, view: View | None = None, data: Iterable[Path] = ()
    ) -> None:
        self.project = project
        self._data = tuple(data)
        self._fixed = view
        self._open: tuple[Path, View] | None = None

    @classmethod
    def of_build(cls, project: Project, folder: Path) -> Graph:
        """The graph of one build, which stays with it when another one becomes current.

        Raises:
            StoreError: it is missing, half written, damaged, or written by a newer kg.
        """
        view = open_build(folder)
        graph = cls(project, view)
        graph._open = folder, view
        return graph

    def of_project(self, project: Project) -> Graph:
        """The graph of the current build of another project."""
        return Graph(project)

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
        return self.answer(chosen, self.bound(chosen, parameters))

    def answer(self, query: NamedQuery, text: str, /, *, limit: int | None = None) -> Result:
        """The answer to a query whose parameters are bound in `text`, or its first rows.

        Raises:
            QueryError: it cannot be answered.
        """
        view, build = self.view, self.build_id
        try:
            found = answer(view, text, limit=limit, grounded=True)
        except QueryError as error:
            raise error.at(Where("" if query.path == Path() else str(query.path))) from None
        found.as_of = self.as_of
        found.asked = partial(_asked, query, text, view, build, self._data, found.as_of)
        return found

    @property
    def build(self) -> Path | None:
        """The folder of the build that is open; none, if it is another store."""
        return None if self._open is None else self._open[0]

    @property
    def as_of(self) -> str:
        """The day that the build is as of, if any."""
        return self.project.as_of.name if self.project.as_of else ""

    def sparql(self, text: str, /) -> Result:
        """Ask SPARQL; the prefixes of the ontology need no declaration.

        Raises:
            QueryError: it does not parse, changes something, or cannot be answered.
        """
        return self.answer(parse_query(text, "SPARQL"), text)

    def _called(self, command: str, words: Any, options: Any) -> Callable[[], Asked]:
        from kg.query.citing.asking import called

        view, build = self.view, self.build_id
        return partial(called, command, words, options, (view, build), self._data, self.as_of)

    def cite_verify(self, file: AnyPath, /, *, progress: Progress | None = None) -> Verdict:
        """Ask a cited question again, of the build that was cited if it is there, and compare.

        What was cited as of a day is asked as of that day, which may need a build.

        Args:
            file: a citation as CSL JSON, as `kg query … --cite csl-json` writes it.
            progress: is told of a build, as by `kg.open`.

        Raises:
            CitationError: the file is no citation, or one of another project.
            QueryError: the question cannot be answered.
        """
        from kg.query.citing.verifying import read, verified

        cited = read(Path(file), "" if self._fixed is not None else self.view.base)
        if self._fixed is None and cited.asked.as_of != self.as_of:
            past = _as_cited(self.project, cited.asked.as_of, progress)
            return Graph(past).cite_verify(file)
        folder = self.project.builds / cited.asked.build
        is_there = self._fixed is None and _is_build(self.project, cited.asked.build)
        if cited.asked.call:
            graph = Graph(self.project, open_build(folder)) if is_there else self
            return graph.again(cited, folder.name if is_there else self.build_id)
        if is_there:
            return verified(cited, open_build(folder), folder.name, self.project.queries)
        return verified(cited, self.view, self.build_id, self.project.queries, self._data)

    def queries(self) -> Queries:
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

    def find(self, text: str, *, limit: int = 10, language: str = "en") -> Listing[Found]:
        """Entities, codes and terms that a text may mean, best first, with the name that matched.

        >>> import kg
        >>> [found.short for found in kg.open().find("Kazahstan")][0]    # doctest: +SKIP
        'State/KAZ'
        """
        from kg.query.looking.find import find

        return find(self.view, text, limit=limit, language=language)

    def show(self, entity: str, *, language: str = "en", observations: int = 20) -> Shown:
        """Everything that the graph says of an entity, with who says it and when.

        Args:
            entity: its IRI, short IRI (`State/KAZ`), key, code or name.
            language: of the labels.
            observations: how many figures of each kind are listed; the others are counted.

        Raises:
            QueryError: nothing is named so, or several things are.
        """
        from kg.query.looking.show import show
        from kg.query.resolve import candidates

        view = self.view
        meant, *also = candidates(view, entity, language=language)
        return show(view, meant.iri, language=language, observations=observations, also=also)

    def why(
        self,
        entity: str,
        property: str | None = None,
        *,
        archive: AnyPath | None = None,
        language: str = "en",
    ) -> Reasons:
        """The claims about an entity: who says it, in which document, where, in which words.

        Args:
            entity: as for `show`; or a claim, an observation, a document, the id of a record.
            property: only what is said by this property: its name, label or IRI.
            archive: a folder of source texts (`*.txt`), to quote the sentences from.
            language: of the labels.

        Raises:
            QueryError: nothing is named so, or nobody claims anything of it.
        """
        from kg.query.looking.archive import Archive
        from kg.query.looking.why import why_named

        texts = None if archive is None else Archive(Path(archive))
        found = why_named(self.view, entity, property, texts, language=language)
        return found._replace(passed_over=tuple(map(str, texts.odd))) if texts else found

    def gaps(
        self,
        kind: str | None = None,
        about: str | None = None,
        /,
        *,
        language_of_labels: str = "en",
        **parameters: Any,
    ) -> Rows:
        """What is missing: how many gaps of each kind, or those of one kind.

        Args:
            kind: `labels`, `ratifications` …: the named query `gaps-KIND`; or `figures`, years
                without a figure between two that have one; or `coverage`, areas and years that a
                source lacks of what it or another gives.
            about: only what concerns this entity; after `figures` and `coverage`, what was
                observed.
            language_of_labels: of the names of series.
            parameters: those of the query (`language="zh"`, `scheme="unlocode"`); for figures their
                dimensions, `by`, `since` and `until`, as for `series`; for coverage also `area`,
                `document` and other sources, `among` and `least`.

        Raises:
            QueryError: no such figures.
            ParameterError: there is no such kind or parameter, or nothing is named so.
        """
        from kg.query.gaps import coverage, figures, kinds

        folder = self.project.queries
        if kind is None:
            found: Result = kinds.counted(folder, self.view, self._memo)
        elif not kinds.is_counted(kind):
            query = kinds.query_of(folder, kind, self._memo)
            found = self.answer(query, kinds.asked_of(query, self.view, about, parameters))
        elif kind == coverage.COVERAGE:
            found = coverage.answered(self.view, about, parameters)
        elif about is None:
            found = figures.overview(self.view)
        else:
            found = figures.missing(self.view, about, parameters, language=language_of_labels)
        assert isinstance(found, Rows)
        found.noted, found.as_of = True, self.as_of
        return found

    def documents(self, *, language: str = "en") -> Listing[Document]:
        """The documents, with how many claims come from each."""
        from kg.query.looking.documents import documents

        return documents(self.view, language=language)

    def datasets(self, *, language: str = "en") -> Listing[Dataset]:
        """The datasets, with how many documents and claims each has."""
        from kg.query.looking.documents import datasets

        return datasets(self.view, language=language)

    def issues(self, *, dataset: str = "", file: str = "") -> Listing[Issue]:
        """The recorded problems of the data that the project's last build met.

        Args:
            dataset: only of this one.
            file: only in this file, named in full or by its end.
        """
        from kg.issues import recorded
        from kg.query.listing import Listing

        found = recorded(self.project)
        return Listing(issue for issue in found if issue.concerns(dataset, file))

    def status(self) -> Status:
        """Which build is current, and whether the sources have changed since."""
        from kg.status import status

        return status(self.project)

    @property
    def _memo(self) -> Path:
        return self.project.whole.home / "queries.json"

    def __repr__(self) -> str:
        return f"<Graph of {self.project.root}>"
