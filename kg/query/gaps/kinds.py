"""The kinds of gaps: each is a named query whose name begins with `gaps-`, so a new file is a kind.

What is a gap says the query alone; by convention its parameter `about` takes the entity, and
`language` the language that is asked about. Years without a figure are a kind that no query
lists, because the years that nobody mentions stand nowhere (`kg.query.gaps.figures`), and neither
are areas of which a source is silent (`kg.query.gaps.coverage`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import ParameterError, did_you_mean, shown
from kg.model.vocab import XSD
from kg.query.gaps.coverage import COVERAGE, lacking_of
from kg.query.gaps.figures import FIGURES, missing_of
from kg.query.named.queries import NamedQuery, bound, names, read_query
from kg.query.results import Rows, answer

if TYPE_CHECKING:
    from kg.store.view import Term, View

_BEGINS = "gaps-"
_ABOUT = "about"
_COUNTED = {
    COVERAGE: ("Areas and years that a source lacks, and that it or another gives", lacking_of),
    FIGURES: ("Years without a figure between two that have one", missing_of),
}


def kinds(folder: Path) -> list[str]:
    """The kinds of gaps that a project's queries know, and the counted ones."""
    found = [name.removeprefix(_BEGINS) for name in names(folder) if name.startswith(_BEGINS)]
    return sorted([*found, *_COUNTED])


def is_counted(kind: str) -> bool:
    """Whether the gaps of a kind are counted from figures, so that no query lists them."""
    return kind in _COUNTED


def what_is_counted(kind: str) -> str:
    """What such a kind lists, in a line."""
    return _COUNTED[kind][0]


def query_of(folder: Path, kind: str, memo: Path | None = None) -> NamedQuery:
    """The query that lists a kind of gaps.

    Raises:
        ParameterError: there is no such kind.
        QueryError: its file cannot be read.
    """
    name = kind.removeprefix(_BEGINS)
    if name not in kinds(folder) or name in _COUNTED:
        hint = did_you_mean(name, kinds(folder))
        raise ParameterError(f"there is no kind of gaps {shown(kind)}; {hint}")
    return read_query(folder / f"{_BEGINS}{name}.rq", memo)


def asked_of(query: NamedQuery, view: View, about: str | None, values: Mapping[str, Any]) -> str:
    """The SPARQL that lists the gaps of a kind.

    Raises:
        ParameterError: an entity or a value is unknown, or the kind has no such parameter.
    """
    return bound(query, view, dict(values) if about is None else {**values, _ABOUT: about})


def counted(folder: Path, view: View, memo: Path | None = None) -> Rows:
    """How many gaps of each kind there are, the names of kinds being what `kg gaps` takes."""
    return Rows(("kind", "gaps", "what"), _counts(folder, view, memo), view)


def _counts(folder: Path, view: View, memo: Path | None) -> Iterator[list[Term | None]]:
    for kind in kinds(folder):
        if kind in _COUNTED:
            what, counting = _COUNTED[kind]
            count = counting(view)
        else:
            query = query_of(folder, kind, memo)
            what, count = query.summary, len(answer(view, asked_of(query, view, None, {})))
        yield [ox.Literal(kind), _number(count), ox.Literal(what)]


def _number(count: int) -> Term:
    return ox.Literal(str(count), datatype=ox.NamedNode(XSD + "integer"))
