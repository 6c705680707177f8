"""The object of one statement, as a property of the ontology wants it: read as a record's is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.errors import shown
from kg.ingest import inference
from kg.ingest.graphs.literals import Literal, named, parts
from kg.ingest.graphs.own import OwnTerms
from kg.ingest.minting import Mint
from kg.model import vocab as v
from kg.model.dates import parse_period
from kg.model.ontology import Property
from kg.model.readers import Reader, reader
from kg.model.terms import Term, Triple, iri_text, literal
from kg.model.values import Said, Text
from kg.model.vocab import XSD

_ALIKE = {XSD + "decimal": (XSD + "integer",), XSD + "anyURI": (XSD + "string",)}


class Value(NamedTuple):
    """An object that was read: its term, what follows from it, and the days of a date."""

    term: Term
    derived: tuple[Triple, ...] = ()
    days: tuple[object, ...] = ()


class ValueReader:
    """Reads the objects of the project's own properties."""

    def __init__(self, mint: Mint, own: OwnTerms, known: Callable[[Term, str], None]) -> None:
        self.mint = mint
        self.own = own
        self.known = known
        self._readers: dict[Property, Reader] = {}

    def read(self, prop: Property, term: Term) -> Value:
        """Read an object.

        Raises:
            ValueError: it is none that the property may have.
        """
        if term.startswith('"'):
            return self._literal(prop, parts(term))
        if prop.kind == "node":
            self.known(term, prop.cls)
            return Value(term)
        if prop.kind == "code":
            return Value(self._code(prop, term))
        if prop.kind == "period":
            return Value(term, tuple(self._period(term)))
        if prop.kind == "iri":
            return Value(term)
        raise ValueError(f"`{prop.name}` is a literal, not {term}")

    def _reader(self, prop: Property) -> Reader:
        if prop not in self._readers:
            self._readers[prop] = reader(prop, self.own.ontology.codes)
        return self._readers[prop]

    def _literal(self, prop: Property, said: Literal) -> Value:
        if prop.kind in ("node", "code", "period", "iri"):
            raise ValueError(f"`{prop.name}` is an IRI, not the text {shown(said.text)}")
        if prop.kind == "text":
            if not said.language:
                raise ValueError(f"`{prop.name}` needs a language tag: {shown(said.text)}@en")
            text: Text = self._reader(prop)((said.text, said.language))
            return Value(literal(text.text, language=text.language))
        if said.language:
            raise ValueError(f"`{prop.name}` has no language, {shown(said.text)} has one")
        value: Said = self._reader(prop)(said.text)
        wanted = parts(value.term).datatype
        if said.datatype not in (wanted, *_ALIKE.get(wanted, ())):
            right, wrong = named(wanted), named(said.datatype)
            raise ValueError(f"`{prop.name}` is a literal of {right}, not of {wrong}")
        return Value(value.term, days=value.days or ())

    def _code(self, prop: Property, term: Term) -> Term:
        codes = self.own.ontology.codes.get(prop.code_list, {})
        if term != v.NOT_STATED and iri_text(term) not in codes.values():
            text = v.local_name(iri_text(term))
            self._reader(prop)(text)  # which says what was probably meant
            raise ValueError(f"{term} is no code of {prop.code_list}, where {shown(text)} stands")
        if prop.allowed and term not in prop.allowed:
            raise ValueError(f"{term} is not allowed as `{prop.name}`")
        return term

    def _period(self, term: Term) -> Iterator[Triple]:
        if term == v.NOT_STATED:
            return
        text = term.removeprefix(self.own.periods).rstrip(">")
        if not term.startswith(self.own.periods) or self.mint.period(parse_period(text)) != term:
            right = f"{self.own.ontology.base}period/2025-01-01/P10M"
            raise ValueError(f"{term} is no period: its IRI is first day and duration, as {right}")
        yield from inference.period(term, parse_period(text))
