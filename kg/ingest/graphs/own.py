"""What the project's own ontology has to say to a term of somebody else's file.

Terms of other vocabularies enter as they are. A term in a namespace of the project is one of its
ontology, used as a record would use it, or it is wrong.
"""

from __future__ import annotations

from functools import cached_property

from kg.errors import OntologyError, did_you_mean
from kg.ingest.graphs.gathered import Pair
from kg.ingest.minting import SOGDIAN, Mint
from kg.model import vocab as v
from kg.model.ontology import Class, Ontology, Property
from kg.model.terms import Term, iri_text
from kg.model.vocab import local_name

# What a project makes of its own claims and sources; a file that speaks of these forges them.
CATALOGUE = ("claim", "observation", "cube", "document", "dataset", "graph", "period")


class OwnTerms:
    """Tells the terms of one project from those of others."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.entities = f"<{ontology.base}id/"
        self.periods = f"<{ontology.base}period/"
        self._terms = tuple({f"<{ontology.base}ontology#", f"<{v.KG}"})
        self._codes = tuple({f"<{ontology.base}code/", f"<{SOGDIAN}code/"})
        self._base = f"<{ontology.base}"
        self._asked: dict[Term, bool] = {}
        self.properties = {f"<{one.iri}>": one.name for one in ontology.properties.values()}

    @cached_property
    def turned(self) -> dict[Term, Term]:
        """The parent's side of each nesting, with the property of the child's."""
        found = {}
        for cls in self.ontology.classes.values():
            for prop in cls.properties.values():
                if prop.inverse_of and self.is_term(f"<{prop.iri}>"):
                    found[f"<{prop.iri}>"] = f"<{prop.inverse_of}>"
        return found

    @cached_property
    def _known_codes(self) -> frozenset[str]:
        return frozenset(code for codes in self.ontology.codes.values() for code in codes.values())

    def is_term(self, term: Term) -> bool:
        """Whether an IRI stands in a namespace of the ontology."""
        return term.startswith(self._terms)

    def is_property(self, predicate: Term) -> bool:
        """As `is_term`, of one of the few predicates of a file, each of which is asked often."""
        known = self._asked.get(predicate)
        if known is None:
            known = self._asked[predicate] = self.is_term(predicate)
        return known

    def is_entity(self, term: Term) -> bool:
        """Whether an IRI is one that the project gives to entities and statement nodes."""
        return term.startswith(self.entities)

    def is_code(self, term: Term) -> bool:
        """Whether an IRI is one of a code."""
        return term.startswith(self._codes)

    def refuses_subject(self, subject: Term) -> str:
        """Why nothing may be said of an IRI in a file; the empty text if it may."""
        if self.is_term(subject) or self.is_code(subject):
            return "it is a term of the ontology, of which ontology/*.ttl alone says something"
        if not subject.startswith(self._base) or self.is_entity(subject):
            return ""
        kind = subject.removeprefix(self._base).partition("/")[0]
        if kind in CATALOGUE:
            return (
                f"{kind}/… are IRIs of the catalogue, which says who said what: no file says "
                "anything of them"
            )
        wanted = f"{self.ontology.base}id/Class/key"
        return f"it is no IRI that this project gives: those of entities are {wanted}"

    def refuses_object(self, value: Term) -> str:
        """Why a term of the ontology may not be spoken of by somebody else's property."""
        if self.is_term(value):
            name = local_name(iri_text(value))
            return f"{name} is a term of the ontology: a file uses it as a property or a class"
        if self.is_code(value) and iri_text(value) not in self._known_codes:
            names = (local_name(code) for code in self._known_codes)
            hint = did_you_mean(local_name(iri_text(value)), names)
            return f"{value} is no code of the ontology; {hint}"
        return ""

    def cls(self, term: Term) -> Class:
        """The class of the project that an IRI of its namespaces is.

        Raises:
            ValueError: it is none, or none of which a file can describe something.
        """
        found = self.ontology.classes.get(iri_text(term))
        if found is None:
            name = local_name(iri_text(term))
            hint = did_you_mean(name, self.ontology.by_name)
            raise ValueError(f'the ontology has no class "{name}"; {hint}')
        if found.abstract:
            names = ", ".join(one.name for one in self.ontology.instantiable(found.iri))
            raise ValueError(f"which kind of {found.name}? It is one of {names}")
        if found.kind == "observation":
            raise ValueError(f"{found.name}: figures enter as records or tables, not as RDF")
        if found.kind == "machinery":
            raise ValueError(f"{found.name} belongs to the catalogue, which no file describes")
        return found

    def property(self, predicate: Term, classes: list[Class]) -> Property:
        """The property of the project that a predicate of its namespaces is, as classes have it.

        Raises:
            ValueError: it is none, or none of these classes has it.
        """
        name = self.properties.get(predicate)
        if name is None:
            try:
                self.ontology.property(local_name(iri_text(predicate)))
            except OntologyError as error:
                raise ValueError(error.message) from None
            name = local_name(iri_text(predicate))
        if not classes:
            raise ValueError(
                f"`{name}` is said of a thing of no class of the ontology: give it one (rdf:type), "
                "or leave the property out (`ignore`)"
            )
        known = [prop for cls in classes for prop in cls.properties.values()]
        for prop in known:
            if f"<{prop.iri}>" == predicate:
                return prop
        see = f"kg ontology show {classes[0].name}"
        hint = did_you_mean(name, (prop.name for prop in known), see=see)
        raise ValueError(f"`{name}` is no property of {classes[0].name}; {hint}")


def expected(mint: Mint, cls: Class, pairs: list[Pair]) -> Term | None:
    """The IRI that the ontology gives a node of a class; none if its key is not said."""
    if cls.kind == "statement":
        return mint.statement(cls, [pair for pair in pairs if pair[0] != v.TYPE])
    parts: list[Term] = []
    for key in cls.key:
        values = {value for predicate, value in pairs if predicate == f"<{key}>"}
        if len(values) != 1:
            return None
        parts += values
    return mint.entity(cls, parts) if parts else None
