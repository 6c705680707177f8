"""Looks at all members of all classes once, to know which tables there are, and their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.errors import FormatError
from kg.model import vocab as v
from kg.publish.exports.selection import chosen
from kg.publish.tables.columns import Column, columns_of, unique
from kg.publish.tables.nodes import (
    DEFAULT,
    MIXED,
    REFERENCE,
    Node,
    Slot,
    has_members,
    types,
)
from kg.publish.tables.seen import Seen
from kg.publish.tables.sorts import CLAIM, Property, Sort, sorts
from kg.publish.tables.spool import nodes
from kg.query.looking.schema import schema_of

if TYPE_CHECKING:
    from kg.publish.exports.export import Material
    from kg.store.view import View

_NAMING = (f"{v.SKOS}prefLabel", f"{v.RDFS}label", f"{v.DCTERMS}title")
_REMEMBERED = 1 << 16

Part = tuple[tuple[str, ...], tuple[str, ...]]


class Table(NamedTuple):
    """A class that has members, as a table."""

    stem: str
    """What its files are called, without an ending."""
    sort: Sort
    columns: tuple[Column, ...]
    rows: int
    keys: Mapping[str, str]
    """Columns of which each value is a row of another table, and the stem of that one."""


def survey(material: Material) -> tuple[Table, ...]:
    """The tables of a build, or of the part that is wanted; looked for once.

    Raises:
        FormatError: there is none, or something has no place in a table.
        QueryError: no claim is wanted.
    """
    known = _kept(material.view)
    part = (material.classes, material.documents)
    if part not in known:
        with chosen(material) as view:
            known[part] = _Surveyor(material, view).tables()
    return known[part]


@lru_cache(maxsize=1)
def _kept(view: View) -> dict[Part, tuple[Table, ...]]:
    """The tables of the parts of a view that were looked for."""
    return {}


class _Look(NamedTuple):
    """What the members of a class have, and which properties refer to a row in every row."""

    found: dict[tuple[str, Slot], Seen]
    rows: int
    keys: frozenset[str]


class _Surveyor:
    """One look at everything."""

    def __init__(self, material: Material, view: View) -> None:
        self.view = view
        self._tell = material.tell
        self._spool = material.spool
        self._mark = _label_mark(material.view)
        self._schema = schema_of(material.view)
        self._known = sorts(material.view)
        self._sorts = [sort for sort in self._known if has_members(view, sort)]
        self._targets = {sort.iri: sort for sort in self._sorts if sort.iri != CLAIM}
        self._types = lru_cache(_REMEMBERED)(lambda iri: types(view, iri))

    def tables(self) -> tuple[Table, ...]:
        """Every class that has members.

        Raises:
            FormatError: there is none.
        """
        if not self._sorts:
            raise FormatError("no class has members, so there is no table")
        looks = {}
        for number, sort in enumerate(self._sorts):
            self._tell(number, 2 * len(self._sorts))
            looks[sort.iri] = self._look(sort)
        named = unique(v.local_name(sort.iri) for sort in self._sorts)
        stems = {sort.iri: named[v.local_name(sort.iri)] for sort in self._sorts}
        nameless = self._nameless(looks)
        return tuple(self._table(sort, looks[sort.iri], stems, nameless) for sort in self._sorts)

    def _nameless(self, looks: Mapping[str, _Look]) -> frozenset[str]:
        """The classes whose members nobody has given a name."""
        nameless = {sort.iri for sort in self._known if sort.kind in ("statement", "cube")}
        for sort in self._sorts:
            props = {prop for prop, _ in looks[sort.iri].found}
            if sort.kind == "entity" and not any(v.NAME in self._schema.above(p) for p in props):
                nameless.add(sort.iri)
        return frozenset({*nameless, CLAIM})

    def _table(
        self, sort: Sort, look: _Look, stems: Mapping[str, str], nameless: frozenset[str]
    ) -> Table:
        columns = tuple(columns_of(sort, look.found, nameless, self._mark))
        keys = {
            one.header: stems[one.of]
            for one in columns
            if one.role == "value" and one.refers and not one.several and one.prop in look.keys
        }
        return Table(stems[sort.iri], sort, columns, look.rows, keys)

    def _look(self, sort: Sort) -> _Look:
        found: dict[tuple[str, Slot], Seen] = {}
        wanted = {prop.iri: prop for prop in sort.properties}
        loose, filled, rows = set[str](), Counter[str](), 0
        for node in nodes(self.view, sort, self._spool):
            rows += 1
            cells = _cells(node, wanted)
            _add_mixed(found, cells)
            for (prop, slot), texts in cells.items():
                _add(found, (prop, slot), texts)
                if slot == REFERENCE and prop not in loose:
                    filled[prop] += 1
                    if not self._held(wanted[prop], texts):
                        loose.add(prop)
        # Some validators take a foreign key without a value for a wrong one.
        keys = {prop for prop, count in filled.items() if count == rows} - loose
        return _Look(found, rows, frozenset(keys))

    def _held(self, prop: Property, iris: list[str]) -> bool:
        """Whether what a property refers to has a row in the table of its class."""
        target = self._targets.get(prop.of)
        return target is not None and all(self._types(iri) & target.classes for iri in iris)


def _cells(node: Node, wanted: Mapping[str, Property]) -> dict[tuple[str, Slot], list[str]]:
    cells: dict[tuple[str, Slot], list[str]] = {}
    for prop, slot, text in node.values:
        if prop in wanted:
            cells.setdefault((prop, slot), []).append(text)
    return cells


def _add(found: dict[tuple[str, Slot], Seen], key: tuple[str, Slot], texts: list[str]) -> None:
    known, slot = found.get(key), key[1]
    if slot != REFERENCE:
        found[key] = (known or Seen()).plus(slot[1], texts)
    elif known is None or known.most < len(texts):
        found[key] = Seen(len(texts))


def _add_mixed(
    found: dict[tuple[str, Slot], Seen], cells: Mapping[tuple[str, Slot], list[str]]
) -> None:
    """Note the properties that have literals of several datatypes in one row."""
    typed = [prop for prop, slot in cells if slot[0] == "type"]
    if len(set(typed)) == len(typed):
        return
    for name in {prop for prop in typed if typed.count(prop) > 1}:
        every = [cells[prop, slot] for prop, slot in cells if prop == name and slot[0] == "type"]
        _add(found, (name, MIXED), [text for texts in every for text in texts])


def _label_mark(view: View) -> str:
    """What parts the labels in a cell: a sign that no label holds."""
    seen = Seen()
    for name in _NAMING:
        for quad in view.quads(None, ox.NamedNode(name), None, DEFAULT):
            if isinstance(quad.object, ox.Literal):
                seen = seen.plus("", [quad.object.value])
    return seen.separator
