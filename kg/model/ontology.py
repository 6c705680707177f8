"""The ontology as the rest of the house sees it: classes, their properties, keys and code lists.

It is read from `ontology/*.ttl` (OWL 2 classes and properties, SHACL node shapes, `owl:hasKey`,
SKOS schemes); what it may say is DESIGN.md §3. `kg.model.shapes` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from kg.errors import OntologyError, Where, did_you_mean
from kg.model.terms import Term, Triple
from kg.model.vocab import CONCEPT, RDF, XSD

Kind = Literal["text", "literal", "date", "period", "code", "node", "iri"]
ClassKind = Literal["entity", "statement", "observation", "machinery"]


@dataclass(frozen=True, slots=True)
class Property:
    """A property as a shape of a class has it; IRIs without angle brackets, but for `term`."""

    iri: str
    name: str
    kind: Kind
    order: float
    datatype: str = ""
    cls: str = ""
    code_list: str = ""
    inverse_of: str = ""
    least: int = 0
    most: int | None = None
    allowed: tuple[Term, ...] = ()
    pattern: str = ""
    smallest: str = ""
    largest: str = ""
    shortest: int = 0
    longest: int | None = None
    languages: tuple[str, ...] = ()
    label: str = ""
    description: str = ""
    identifies: bool = False
    names: Literal["", "name", "alias"] = ""
    term: Term = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "term", f"<{self.iri}>")


@dataclass(frozen=True, slots=True)
class Declared:
    """A property as OWL declares it: with its range, whether or not a shape has it."""

    iri: str
    name: str
    range: str
    is_object: bool
    code_list: str = ""

    def use(self) -> Property:
        """The property as records may use it where no shape says more."""
        if not self.is_object:
            text = self.range == RDF + "langString"
            return Property(self.iri, self.name, "text" if text else "literal", 0, XSD + "string")
        kind: Kind = "code" if self.range == CONCEPT else "node"
        return Property(self.iri, self.name, kind, 0, cls=self.range, code_list=self.code_list)


@dataclass(frozen=True, slots=True)
class Class:
    """A class with all that it inherits; `supers` starts with the class itself."""

    iri: str
    name: str
    kind: ClassKind
    abstract: bool
    supers: tuple[str, ...]
    key: tuple[str, ...]
    key_class: str
    properties: Mapping[str, Property]
    dimensions: tuple[str, ...] = ()
    structure: str = ""
    label: str = ""
    definition: str = ""


def measures(cls: Class) -> list[Property]:
    """What an observation must have beside its dimensions: without it a row says nothing."""
    found = cls.properties.values()
    return [prop for prop in found if prop.least and prop.iri not in cls.dimensions]


class Rule(NamedTuple):
    """A file of `rules/`: SPARQL updates that add what follows from several claims."""

    path: Path
    text: str


class Constraint(NamedTuple):
    """A `sh:sparql` of a shape: what no node of its classes may be, asked as a query.

    `where` is the first line of the query, in the file in which it stands; `across` tells that it
    is broken by what several documents say together, and not by each of them alone.
    """

    targets: tuple[str, ...]
    message: str
    select: str
    severity: str
    where: Where
    across: bool = False


@dataclass(slots=True)
class Ontology:
    """Everything that `ontology/` says, indexed for the builder."""

    base: str
    prefixes: dict[str, str]
    classes: dict[str, Class]
    codes: dict[str, dict[str, str]]
    properties: dict[str, Declared]
    superproperties: dict[str, tuple[str, ...]]
    inverses: dict[str, str]
    triples: tuple[Triple, ...]
    rules: tuple[Rule, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    by_name: dict[str, Class] = field(default_factory=dict)
    subclasses: dict[str, frozenset[str]] = field(default_factory=dict)
    _entailed: dict[str, tuple[tuple[str, bool], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name = {cls.name: cls for cls in self.classes.values()}
        below: dict[str, set[str]] = {}
        for cls in self.classes.values():
            for above in cls.supers:
                below.setdefault(above, set()).add(cls.iri)
        self.subclasses = {iri: frozenset(members) for iri, members in below.items()}

    def cls(self, name: str, where: Where | None = None) -> Class:
        """The class of a local name or IRI.

        Raises:
            OntologyError: there is none; the message says what was probably meant.
        """
        found = self.by_name.get(name) or self.classes.get(name)
        if found is None:
            hint = did_you_mean(name, self.by_name, see="kg ontology list")
            raise OntologyError(f'the ontology has no class "{name}"; {hint}', where=where)
        return found

    def property(self, name: str) -> Declared:
        """The declared property of a local name.

        Raises:
            OntologyError: there is none.
        """
        found = self.properties.get(name)
        if found is None:
            hint = did_you_mean(name, self.properties)
            raise OntologyError(f'the ontology has no property "{name}"; {hint}')
        return found

    def use(self, name: str, cls: str = "") -> Property:
        """The property of a local name as `cls` (an IRI) has it, else as any class has it.

        Raises:
            OntologyError: no such property is declared.
        """
        declared = self.property(name)
        for known in (self.classes.get(cls), *self.classes.values()):
            if known and name in known.properties:
                return known.properties[name]
        return declared.use()

    def range_in(self, cls: str, prop: Term) -> str:
        """The class that a property of the class `cls` refers to, as the class's shape says.

        Raises:
            OntologyError: the shape has no such property.
        """
        owner = self.cls(cls)
        for known in owner.properties.values():
            if known.term == prop:
                return known.cls
        raise OntologyError(f"the shape of {owner.name} needs the property {prop}")

    def is_a(self, cls: str, wanted: str) -> bool:
        """Whether a class IRI is `wanted` or below it."""
        return cls == wanted or cls in self.subclasses.get(wanted, frozenset())

    def entailments(self, name: str) -> tuple[tuple[str, bool], ...]:
        """What a property (an IRI) implies: superproperties and inverses, these marked True."""
        if name not in self._entailed:
            found, queue = {(name, False): None}, [(name, False)]
            for predicate, turned in queue:
                above = [(one, turned) for one in self.superproperties.get(predicate, ())]
                if predicate in self.inverses:
                    above.append((self.inverses[predicate], not turned))
                queue += [one for one in above if one not in found]
                found |= dict.fromkeys(above)
            self._entailed[name] = tuple(found)[1:]
        return self._entailed[name]

    def instantiable(self, wanted: str) -> Iterator[Class]:
        """Classes at or below `wanted` that can have instances."""
        for iri in sorted(self.subclasses.get(wanted, frozenset())):
            if not self.classes[iri].abstract:
                yield self.classes[iri]
