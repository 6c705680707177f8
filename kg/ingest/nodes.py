"""Turns a node that was read into an IRI and the triples that it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from kg.errors import RecordError, Where, a
from kg.ingest import inference
from kg.ingest.entities import Index
from kg.ingest.minting import Mint
from kg.model.compiled import LOCAL
from kg.model.ontology import Class, Property
from kg.model.readers import NOT_STATED
from kg.model.terms import Term, Triple, iri, iri_text, literal
from kg.model.values import Body, Path, Ref, Said, Span, Text, Value
from kg.model.vocab import CLAIM, LOCAL_ID, OBSERVATION, QB_DATASET, QUESTION, TYPE
from kg.model.vocab import NOT_STATED as UNSTATED

# Stands for what could not be found, so that what is wrong beside it is found too; a record with it
# is refused.
_UNKNOWN = "<urn:kg:unknown>"


class Context(NamedTuple):
    """What the nodes of one record share: where they are said, and how errors find their place."""

    document: str
    language: str
    where: Callable[[Path], Where]
    claim: Callable[[Ref, str], Term]
    edition: str = ""


class Single(NamedTuple):
    """One value of an entity where the shape allows one; `path` is its place in the record."""

    subject: Term
    property: Property
    value: Term
    path: Path


class NodeWriter:
    """Collects the triples of one record, `said` and `derived` from them, and its `errors`."""

    def __init__(self, mint: Mint, index: Index, context: Context) -> None:
        self.mint = mint
        self.index = index
        self.context = context
        self.said: list[Triple] = []
        self._known: set[Triple] = set()
        self.derived: list[Triple] = []
        self.observations: dict[Term, Class] = {}
        self.errors: list[RecordError] = []
        self.places: dict[Term, Path] = {}
        self.singles: list[Single] = []
        self._asked: dict[Term, Term] = {}
        self.resolved: dict[tuple[str, str, str], str] = {}

    def node(self, value: Ref | Body) -> Term:
        """The IRI of a reference or of a node, whose triples are collected.

        A reference that is not found and a node that lacks what it needs are `errors`.
        """
        return self._reference(value) if isinstance(value, Ref) else self._body(value, [])

    def _reference(self, ref: Ref) -> Term:
        if ref.text == NOT_STATED:
            return UNSTATED
        try:
            if ref.cls == iri_text(CLAIM):
                return self.context.claim(ref, self.context.document)
            return iri(self._resolved(ref.text, ref.cls, self.context.document))
        except RecordError as error:
            error.at(self.context.where(ref.path))
            self.errors.append(error)
            return _UNKNOWN

    def _resolved(self, *key: *tuple[str, str, str]) -> str:
        """What a text means; that it means nothing is remembered, too: a name may yet be given."""
        self.resolved[key] = self.index.means(*key)
        return self.resolved[key] or self.index.resolve(*key)

    def _wrong(self, message: str, path: Path) -> None:
        self.errors.append(RecordError(message, where=self.context.where(path)))

    def describe(self, subject: Term, body: Body) -> None:
        """Write a node whose IRI is known: a document or a dataset."""
        self._body(body, [], subject)

    def _body(self, body: Body, given: list[tuple[Term, Term]], known: Term = "") -> Term:
        """Write a node; `given` holds what the node around it says of it."""
        pairs, nested, days = list(given), [], []
        for name, values in body.values.items():
            prop = body.cls.properties[name]
            for value in values:
                if prop.inverse_of:
                    nested.append((prop, value))
                    continue
                pairs.append((prop.term, self.term(value)))
                if isinstance(value, Said) and value.days:
                    days.append(value.days)
        self._count(body, pairs, whole=bool(known) or body.cls.kind != "entity")
        subject, pairs = (known, pairs) if known else self._identify(body, pairs)
        self.places.setdefault(subject, body.path)
        self._note_singles(subject, body, dict(pairs))
        self.say(subject, TYPE, f"<{body.cls.iri}>")
        for predicate, term in pairs:
            self.say(subject, predicate, term)
        self.derived += inference.span(subject, days)
        if body.cls.kind == "statement":
            self._ask(subject, body.cls, pairs)
        for prop, value in nested:
            self._nest(prop, value, subject)
        return subject

    def _ask(self, subject: Term, cls: Class, pairs: list[tuple[Term, Term]]) -> None:
        """Derive which question a statement answers; of a statement in it counts what it asks."""
        asking = [(prop, self._asked.get(value, value)) for prop, value in pairs]
        self._asked[subject] = self.mint.asked(cls, asking, circumstances=True)
        self.derived.append(Triple(subject, QUESTION, self.mint.asked(cls, asking)))

    def _note_singles(self, subject: Term, body: Body, values: dict[Term, Term]) -> None:
        """Note what the entity has once; what identifies it cannot differ."""
        if body.cls.kind != "entity":
            return
        for prop in body.cls.properties.values():
            value = values.get(prop.term) if prop.most == 1 else None
            if value is not None and prop.iri not in body.cls.key:
                self.singles.append(Single(subject, prop, value, (*body.path, prop.name)))

    def _nest(self, prop: Property, value: Value, parent: Term) -> None:
        link = (f"<{prop.inverse_of}>", parent)
        if isinstance(value, Body):
            self._body(value, [link])
        else:
            self.say(self.term(value), *link)

    def term(self, value: Value) -> Term:
        """The term of any value; what nodes say is collected."""
        if isinstance(value, Said):
            return value.term
        if isinstance(value, Text):
            return literal(value.text, language=value.language or self.context.language)
        if isinstance(value, Span):
            term = self.mint.period(value.period)
            self.derived += inference.period(term, value.period)
            return term
        return self.node(value)

    def say(self, subject: Term, predicate: Term, value: Term) -> None:
        """Collect a triple, once."""
        triple = Triple(subject, predicate, value)
        if triple not in self._known:
            self._known.add(triple)
            self.said.append(triple)

    def _identify(
        self, body: Body, pairs: list[tuple[Term, Term]]
    ) -> tuple[Term, list[tuple[Term, Term]]]:
        cls = body.cls
        if body.local:
            named = (LOCAL_ID, literal(body.local))
            return self.mint.local(cls, self.context.document, body.local), [named, *pairs]
        if cls.kind == "entity":
            return self.mint.entity(cls, self._key(body, pairs)), pairs
        if cls.kind == "observation":
            return self._observation(body, pairs)
        return self.mint.statement(cls, pairs), pairs

    def _key(self, body: Body, pairs: list[tuple[Term, Term]]) -> list[Term]:
        terms = []
        for key in body.cls.key:
            found = [term for predicate, term in pairs if predicate == f"<{key}>"]
            if not found or (len(found) > 1 and not _limited(body.cls, key)):
                self._wrong(
                    f"{a(body.cls.name)} needs one {_name(body.cls, key)}, its key (or "
                    f"`{LOCAL}: id`, if it is known in this document only)",
                    body.path,
                )
            terms += found or [_UNKNOWN]
        return terms

    def _count(self, body: Body, pairs: list[tuple[Term, Term]], *, whole: bool) -> None:
        """Refuse more values than the shape allows, and fewer where the node is `whole` here.

        An entity need not be described again by each record that speaks of it.
        """
        counts = Counter(predicate for predicate, _ in pairs)
        for prop in body.cls.properties.values():
            found = counts.get(prop.term, 0)
            if prop.most is not None and found > prop.most:
                message = f"`{prop.name}` is already said by the node around"
            elif whole and found < prop.least and prop.iri not in body.cls.dimensions:
                message = f"{a(body.cls.name)} needs `{prop.name}`"
            else:
                continue
            self._wrong(message, (*body.path, prop.name))

    def _observation(
        self, body: Body, pairs: list[tuple[Term, Term]]
    ) -> tuple[Term, list[tuple[Term, Term]]]:
        given = dict(pairs)
        for name in body.cls.dimensions:
            if sum(predicate == f"<{name}>" for predicate, _ in pairs) > 1:
                self._wrong(f"{a(body.cls.name)} has one `{_name(body.cls, name)}`", body.path)
        dimensions = {name: given.get(f"<{name}>", UNSTATED) for name in body.cls.dimensions}
        filled = {f"<{name}>": term for name, term in dimensions.items()}
        edition = self.context.edition or self.context.document
        subject = self.mint.observation(body.cls, edition, dimensions)
        cube = self.mint.cube(body.cls, edition)
        self.observations[subject] = body.cls
        rest = [pair for pair in pairs if pair[0] not in filled]
        kind = (TYPE, f"<{OBSERVATION}>")
        return subject, [kind, (QB_DATASET, cube), *filled.items(), *rest]


def _limited(cls: Class, iri_of_key: str) -> bool:
    """Whether the shape says how many there are, so that too many are an error of their own."""
    return any(p.iri == iri_of_key and p.most is not None for p in cls.properties.values())


def _name(cls: Class, iri_of_key: str) -> str:
    return next((p.name for p in cls.properties.values() if p.iri == iri_of_key), iri_of_key)
