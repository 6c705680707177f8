"""What the rest of the house knows of a store: one read-only view, whatever engine answers.

Terms and results are pyoxigraph's classes; a view of a remote endpoint can make the same ones with
`pyoxigraph.parse_query_results`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

import pyoxigraph as ox

if TYPE_CHECKING:
    from kg.store.columns import Columns

Answer: TypeAlias = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Graph: TypeAlias = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

# What a manifest's "format" says; a build with a larger number was written by a newer kg.
FORMAT = 1


class Label(NamedTuple):
    """One name of one IRI; `kind` is name, alias, code or key, `language` may be empty."""

    iri: str
    class_name: str
    kind: str
    language: str
    text: str


class Dataset(NamedTuple):
    """An RDF dataset made of some graphs: those merged as the default one, and the named ones."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class View(Protocol):
    """Read-only access to one build, to any store, or to some RDF files."""

    @property
    def base(self) -> str:
        """The project's base IRI, under which short forms such as `State/KGZ` are read; or ""."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that a query need not declare."""

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """Ask; the answer must be consumed in the thread that asked.

        Args:
            sparql: the query; its relative IRIs are read under the project's base.
            dataset: the graphs to ask, instead of those that the query names.

        Raises:
            QueryError: it does not parse, or the store cannot answer it.
        """

    def dump(self, output: IO[bytes], form: ox.RdfFormat, graph: Graph | None = None) -> None:
        """Write every quad, or the triples of one graph, in an order that their content decides.

        Raises:
            ValueError: the format has no named graphs, and no graph is given.
        """

    def quads(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that have these terms; those of one graph come subject by subject."""

    def columns(self, cube: str) -> Columns:
        """The observations of a class, by its local name, as columns.

        Raises:
            StoreError: this store has none.
            ExtraError: what reads them is not installed.
        """

    def kept(self, name: str) -> bytes | None:
        """The file of that name that a build keeps beside its store; nothing for other stores."""

    def __hash__(self) -> int:
        """A view is itself and no other one: what is read of it once is kept for it."""

    def labels(self) -> Iterable[Label]:
        """Every name of everything that has one; nothing for stores that no build of ours wrote."""
