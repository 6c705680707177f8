"""The last answers of a worker, so that the pages of a long one are not asked for anew each time.

A worker is of one build, so what it keeps does not grow old; queries may be edited meanwhile, so
their text is part of what an answer is kept under.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from kg.query.named.ordering import ordered
from kg.query.results import Result
from kg.web.kept import changing

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.named.queries import NamedQuery

_MOST_ROWS = 200_000  # of all answers that are kept together
_KEPT: OrderedDict[Hashable, Result] = OrderedDict()


def answer_of(graph: Graph, query: NamedQuery, text: str) -> Result:
    """The answer to a query whose parameters are bound in `text`, in an order of its own.

    Raises:
        QueryError: it cannot be answered.
    """
    key = (graph.build_id, query.name, text)
    return once(key, [query], lambda: graph.answer(query, ordered(text)))


def once(key: Hashable, queries: Sequence[NamedQuery], make: Callable[[], Result]) -> Result:
    """The answer that is kept under a key, else a new one; of changing queries none is kept."""
    if any(changing(query.text.encode()) for query in queries):
        return make()
    if key not in _KEPT:
        _KEPT[key] = make()
    _KEPT.move_to_end(key)
    found = _KEPT[key]
    while sum(map(len, _KEPT.values())) > _MOST_ROWS:
        _KEPT.popitem(last=False)
    return found
