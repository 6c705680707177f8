"""Checks what a file says of one thing: as a record of the project would be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from kg.errors import RecordError, a, shown
from kg.ingest import inference
from kg.ingest.entities import Index
from kg.ingest.graphs.gathered import Pair
from kg.ingest.graphs.literals import kept
from kg.ingest.graphs.own import OwnTerms, expected
from kg.ingest.graphs.problems import Problems
from kg.ingest.graphs.values import ValueReader
from kg.ingest.minting import Mint
from kg.model import vocab as v
from kg.model.ontology import Class, Property
from kg.model.terms import Term, Triple, iri_text

_TRIPLE_TERM = (
    "a triple term of RDF 1.2 (<<( … )>>): claims are RDF 1.1, so that any engine reads them; "
    "say of a node what is said of the statement"
)
_DIRECTION = "a base direction of RDF 1.2 (--ltr, --rtl): claims are RDF 1.1, leave it out"


@dataclass(slots=True)
class Checked:
    """What may enter of one node; nothing if it is `wrong`."""

    subject: Term
    triples: list[Triple] = field(default_factory=list)
    derived: list[Triple] = field(default_factory=list)
    wrong: bool = False


class Checker:
    """Checks the nodes of one file.

    `described` holds the classes of the project that the file gives its own subjects, by the IRIs
    that they have in the graph, `unnamed` those IRIs that stand for blank nodes; `resolved`
    collects what references to others meant.
    """

    def __init__(
        self,
        mint: Mint,
        index: Index,
        document: str,
        described: Mapping[Term, list[Class]],
        unnamed: Collection[Term],
        problems: Problems,
    ) -> None:
        self.mint = mint
        self.index = index
        self.document = document
        self.described = described
        self.unnamed = unnamed
        self.problems = problems
        self.own = OwnTerms(mint.ontology)
        self.values = ValueReader(mint, self.own, self._known)
        self.resolved: dict[tuple[str, str, str], str] = {}

    def node(self, subject: Term, pairs: list[Pair]) -> Checked:
        """Check all that is said of a node in one graph."""
        found = Checked(subject)

        def wrong(message: str, predicate: Term = "", value: Term = "") -> None:
            found.wrong = True
            self._tell(message, subject, predicate, value)

        message = self.own.refuses_subject(subject)
        if message and subject not in self.unnamed:
            wrong(message)
            return found
        classes = self.classes(subject)
        days: list[Any] = []
        read: list[tuple[Property, Term]] = []
        for predicate, value in dict.fromkeys(pairs):
            try:
                term = self._statement(found, classes, predicate, value, days, read)
            except ValueError as error:
                wrong(str(error), predicate, value)
                continue
            found.triples.append(Triple(subject, predicate, term))
        found.derived += inference.span(subject, days)
        found.derived += self._questions(subject, classes, found.triples)
        if not found.wrong:
            self._identity(subject, classes, found, wrong)
            self._count(classes, read, wrong)
        return found

    def _questions(
        self, subject: Term, classes: list[Class], triples: list[Triple]
    ) -> Iterator[Triple]:
        """Which question a statement node answers."""
        pairs = [(triple.predicate, triple.object) for triple in triples]
        asking = [pair for pair in pairs if pair[0] != v.TYPE]
        for cls in classes:
            if cls.kind == "statement":
                yield Triple(subject, v.QUESTION, self.mint.asked(cls, asking))

    def classes(self, subject: Term) -> list[Class]:
        """The classes of the project that a thing has by the file, else by other datasets."""
        if subject in self.described:
            return self.described[subject]
        ontology = self.mint.ontology
        known = self.index.classes(iri_text(subject)) if self.own.is_entity(subject) else ()
        found = [ontology.classes[name] for name in sorted(known) if name in ontology.classes]
        for cls in found:
            self._remember(subject, cls.iri)
        return found

    def _statement(
        self,
        found: Checked,
        classes: list[Class],
        predicate: Term,
        value: Term,
        days: list[Any],
        read: list[tuple[Property, Term]],
    ) -> Term:
        """The object of a statement as it enters.

        Raises:
            ValueError: it may not enter.
        """
        if value.startswith("<<("):
            raise ValueError(_TRIPLE_TERM)
        if value.startswith('"') and value.endswith(("--ltr", "--rtl")):
            raise ValueError(_DIRECTION)
        if predicate == v.TYPE:
            if self.own.is_term(value):
                self.own.cls(value)
            return value
        if not self.own.is_property(predicate):
            return self._elsewhere(found.subject, predicate, value)
        prop = self.own.property(predicate, classes)
        made = self.values.read(prop, value)
        found.derived += made.derived
        read.append((prop, made.term))
        if made.days:
            days.append(made.days)
        return made.term

    def _elsewhere(self, subject: Term, predicate: Term, value: Term) -> Term:
        """The object of somebody else's property: if it is the project's, it must be there."""
        if value.startswith('"'):
            term, why = kept(value)
            if why:
                form = "it is written" if term == value else term
                self._tell(f"{why}; it is kept as {form}", subject, predicate, value)
            return term
        if message := self.own.refuses_object(value):
            raise ValueError(message)
        if self.own.is_entity(value):
            self._known(value, v.NODE)
        return value

    def _known(self, term: Term, wanted: str) -> None:
        """See that a thing is there and of a class: in the file, or by other datasets.

        Raises:
            ValueError: it is not.
        """
        ontology = self.mint.ontology
        mine = self.described.get(term, [])
        if any(ontology.is_a(cls.iri, wanted) for cls in mine):
            return
        key = (iri_text(term), wanted, self.document)
        if self.resolved.get(key):
            return
        known = self.index.classes(iri_text(term))
        if any(ontology.is_a(name, wanted) for name in known):
            self._remember(term, wanted)
            return
        if not known and self._composed(term, wanted):
            return
        self.resolved[key] = ""  # as long as no record says otherwise
        kind = v.local_name(wanted)
        if mine or known:
            names = "/".join([*(cls.name for cls in mine), *map(v.local_name, sorted(known))])
            raise ValueError(f"{term} is {a(names)}, but {a(kind)} is wanted here")
        what = "described" if wanted == v.NODE else f"known as {a(kind)}"
        raise ValueError(f"{term} is not {what}: neither in this file nor by a record")

    def _composed(self, term: Term, wanted: str) -> bool:
        """Whether a thing is told by other things, all of which are there.

        Such a thing has no name by which an index could know it: its key is made of references.
        """
        owner, _, path = term.removeprefix(self.own.entities).rstrip(">").partition("/")
        if not self.own.is_entity(term):
            return False
        parts = path.split("/")
        for cls in self.mint.ontology.instantiable(wanted):
            of_key = {prop.iri: prop for prop in cls.properties.values() if prop.iri in cls.key}
            if v.local_name(cls.key_class or "") != owner or len(parts) != len(cls.key):
                continue
            props = [of_key.get(key) for key in cls.key]
            if any(prop and prop.kind == "node" for prop in props):
                pairs = zip(props, parts, strict=True)
                return all(not prop or self._part(prop, part) for prop, part in pairs)
        return False

    def _part(self, prop: Property, part: str) -> bool:
        """Whether a part of a key is the key of a thing that is there."""
        if prop.kind != "node":
            return True
        below = self.mint.ontology.instantiable(prop.cls)
        owners = {v.local_name(cls.key_class) for cls in below if cls.key_class}
        for owner in sorted(owners):
            with suppress(ValueError):
                self._known(f"{self.own.entities}{owner}/{part}>", prop.cls)
                return True
        return False

    def _remember(self, term: Term, wanted: str) -> None:
        name = iri_text(term)
        try:
            self.resolved[name, wanted, self.document] = self.index.resolve(
                name, wanted, self.document
            )
        except RecordError as error:
            raise ValueError(error.message) from None

    def _identity(
        self, subject: Term, classes: list[Class], found: Checked, wrong: Callable[..., None]
    ) -> None:
        """See that an IRI of the project is the one that the ontology's key gives."""
        if not self.own.is_entity(subject):
            for cls in classes if subject in self.unnamed else ():
                wrong(f"{a(cls.name)} without an IRI needs its key: {_keys(cls)}")
            return
        if not classes:
            wrong("no dataset describes it: give it a class (rdf:type) and its key")
            return
        pairs = [(triple.predicate, triple.object) for triple in found.triples]
        for cls in classes if subject in self.described else ():
            right = expected(self.mint, cls, pairs)
            if right is None and not self.index.classes(iri_text(subject)):
                wrong(f"{a(cls.name)} needs its key here: {_keys(cls)}")
            elif right is not None and right != subject:
                what = "its key gives" if cls.kind == "entity" else "the hash of what it says gives"
                circle = "it is named by what it says, and is part of a circle of such nodes"
                fit = f"the IRI does not fit: {what} {right} (a blank node gets it by itself)"
                wrong(circle if subject in self.unnamed else fit)

    def _count(
        self,
        classes: list[Class],
        read: list[tuple[Property, Term]],
        wrong: Callable[..., None],
    ) -> None:
        """Refuse more values than the shape allows, and fewer where the node is whole here."""
        if not classes:
            return
        counts = Counter(prop.iri for prop, _ in read)
        props = {prop.iri: (cls, prop) for cls in classes for prop in cls.properties.values()}
        for name, (cls, prop) in props.items():
            many = counts[name]
            if prop.most is not None and many > prop.most:
                wrong(f"{many} values of `{prop.name}`, of which there is at most {prop.most}")
            elif cls.kind == "statement" and many < prop.least:
                wrong(f"{a(cls.name)} needs `{prop.name}`")

    def _tell(self, message: str, subject: Term, predicate: Term, value: Term) -> None:
        name = v.local_name(iri_text(predicate)) if predicate else ""
        text = shown(kept_text(value), most=200)[1:-1] if value else ""
        self.problems.add(message, subject=subject, predicate=name, value=text)


def _keys(cls: Class) -> str:
    return ", ".join(v.local_name(key) for key in cls.key) or "what it says"


def kept_text(term: Term) -> str:
    """A term as an issue shows it."""
    return term if not term.startswith("<") else iri_text(term)
