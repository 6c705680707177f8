"""A mapping of observations compiled against the ontology: which term stands where in a row.

A plan holds no cell and no file. It can be pickled, so that a cluster maps with the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from kg.errors import RecordError, Where
from kg.ingest.entities import Index
from kg.ingest.minting import Mint
from kg.ingest.nodes import Context, NodeWriter
from kg.ingest.tables.cells import Joined, Leaf
from kg.ingest.tables.choice import Choice, choice_of
from kg.ingest.tables.flat import Parts, flat_parts
from kg.model import vocab as v
from kg.model.ontology import Class, Property, measures
from kg.model.readers import reader
from kg.model.terms import Term, Triple, iri
from kg.model.units import Units
from kg.model.values import Ref, Said


@dataclass(frozen=True, slots=True)
class Slot:
    """One property of an observation and the cell that feeds it."""

    prop: Property
    leaf: Leaf
    cls: str  # of what a reference means, as the mapping narrows it
    dimension: bool = True
    owner: str = ""  # the class that has the property

    @property
    def columns(self) -> str:
        """The column, or columns, as a message names them."""
        return ", ".join(self.leaf.columns)


class Read(NamedTuple):
    """What a text became: its term, its part of the observation's IRI, and what follows from it."""

    term: Term
    part: str
    derived: tuple[Triple, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the rows of a table are said, and by what their references are found."""

    mint: Mint
    index: Index
    document: str
    language: str


@dataclass(slots=True)
class ObservationPlan:
    """What every row of a table says: `fixed` alike, `slots` by its cells.

    `pairs` are the predicates in the order of their lines, each with a term or the number of a
    slot; `path` is the key of an observation in the same way.
    """

    cls: Class
    scope: Scope
    slots: tuple[Slot, ...]
    pairs: tuple[tuple[Term, Term | int], ...]
    start: str
    cube: Term
    path: tuple[str | int, ...]
    needed: frozenset[int]
    derived: tuple[Triple, ...]
    choice: Choice = field(default_factory=Choice)

    def readers(self) -> list[ScalarReader]:
        """One reader for each slot; they hold what they have read, and are not shared."""
        return [ScalarReader(slot, self.scope) for slot in self.slots]


class ScalarReader:
    """Turns the text of a cell into a term: the only place where that is decided."""

    def __init__(self, slot: Slot, scope: Scope) -> None:
        self.slot = slot
        self.scope = scope
        self.resolved: dict[tuple[str, str, str], str] = {}
        ontology = scope.mint.ontology
        self._read = reader(slot.prop, ontology.codes)
        owner = ontology.classes.get(slot.owner)
        self._unfit = Units(ontology).unfit(owner, slot.prop) if owner else {}

    def read(self, raw: str) -> Read:
        """The term of a cell.

        Raises:
            ValueError: the cell cannot be read.
            RecordError: it refers to nothing that is known, or to several things.
        """
        text: Any = self.slot.leaf.text(raw)
        prop = self.slot.prop
        value = self._read((text, "") if prop.kind == "text" else text)
        if isinstance(value, Said):
            if value.term in self._unfit:
                raise ValueError(self._unfit[value.term])
            return Read(value.term, self._part(value.term))
        writer = _writer(self.scope)
        term = writer.term(Ref(value, self.slot.cls) if prop.kind == "node" else value)
        self.resolved |= writer.resolved
        if writer.errors:
            raise writer.errors[0]
        return Read(term, self._part(term), tuple(writer.derived))

    def _part(self, term: Term) -> str:
        """What stands of it in the observation's IRI."""
        return self.scope.mint.part(term) if self.slot.dimension else ""


def _writer(scope: Scope) -> NodeWriter:
    context = Context(scope.document, scope.language, lambda _: Where(), _no_claim)
    return NodeWriter(scope.mint, scope.index, context)


def _no_claim(ref: Ref, document: str) -> Term:
    raise RecordError("a cell cannot refer to a claim")


def compile_plan(
    template: Mapping[str, Any], scope: Scope, voices: Iterable[tuple[Term, Term]]
) -> ObservationPlan:
    """Compile a record with cells that is flat.

    Args:
        template: the record.
        scope: of the table.
        voices: who speaks, is quoted or reports, by the property that says so.

    Raises:
        RecordError: a constant cannot be read.
    """
    found = flat_parts(template, scope.mint.ontology)
    assert found is not None  # whoever calls has asked is_flat
    plan = _Compiler(*found, scope, list(voices)).plan()
    return replace(plan, choice=choice_of(template))


class _Compiler:
    """Puts the parts of a template in the order of an observation's lines."""

    def __init__(
        self,
        cls: Class,
        parts: Parts,
        scope: Scope,
        voices: list[tuple[Term, Term]],
    ) -> None:
        self.cls = cls
        self.scope = scope
        self.voices = voices
        self.derived: list[Triple] = []
        self.slots: list[Slot] = []
        self.terms: dict[str, Term | int] = {}
        for name, (value, wanted) in parts.items():
            self._add(cls.properties[name], value, wanted)

    def _add(self, prop: Property, value: str | Leaf, wanted: str) -> None:
        if wanted and prop.kind == "node":
            wanted = self.scope.mint.ontology.cls(wanted).iri
        if not isinstance(value, str):
            self.terms[prop.iri] = len(self.slots)
            self.slots.append(
                Slot(prop, value, wanted, prop.iri in self.cls.dimensions, self.cls.iri)
            )
            return
        slot = Slot(prop, Joined(value), wanted, owner=self.cls.iri)
        try:
            found = ScalarReader(slot, self.scope).read(value)
        except ValueError as error:
            raise RecordError(str(error), where=Where(property=prop.name)) from None
        self.terms[prop.iri] = found.term
        self.derived += found.derived

    def plan(self) -> ObservationPlan:
        mint, cls = self.scope.mint, self.cls
        document = self.scope.document
        heard = [term for predicate, term in self.voices if predicate == v.ATTRIBUTED_TO]
        quoted = sorted(term for predicate, term in self.voices if predicate == v.QUOTED_SOURCE)
        edition = mint.edition(document, [*heard, *quoted])
        needed = [self.terms.get(prop.iri) for prop in measures(cls)]
        return ObservationPlan(
            cls=cls,
            scope=self.scope,
            slots=tuple(self.slots),
            pairs=tuple(self._pairs(edition)),
            cube=mint.cube(cls, edition),
            start=f"{mint.base}observation/{edition}/{cls.name}/",
            path=tuple(self._path()),
            needed=frozenset(slot for slot in needed if isinstance(slot, int)),
            derived=tuple(self.derived),
        )

    def _pairs(self, edition: str) -> Iterable[tuple[Term, Term | int]]:
        mint, cls = self.scope.mint, self.cls
        yield v.TYPE, v.CLAIM
        yield v.DERIVED_FROM, mint.document(self.scope.document)
        yield from self.voices
        yield v.STATUS, iri(f"{v.CODES}claim-status/accepted")
        yield v.TYPE, f"<{cls.iri}>"
        yield v.TYPE, f"<{v.OBSERVATION}>"
        yield v.QB_DATASET, mint.cube(cls, edition)
        for name in cls.dimensions:
            yield f"<{name}>", self.terms.get(name, v.NOT_STATED)
        for name, term in self.terms.items():
            if name not in cls.dimensions:
                yield f"<{name}>", term

    def _path(self) -> Iterable[str | int]:
        for name in self.cls.dimensions:
            term = self.terms.get(name, v.NOT_STATED)
            yield term if isinstance(term, int) else self.scope.mint.part(term)
