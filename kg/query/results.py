"""Answers to SPARQL: complete when one holds them, or an error and nothing.

`answer` is the one door for what people ask: it refuses what may not reach the engine, and reads
the whole result in the thread that asked, because another one may not touch it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any, Self, TypeAlias

import pyoxigraph as ox

from kg.errors import SyntaxQueryError
from kg.query.named.guard import forbid_calls, forbid_updates
from kg.store.foreign import asking

if TYPE_CHECKING:
    from kg.query.citing.citation import Asked, Citation
    from kg.query.citing.grounds import Grounds
    from kg.query.citing.notes import Notes
    from kg.query.citing.widening import Wider
    from kg.query.python import Value
    from kg.store.view import Answer, Term, View

_SHOWN = 100  # rows of a result in a notebook; the line below says how many there are


class Row(tuple[Any, ...]):
    """One solution: values by position, by name (`row["party"]`) or as attributes (`row.party`)."""

    __slots__ = ()
    columns: Sequence[str] = ()

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.columns.index(key) if isinstance(key, str) else key)

    def __getattr__(self, name: str) -> Value:
        if name not in self.columns:
            raise AttributeError(f"no column {name!r}; the columns are {', '.join(self.columns)}")
        return self[name]

    def to_dict(self) -> dict[str, Value]:
        """The values by column."""
        return dict(zip(self.columns, self, strict=True))

    def __repr__(self) -> str:
        pairs = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items())
        return f"Row({pairs})"


class Answered(ABC):
    """What every answer can tell of itself: what must be known of it, and how it is cited."""

    kind = ""
    limit: int | None = None
    asked: Callable[[], Asked] | None = None
    """Tells what was asked, if the answer came from a `Graph`."""
    noted = False
    """Whether it is a whole answer of something else than a query, and not a part of one."""
    as_of: str = ""
    """The day that the build is as of that was asked, if any."""
    claims: Sequence[frozenset[str]] | None = None
    """The claims that each row rests on without showing them, if they were read."""
    _view: View | None = None
    _grounds: Grounds | None = None
    _notes: Notes | None = None

    def __len__(self) -> int:
        return 1

    @abstractmethod
    def solutions(self) -> tuple[Sequence[str], Sequence[Sequence[Term | None]]]:
        """The answer as columns and rows of terms."""

    @property
    def grounds(self) -> Grounds:
        """The claims and documents that the answer rests on."""
        if self._grounds is None:
            self._grounds = self._found()
        return self._grounds

    def _found(self) -> Grounds:
        from kg.query.citing.grounds import Grounds, grounds_of

        if self._view is None:
            return Grounds()
        return grounds_of(self._view, self.solutions()[1], self.claims)

    @property
    def notes(self) -> Notes:
        """How old and how many its sources are, how many rows are contradicted, what was cut."""
        from kg.query.citing.notes import Notes, notes_of

        if self._notes is None:
            if self._view is None:
                return Notes(len(self), self.limit)
            self._notes = notes_of(self._view, self.grounds, len(self), self.limit)
        return self._notes._replace(as_of=self.as_of)

    @property
    def has_notes(self) -> bool:
        """Whether there is something to know of it: an ASK and an empty answer have no sources."""
        told = self.asked is not None or self.noted
        return told and self.kind != "truth" and bool(len(self))

    def knowing(self, notes: Notes) -> Self:
        """The same answer with what must be known of it, as whoever put it together found out."""
        self._notes, self.as_of, self.noted = notes, notes.as_of, True
        return self

    def resting_on(self, view: View, documents: frozenset[str]) -> Self:
        """The same answer with where it is from, as whoever put it together knows."""
        from kg.query.citing.grounds import NAMED, NONE, Grounds

        self._view, self.noted = view, True
        self._grounds = Grounds((), documents, NAMED if documents else NONE)
        return self

    def cite(self, *, language: str = "en") -> Citation:
        """The citation of the answer: what was asked, of which build, its digest, its sources.

        `kg.publish.citations` writes it as text, BibTeX or CSL JSON.

        Raises:
            CitationError: nobody knows what was asked, as of a part of a result.
        """
        from kg.errors import CitationError
        from kg.query.citing.cited import cited

        if self.asked is None or self._view is None:
            raise CitationError("only an answer of graph.query or graph.sparql can be cited")
        columns, rows = self.solutions()
        return cited(
            self._view, self.asked(), self.kind, columns, rows, self.limit, self.grounds, language
        )


class Rows(Answered):
    """The solutions of a SELECT. Iterating gives rows of Python values; `terms` has them as RDF."""

    kind = "rows"

    def __init__(
        self,
        columns: Iterable[str],
        terms: Iterable[Sequence[Term | None]],
        view: View | None = None,
        limit: int | None = None,
    ) -> None:
        self.columns = tuple(columns)
        self.terms = list(terms)
        self.limit = limit
        """The number of rows that the caller wanted, if there are more; else None."""
        self.page_of: tuple[Rows, int] | None = None
        """The whole answer of which these are some rows, and how many come before them."""
        self._view = view

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Row]:
        return map(self._reader(), self.terms)

    def solutions(self) -> tuple[Sequence[str], Sequence[Sequence[Term | None]]]:
        return self.columns, self.terms

    def __getitem__(self, index: int) -> Row:
        return self._reader()(self.terms[index])

    def _reader(self) -> Callable[[Sequence[Term | None]], Row]:
        from kg.query.python import value_of

        # a column named count or index comes before the method of tuples
        named = {
            name: property(itemgetter(place))
            for place, name in enumerate(self.columns)
            if hasattr(tuple, name)
        }
        made: type[Row] = type("Row", (Row,), {"__slots__": (), "columns": self.columns, **named})
        return lambda terms: made(map(value_of, terms))

    def serialize(self, form: ox.QueryResultsFormat) -> bytes:
        """Write the solutions in one of SPARQL's own formats, by the engine's serialiser."""
        lines = ["\t".join(f"?{name}" for name in self.columns)]
        lines += ["\t".join(map(_n_triples, row)) for row in self.terms]
        table = "\n".join([*lines, ""])
        solutions = ox.parse_query_results(table, ox.QueryResultsFormat.TSV)
        return solutions.serialize(format=form) or b""

    def to_pandas(self) -> Any:
        """A pandas DataFrame with one column per variable."""
        from kg.query.frames import to_pandas

        return to_pandas(self.columns, self)

    def to_arrow(self) -> Any:
        """A pyarrow Table; a column has a type of its own where all its values share one.

        In a page of an answer a column has the type that it has in the whole.
        """
        from kg.query.frames import to_arrow

        if self.page_of is not None:
            whole, offset = self.page_of
            return whole.to_arrow().slice(offset, len(self))
        return to_arrow(self.columns, self)

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        from kg.query.cells import Cells
        from kg.query.html import escape, table

        cells = Cells(self._view, self.terms[:_SHOWN])
        rows = (map(cells.html, row) for row in self.terms[:_SHOWN])
        return table(map(escape, self.columns), rows) + self._counted()

    def _counted(self) -> str:
        shown = min(len(self), _SHOWN)
        total = f"the first {len(self)} rows (limit)" if self.limit else f"{len(self)} rows"
        count = f"<p>{shown} of {total}</p>" if shown < len(self) or self.limit else ""
        return count + self._noted()

    def _noted(self) -> str:
        """What must be known of an answer; a list of something else has nothing to tell."""
        from kg.query.html import escape

        if not self.has_notes:
            return ""
        return f"<p>{'<br>'.join(map(escape, self.notes.lines()))}</p>"


class Triples(Answered):
    """The triples of a CONSTRUCT or DESCRIBE, in the order in which the engine gave them."""

    kind = "triples"

    def __init__(
        self, triples: Iterable[ox.Triple], view: View | None = None, limit: int | None = None
    ) -> None:
        self.triples = list(triples)
        self.limit = limit
        self._view = view

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def rows(self) -> Rows:
        """The triples as rows of subject, predicate and object."""
        columns = ("subject", "predicate", "object")
        made = Rows(columns, map(tuple, self.triples), self._view, self.limit)
        made.asked, made.as_of = self.asked, self.as_of
        return made

    def solutions(self) -> tuple[Sequence[str], Sequence[Sequence[Term | None]]]:
        rows = self.rows()
        return rows.columns, rows.terms

    def __repr__(self) -> str:
        return f"<Triples: {len(self)}>"

    def _repr_html_(self) -> str:
        return self.rows()._repr_html_()


class Truth(Answered):
    """The answer to an ASK, which counts as a `bool`."""

    kind = "truth"

    def __init__(self, value: bool, view: View | None = None) -> None:
        self.value = value
        self._view = view

    def solutions(self) -> tuple[Sequence[str], Sequence[Sequence[Term | None]]]:
        kind = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
        return ("boolean",), [[ox.Literal(repr(self), datatype=kind)]]

    def __bool__(self) -> bool:
        return self.value

    def __repr__(self) -> str:
        return "true" if self.value else "false"


Result: TypeAlias = Rows | Triples | Truth


def answer(view: View, text: str, *, limit: int | None = None, grounded: bool = False) -> Result:
    """Ask a question and read the whole answer, or its first rows if the caller sets a limit.

    Args:
        view: what is asked.
        text: SPARQL.
        limit: only so many rows.
        grounded: read with each row also the claims that it rests on, where the query has them.

    Raises:
        SyntaxQueryError: it does not parse; ForbiddenError: it is an update or calls a server;
        QueryError: the engine fails, also in the middle of the answer.
    """
    from kg.query.citing.widening import widened

    wider = widened(text) if grounded else None
    with asking(text):
        found = _ask(view, wider.text if wider else text)
        if isinstance(found, ox.QueryBoolean):
            return Truth(bool(found), view)
        if isinstance(found, ox.QueryTriples):
            triples, cut = _cut(found, limit)
            return Triples(triples, view, cut)
        return _rows(view, found, wider, limit)


def _rows(view: View, found: ox.QuerySolutions, wider: Wider | None, limit: int | None) -> Rows:
    columns = [variable.value for variable in found.variables]
    if wider is None:
        terms, cut = _cut(map(tuple, found), limit)
        return Rows(columns, terms, view, cut)
    shown = len(columns) - wider.hidden
    claims: dict[Any, set[str]] = {}
    rows: list[tuple[Term | None, ...]] = []
    for place, solution in enumerate(map(tuple, found)):
        row = solution[:shown]
        key = row if wider.distinct else place
        if key not in claims:
            if limit is not None and len(rows) > limit:
                break
            claims[key] = set()
            rows.append(row)
        claims[key].update(one.value for one in solution[shown:] if isinstance(one, ox.NamedNode))
    cut = limit if limit is not None and len(rows) > limit else None
    made = Rows(columns[:shown], rows[:limit], view, cut)
    made.claims = [frozenset(mine) for mine in claims.values()][:limit]
    return made


def _cut(found: Iterable[Any], limit: int | None) -> tuple[list[Any], int | None]:
    """The first solutions, and the limit if there are more."""
    taken = list(found if limit is None else islice(found, limit + 1))
    return taken[:limit], limit if limit is not None and len(taken) > limit else None


def stream(
    view: View, text: str, output: IO[bytes], form: ox.QueryResultsFormat | ox.RdfFormat
) -> None:
    """Write an answer while it comes, which needs no memory for it.

    Raises:
        QueryError: as `answer`; what was written by then is no result.
    """
    with asking(text):
        _ask(view, text).serialize(output, form)  # type: ignore[arg-type]


def _ask(view: View, text: str) -> Answer:
    forbid_calls(text)
    try:
        return view.query(text)
    except SyntaxQueryError as error:
        from kg.query.checking.faults import fault

        forbid_updates(text)
        raise fault(text, view.prefixes) or error from None


def _n_triples(term: Term | None) -> str:
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(map(_n_triples, term))} )>>"
    return "" if term is None else str(term)
