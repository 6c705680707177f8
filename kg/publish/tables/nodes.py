"""Reads the members of classes from a store, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pyoxigraph as ox

from kg.errors import FormatError, shown
from kg.model import vocab as v
from kg.model.lines import in_order
from kg.model.terms import iri_text

if TYPE_CHECKING:
    from kg.publish.tables.sorts import Sort
    from kg.store.view import View

DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode(iri_text(v.TYPE))
_CLAIM = iri_text(v.CLAIM)

T = TypeVar("T")

# What kind of value a cell takes: a reference, a text in a language, or a literal of a datatype.
Slot = tuple[str, str]
REFERENCE: Slot = ("iri", "")
MIXED: Slot = ("mixed", "")  # literals of several datatypes in one row
_STRING: Slot = ("type", f"{v.XSD}string")


class Node(NamedTuple):
    """What the default graph says of a node: property, slot, text; and the claims that say it."""

    iri: str
    values: list[tuple[str, Slot, str]]
    claims: list[str]


def has_members(view: View, sort: Sort) -> bool:
    """Whether a class has any member."""
    return any(True for _ in members(view, sort))


def members(view: View, sort: Sort) -> Iterator[str]:
    """The IRIs of the members of a class, in any order, some of them more than once.

    Observations are claims, too, but stand in the tables of their own classes alone.

    Raises:
        FormatError: a member has no IRI.
    """
    apart = f"{view.base}observation/" if sort.iri == _CLAIM else "\n"
    for cls in sorted(sort.classes):
        for quad in view.quads(None, _TYPE, ox.NamedNode(cls), DEFAULT):
            iri = _iri(quad.subject)
            if not iri.startswith(apart):
                yield iri


def ordered(view: View, sort: Sort) -> Iterator[str]:
    """The members of a class, each once: by IRI, observations by their dimensions, then edition."""
    if sort.kind != "cube":
        with in_order(members(view, sort)) as found:
            yield from found()
        return
    place = Place(view, sort.iri)
    with in_order(f"{place.of(iri)}\t{iri}" for iri in members(view, sort)) as found:
        yield from (line.partition("\t")[2] for line in found())


class Place:
    """Where an observation stands: what its IRI has behind the edition and the class.

    It is the same for the same dimensions in another edition.
    """

    def __init__(self, view: View, cls: str) -> None:
        root, ending = f"{view.base}cube/", f"/{v.local_name(cls)}"
        self._root = f"{view.base}observation/"
        editions = view.quads(None, _TYPE, ox.NamedNode(f"{v.QB}DataSet"), DEFAULT)
        self._paths = {
            _iri(quad.subject).removeprefix(root)
            for quad in editions
            if _iri(quad.subject).endswith(ending)
        }

    def of(self, iri: str) -> str:
        """The dimensions of an observation as text; the IRI itself, where it does not show them."""
        path = iri.removeprefix(self._root)
        cut = path.find("/")
        while cut > 0:
            if path[:cut] in self._paths:
                return path[cut + 1 :]
            cut = path.find("/", cut + 1)
        return iri


def inferred_graph(view: View) -> str:
    """The graph of what was concluded; nobody claims it."""
    return f"{view.base}graph/inferred"


def read(view: View, iri: str, sort: Sort, inferred: str) -> Node:
    """What is said of a node.

    Raises:
        FormatError: a value has no place in a table.
    """
    node = ox.NamedNode(iri)
    if sort.kind in ("cube", "catalogue"):
        quads = view.quads(node, None, None, DEFAULT)
        return Node(iri, [(quad.predicate.value, *_cell(quad.object)) for quad in quads], [])
    values, claims = [], set()
    for quad in view.quads(node):
        graph = quad.graph_name
        if isinstance(graph, ox.DefaultGraph):
            values.append((quad.predicate.value, *_cell(quad.object)))
        else:
            claims.add(graph.value)
    claims.discard(inferred)
    return Node(iri, values, sorted(claims))


def _cell(term: object) -> tuple[Slot, str]:
    if isinstance(term, ox.NamedNode):
        return REFERENCE, term.value
    if not isinstance(term, ox.Literal):
        raise FormatError(f"{term} has neither IRI nor text, so it has no place in a table")
    if not term.value:
        raise FormatError("an empty text cannot be told from no text in a table")
    if term.language:
        return ("lang", term.language), term.value
    datatype = term.datatype.value
    return _STRING if datatype == _STRING[1] else ("type", datatype), term.value


def _iri(node: object) -> str:
    if not isinstance(node, ox.NamedNode):
        raise FormatError(f"{shown(str(node))} has no IRI, so it has no row in a table")
    return node.value


def objects(view: View, subject: str, prop: str) -> list[str]:
    """The IRIs and texts that a property of a node has, in order."""
    quads = view.quads(ox.NamedNode(subject), ox.NamedNode(prop), None, DEFAULT)
    return sorted(quad.object.value for quad in quads if hasattr(quad.object, "value"))


def types(view: View, iri: str) -> frozenset[str]:
    """The classes of a node."""
    return frozenset(objects(view, iri, _TYPE.value))


def some(things: Iterable[T], most: int) -> Iterator[list[T]]:
    """Lists of so many.

    >>> list(some("abc", 2))
    [['a', 'b'], ['c']]
    """
    kept: list[T] = []
    for one in things:
        kept.append(one)
        if len(kept) == most:
            yield kept
            kept = []
    if kept:
        yield kept
