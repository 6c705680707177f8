"""How IRIs are made: identity belongs to the ontology, DESIGN.md §3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.model.dates import Period
from kg.model.ontology import Class, Ontology
from kg.model.questions import roles
from kg.model.terms import Term, digest, iri, iri_text, key_part, key_path, literal_text
from kg.model.vocab import local_name

SOGDIAN = "https://w3id.org/sogdian/"


class Mint:
    """Makes the IRIs of one project."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.base = ontology.base
        self._roles = roles(ontology)

    def document(self, key: str) -> Term:
        """A document, by `<dataset>/<id>`."""
        return iri(f"{self.base}document/{key}")

    def dataset(self, name: str) -> Term:
        """A dataset, by the name of its folder."""
        return iri(f"{self.base}dataset/{name}")

    def entity(self, cls: Class, parts: Iterable[Term]) -> Term:
        """An entity, by the terms of its key."""
        path = key_path(self.part(term) for term in parts)
        return iri(f"{self.base}id/{local_name(cls.key_class)}/{path}")

    def local(self, cls: Class, document: str, name: str) -> Term:
        """What is known inside one document only."""
        owner = local_name(cls.key_class or cls.iri)
        return iri(f"{self.base}id/{owner}/local/{key_path([document, key_part(name)])}")

    def statement(self, cls: Class, pairs: Iterable[tuple[Term, Term]]) -> Term:
        """A statement node, by the hash of its class and its own properties."""
        lines = sorted(f"{predicate} {value}" for predicate, value in pairs)
        return iri(f"{self.base}id/{cls.name}/{digest([cls.iri, *lines])}")

    def asked(
        self, cls: Class, pairs: Iterable[tuple[Term, Term]], *, circumstances: bool = False
    ) -> Term:
        """What a statement asks, by the hash of its class and of what it does not answer.

        Args:
            cls: the class of the statement.
            pairs: its own properties and values.
            circumstances: whether they are told apart too, as where another statement is about it.
        """
        beside, varying = self._roles
        left_out = beside if circumstances else beside | varying
        asking = ((prop, value) for prop, value in pairs if iri_text(prop) not in left_out)
        lines = sorted(f"{prop} {value}" for prop, value in asking)
        return iri(f"{self.base}question/{digest([cls.iri, *lines])}")

    def edition(self, document: str, voices: Iterable[Term]) -> str:
        """One state of a table: a document, or what one speaker or quoted source says in it."""
        voiced = [term for term in voices if term]
        return f"{document}/by/{digest(voiced)[:8]}" if voiced else document

    def cube(self, cls: Class, edition: str) -> Term:
        """The cube of one observation class in one edition."""
        return iri(f"{self.base}cube/{edition}/{cls.name}")

    def observation(self, cls: Class, edition: str, dimensions: Mapping[str, Term]) -> Term:
        """An observation, by its edition and its dimensions in the order of its structure."""
        path = key_path(self.part(dimensions[name]) for name in cls.dimensions)
        return iri(f"{self.base}observation/{edition}/{cls.name}/{path}")

    def denial(self, pairs: Iterable[tuple[Term, Term]]) -> Term:
        """A negative property assertion, by the hash of its parts."""
        lines = sorted(f"{predicate} {value}" for predicate, value in pairs)
        return iri(f"{self.base}id/Denial/{digest(lines)}")

    def claim(self, document: Term, speaker: Term, lines: Iterable[str]) -> Term:
        """A claim, by its document, its speaker and what it says."""
        return iri(f"{self.base}claim/{digest([document, speaker, *sorted(lines)])}")

    def period(self, period: Period) -> Term:
        """A period, by its first day and duration."""
        return iri(f"{self.base}period/{period.path}")

    def part(self, term: Term) -> str:
        """One part of a key: the target's key of a reference, the encoded text of a literal."""
        if not term.startswith("<"):
            return key_part(literal_text(term))
        text = iri_text(term)
        for base in (self.base, SOGDIAN):
            kind, _, rest = text.removeprefix(base).partition("/")
            if text.startswith(base) and kind == "id":
                return rest.partition("/")[2]
            if text.startswith(base) and rest:
                return rest.rpartition("/")[2] if kind == "code" else rest
        return key_part(text)
