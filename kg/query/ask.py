"""Ask one of the house's own queries, with IRIs bound through the tokenizer, never as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.query.sparql import Block, bind, blocks

if TYPE_CHECKING:
    from kg.store.view import View


def ask(view: View, query: str, **iris: Iterable[str]) -> Iterator[Any]:
    """Yield the solutions of a SELECT whose VALUES blocks are bound to IRIs.

    An empty set of IRIs has no solutions, and asks nothing.

    Raises:
        QueryError: the store cannot answer.
    """
    terms = {name: [ox.NamedNode(iri) for iri in chosen] for name, chosen in iris.items()}
    if all(terms.values()):
        answer = view.query(bind(query, terms, _blocks(query)) if terms else query)
        assert isinstance(answer, ox.QuerySolutions)
        yield from answer


@cache
def _blocks(query: str) -> tuple[Block, ...]:
    """The blocks of a query of the house, which `kg show` asks many times over."""
    return tuple(blocks(query))
