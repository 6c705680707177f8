"""Reads the property shapes of a SHACL node shape.

The reader understands a fixed list of SHACL terms and refuses any other by name, and a term where
it would have no effect, so that no constraint is ignored in silence; richer ones stand in
`sh:sparql`, which `kg.model.constraints` reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from kg.errors import OntologyError, shown
from kg.model.datatypes import DATATYPES, decimal_text, parse_decimal, typed_literal
from kg.model.dates import parse_date
from kg.model.ontology import Kind, Property
from kg.model.terms import Term, iri_text, literal_text
from kg.model.turtle import Graph
from kg.model.vocab import (
    ALIAS,
    CONCEPT,
    IDENTIFIER,
    NAME,
    OWL,
    PARTIAL_DATE,
    PERIOD,
    QB,
    RDF,
    RDFS,
    SH,
    SKOS,
    XSD,
    local_name,
)

NODE_TERMS = frozenset(
    {"targetClass", "property", "name", "description", "order", "sparql", "severity"}
)
_ALWAYS = frozenset(
    {
        "path",
        "name",
        "description",
        "order",
        "datatype",
        "class",
        "nodeKind",
        "minCount",
        "maxCount",
    }
)
_TEXTUAL = frozenset({"pattern", "minLength", "maxLength"})
_ORDERED = frozenset({"minInclusive", "maxInclusive"})
PROPERTY_TERMS = _ALWAYS | _TEXTUAL | _ORDERED | {"in", "languageIn"}
T = TypeVar("T")
_NUMBERS = (XSD + "decimal", XSD + "integer")


class PropertyShapes:
    """Reads property shapes; `supers` gives the classes above each class, itself first."""

    def __init__(self, graph: Graph, supers: dict[str, tuple[str, ...]]) -> None:
        self.graph = graph
        self.supers = supers

    def of(self, shape: Term) -> list[Property]:
        """The properties of a node shape, in file order.

        Raises:
            OntologyError: a term is not supported, or says what does not fit.
        """
        self._refuse(self._terms(shape) - NODE_TERMS, NODE_TERMS, shape)
        return [self._property(node, shape) for node in self.graph.objects(shape, SH + "property")]

    def _terms(self, node: Term) -> set[str]:
        names = map(iri_text, self.graph.predicates(node))
        return {name.removeprefix(SH) for name in names if name.startswith(SH)}

    def _refuse(self, names: set[str], known: frozenset[str], shape: Term, of: str = "") -> None:
        for name in sorted(names):
            supported = ", ".join(f"sh:{term}" for term in sorted(known))
            subject = f"{of} in the shape {shape}" if of else f"the shape {shape}"
            raise self._wrong(
                shape,
                f"sh:{name} is not supported for {subject}; supported are: {supported}; "
                "other constraints go to sh:sparql",
            )

    def _wrong(self, shape: Term, message: str) -> OntologyError:
        return OntologyError(message, where=self.graph.where(shape))

    def _property(self, node: Term, shape: Term) -> Property:
        self._refuse(self._terms(node) - PROPERTY_TERMS, PROPERTY_TERMS, shape, "a property")
        path = self.graph.object(node, SH + "path")
        if path is None or not path.startswith("<"):
            raise self._wrong(shape, f"a property of {shape} needs one sh:path that is an IRI")
        iri = iri_text(path)
        above = self.graph.above(iri, RDFS + "subPropertyOf")
        kind = self._kind(node, shape, above)
        datatype = self._iri(node, "datatype") or (XSD + "string" if kind == "literal" else "")
        prop = Property(
            iri=iri,
            name=local_name(iri),
            kind=kind,
            datatype=datatype,
            cls=self._iri(node, "class"),
            code_list=self._first(path, QB + "codeList"),
            inverse_of=self._first(path, OWL + "inverseOf"),
            languages=tuple(map(literal_text, self._literals(node, shape, "languageIn"))),
            label=self.graph.english(path, RDFS + "label") or self.graph.english(node, SH + "name"),
            description=self.graph.english(node, SH + "description")
            or self.graph.english(path, SKOS + "definition"),
            identifies=IDENTIFIER in above,
            names=_naming(above),
            **self._limits(node, shape, kind, datatype),
        )
        usable = _ALWAYS | _used(prop)
        self._refuse(self._terms(node) - usable, usable, shape, f"the {kind} {prop.name}")
        return prop

    def _limits(self, node: Term, shape: Term, kind: Kind, datatype: str) -> dict[str, Any]:
        """Order, counts, bounds and allowed values, each in a form that needs no more checks."""

        def read(name: str, how: Callable[[str], T], default: T) -> T:
            text = self._text(node, name)
            try:
                return how(text) if text else default
            except (ValueError, re.error) as error:
                raise self._wrong(shape, f"sh:{name} {shown(text)} in {shape}: {error}") from None

        bound = _day if kind == "date" or datatype == XSD + "date" else _number
        listed = tuple(self._list(node, "in"))
        return {
            "order": read("order", _order, 1000.0),
            "least": read("minCount", _count, 0),
            "most": read("maxCount", _count, None),
            "pattern": read("pattern", _pattern, ""),
            "smallest": read("minInclusive", bound, ""),
            "largest": read("maxInclusive", bound, ""),
            "shortest": read("minLength", _count, 0),
            "longest": read("maxLength", _count, None),
            "allowed": self._allowed(node, shape, datatype) if kind == "literal" else listed,
        }

    def _kind(self, node: Term, shape: Term, above: tuple[str, ...]) -> Kind:
        datatype, cls = self._iri(node, "datatype"), self._iri(node, "class")
        node_kind = self._iri(node, "nodeKind")
        if datatype == RDF + "langString":
            return "text"
        if datatype and datatype not in DATATYPES:
            known = ", ".join(sorted(local_name(one) for one in DATATYPES))
            raise self._wrong(
                shape,
                f"the datatype <{datatype}> of {above[0]} is not supported; supported are: {known}",
            )
        if PARTIAL_DATE in above or (node_kind == SH + "Literal" and not datatype):
            return "date"
        if cls == PERIOD:
            return "period"
        if cls == CONCEPT or CONCEPT in self.supers.get(cls, ()):
            return "code"
        if cls:
            return "node"
        return "iri" if node_kind == SH + "IRI" else "literal"

    def _first(self, subject: Term, predicate: str) -> str:
        return next((iri_text(term) for term in self.graph.objects(subject, predicate)), "")

    def _iri(self, node: Term, name: str) -> str:
        return self._first(node, SH + name)

    def _text(self, node: Term, name: str) -> str:
        return self.graph.text(node, SH + name)

    def _allowed(self, node: Term, shape: Term, datatype: str) -> tuple[Term, ...]:
        texts = map(literal_text, self._literals(node, shape, "in"))
        try:
            return tuple(typed_literal(text, datatype) for text in texts)
        except ValueError as error:
            raise self._wrong(shape, f"sh:in of {shape}: {error}") from None

    def _literals(self, node: Term, shape: Term, name: str) -> list[Term]:
        found = self._list(node, name)
        if any(not term.startswith('"') for term in found):
            raise self._wrong(shape, f"sh:{name} of {shape} wants texts in quotes")
        return found

    def _list(self, node: Term, name: str) -> list[Term]:
        head = self.graph.object(node, SH + name)
        return self.graph.items(head) if head else []


def _used(prop: Property) -> frozenset[str]:
    """The terms that say something of a property, beside those that always do."""
    if prop.kind == "text":
        return _TEXTUAL | {"languageIn"}
    if prop.kind == "code":
        return frozenset({"in"})
    if prop.kind == "date" or prop.datatype in (*_NUMBERS, XSD + "date"):
        return _ORDERED if prop.kind == "date" else _ORDERED | {"in"}
    if prop.kind == "iri":
        return frozenset({"pattern"})
    return _TEXTUAL | {"in"} if prop.kind == "literal" else frozenset()


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("it is no whole number")
    return int(text)


def _order(text: str) -> float:
    return float(parse_decimal(text))


def _pattern(text: str) -> str:
    return re.compile(text).pattern


def _day(text: str) -> str:
    return parse_date(text).text


def _number(text: str) -> str:
    return decimal_text(parse_decimal(text))


def _naming(above: tuple[str, ...]) -> Literal["", "name", "alias"]:
    if NAME in above or RDFS + "label" in above:
        return "name"
    return "alias" if ALIAS in above or SKOS + "altLabel" in above else ""
