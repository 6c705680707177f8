"""The columns of a table: which values of a property each takes, and what it is called.

A property has one column, named as the ontology names it; where its values are of several kinds,
each kind has one beside it, so that every value stands with its language or datatype.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from kg.model import vocab as v
from kg.publish.tables.nodes import MIXED, REFERENCE, Slot
from kg.publish.tables.seen import SEPARATORS, Seen
from kg.publish.tables.sorts import DOCUMENT_OF, EDITION, Property, Sort

Role = Literal["iri", "class", "value", "label", "mixed", "source"]

DATES = frozenset(f"{v.XSD}{name}" for name in ("date", "gYearMonth", "gYear"))
INTEGER = f"{v.XSD}integer"
_ANY = ("any", "")
# What the catalogue says of a claim, in the words of this project.
_CALLED = {DOCUMENT_OF: "document", EDITION: "edition"}


class Column(NamedTuple):
    """A column of a table."""

    header: str
    role: Role
    prop: str = ""
    slot: Slot = _ANY
    several: bool = False
    separator: str = SEPARATORS[0]
    seen: Seen = Seen()
    kinds: tuple[str, ...] = ()
    """The datatypes of which a mixed one has values; none of them say what it may have."""
    of: str = ""
    """The class that it refers to."""
    part: str = ""
    """In a cube: dimension, measure, attribute or source."""

    @property
    def refers(self) -> bool:
        """Whether its values are IRIs."""
        return self.slot == REFERENCE

    @property
    def dated(self) -> bool:
        """Whether its values are dates of any precision."""
        return self.role == "mixed" and set(self.kinds) <= DATES

    @property
    def datatype(self) -> str:
        """The datatype of its values; nothing for IRIs, texts in a language and mixed ones."""
        return self.slot[1] if self.slot[0] == "type" else ""

    @property
    def language(self) -> str:
        """The language of its values, if they have one."""
        return self.slot[1] if self.slot[0] == "lang" else ""


Found = Mapping[tuple[str, Slot], Seen]


def columns_of(sort: Sort, found: Found, nameless: frozenset[str], mark: str) -> list[Column]:
    """The columns of a class's table.

    Args:
        sort: the class.
        found: what its members have, by property and kind of value.
        nameless: classes whose members have no names, so that they get no column of labels.
        mark: the separator of labels.

    Raises:
        FormatError: no separator is left for a column of several texts.
    """
    names = _Names()
    made = [Column(names.take("iri"), "iri", slot=REFERENCE)]
    own = sort.kind in ("entity", "statement")
    if own:
        made.append(Column(names.take("class"), "class", several=True))
    for prop in sort.properties:
        slots = {slot: seen for (iri, slot), seen in found.items() if iri == prop.iri}
        if slots or prop.role != "source":
            made += _of_property(prop, slots, names, nameless, mark)
    made += _sources(sort, names)
    return made


def _of_property(
    prop: Property,
    slots: Mapping[Slot, Seen],
    names: _Names,
    nameless: frozenset[str],
    mark: str,
) -> Iterator[Column]:
    name = _CALLED.get(prop.iri) or v.local_name(prop.iri)
    if prop.refers or REFERENCE in slots:
        made = _value(prop, REFERENCE, slots.get(REFERENCE, Seen()), names.take(name))
        yield made
        if prop.of and prop.of not in nameless and prop.role != "source":
            yield made._replace(header=names.take(f"{name}_label"), role="label", separator=mark)
    typed = {slot: slots[slot] for slot in slots if slot[0] == "type"}
    yield from _literals(prop, typed, [slots[MIXED]] if MIXED in slots else [], names)
    for slot in sorted(slot for slot in slots if slot[0] == "lang"):
        header = names.take(f"{name}_{slot[1].replace('-', '_')}")
        yield _value(prop, slot, slots[slot], header)
    if not slots and not prop.refers and not prop.datatype and not prop.dated:
        yield _value(prop, _ANY, Seen(), names.take(name))


def _literals(
    prop: Property, slots: Mapping[Slot, Seen], together: Iterable[Seen], names: _Names
) -> Iterator[Column]:
    """One column of one datatype; of several, also one for each."""
    name, kinds = v.local_name(prop.iri), sorted(slots)
    plain = bool(prop.datatype) and prop.datatype != f"{v.RDF}langString"
    if not prop.dated and len(kinds) < 2:
        if plain or kinds:
            slot = kinds[0] if kinds else ("type", prop.datatype)
            yield _value(prop, slot, slots.get(slot, Seen()), names.take(name))
        return
    mixed = _value(prop, MIXED, Seen.joined([*slots.values(), *together]), names.take(name))
    yield mixed._replace(role="mixed", kinds=tuple(kind for _, kind in kinds))
    for slot in kinds:
        yield _value(prop, slot, slots[slot], names.take(f"{name}_{v.local_name(slot[1])}"))


def _value(prop: Property, slot: Slot, seen: Seen, header: str) -> Column:
    several = seen.most > 1 or prop.most != 1
    mark = seen.separator if several else SEPARATORS[0]
    return Column(header, "value", prop.iri, slot, several, mark, seen, (), prop.of, prop.role)


def _sources(sort: Sort, names: _Names) -> Iterator[Column]:
    """What a row ends with: contradictions, claims, documents, datasets, how many sources."""
    if sort.kind == "catalogue":
        return
    many = ["otherAnswers"] if sort.kind in ("statement", "cube") else []
    if sort.kind != "cube":
        many += ["disputed", "claims", "documents"]
    for name in (*many, "datasets"):
        slot = ("type", f"{v.XSD}string") if name == "disputed" else REFERENCE
        yield Column(names.take(name), "source", name, slot, several=True)
    if sort.kind != "cube":
        slot = ("type", INTEGER)
        yield Column(names.take("independentSources"), "source", "independentSources", slot)


class _Names:
    """Headers: letters, digits and underscores; each once, also where case does not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        header, number = name, 2
        while header.casefold() in self._taken:
            header, number = f"{name}_{number}", number + 1
        self._taken.add(header.casefold())
        return header


def variable(header: str) -> str:
    """A header as the name of a variable of a URI template (RFC 6570).

    >>> variable("name_en"), variable("has-part"), variable("имя")
    ('name_en', 'has%2Dpart', '%D0%B8%D0%BC%D1%8F')
    """
    parts = re.split("([A-Za-z0-9_]+)", header)
    return "".join(
        part if number % 2 else "".join(f"%{octet:02X}" for octet in part.encode())
        for number, part in enumerate(parts)
    )


def unique(names: Iterable[str]) -> dict[str, str]:
    """Names of files for names of classes, different also where case does not count.

    >>> unique(["Ship", "ship"])
    {'Ship': 'Ship', 'ship': 'ship_2'}
    """
    taken = _Names()
    return {name: taken.take(name) for name in names}
