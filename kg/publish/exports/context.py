"""The JSON-LD context of a project, made from the ontology that its build holds.

A class or property of the project goes by its local name, every other by prefix and name. What a
value is (a node, a date, a number) stands in the context where the ontology says it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.model import vocab as v
from kg.publish.exports.export import Export, Material, Target
from kg.query.ask import ask

if TYPE_CHECKING:
    from kg.store.view import View

FILE, MEDIA_TYPE = "context.jsonld", "application/ld+json"

_TERMS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?term ?kind ?datatype WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }
  ?term a ?kind FILTER(isIRI(?term))
  OPTIONAL { ?shape sh:path ?term ; sh:datatype ?datatype }
} ORDER BY ?term ?kind ?datatype
"""
_NAME = re.compile(r"[A-Za-z][\w-]*")
_DELIMITERS = tuple(":/?#[]@")  # a prefix that ends otherwise is none for JSON-LD 1.1
_NODE = "@id"


class Context:
    """Names for IRIs, and what kind of value each property has."""

    def __init__(self, view: View) -> None:
        found = _terms(view)
        own = (v.KG, f"{view.base}ontology#")
        self._names = {iri: v.local_name(iri) for iri in found if iri.startswith(own)}
        taken = set(self._names.values())
        self._prefixes = {
            name: iri
            for name, iri in sorted(view.prefixes.items())
            if name not in taken and _NAME.fullmatch(name) and iri.endswith(_DELIMITERS)
        }
        self._by_namespace = {iri: name for name, iri in reversed(self._prefixes.items())}
        self.values = {iri: kind for iri, kind in found.items() if kind}
        self._kept: dict[str, str] = {}

    def name(self, iri: str) -> str:
        """What a class, property or datatype is called: local name, prefix and name, or IRI."""
        if iri not in self._kept:
            self._kept[iri] = self._names.get(iri) or self._prefixed(iri)
        return self._kept[iri]

    def _prefixed(self, iri: str) -> str:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix and iri[cut:] else iri

    def misread(self, iri: str) -> bool:
        """Whether the scheme of an IRI would be taken for a prefix."""
        scheme, _, rest = iri.partition(":")
        return scheme in self._prefixes and not rest.startswith("//")

    def to_dict(self) -> dict[str, Any]:
        """The context as JSON-LD has it, for readers of 1.0 and of 1.1."""
        terms = {
            self.name(iri): self._term(iri)
            for iri in {**dict.fromkeys(self._names), **self.values}
            if self.name(iri) != iri
        }
        return {**self._prefixes, **dict(sorted(terms.items()))}

    def _term(self, iri: str) -> Any:
        kind = self.values.get(iri)
        return {"@id": iri, "@type": kind} if kind else iri


def _terms(view: View) -> Mapping[str, str]:
    """The terms of the ontology, each with the one kind of value that it has, if it has one."""
    kinds: dict[str, set[str]] = {}
    for term, kind, datatype in ask(view, _TERMS):
        known = kinds.setdefault(term.value, set())
        if kind.value == f"{v.OWL}ObjectProperty":
            known.add(_NODE)
        elif datatype is not None:
            known.add(datatype.value)
    return {term: _only(found) for term, found in kinds.items()}


def _only(kinds: set[str]) -> str:
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    return "" if kind in (f"{v.XSD}string", f"{v.RDF}langString") else kind


def write(material: Material, target: Target) -> None:
    """Write the context, and say in its own terms what the file is."""
    context, base = Context(material.view), material.view.base
    page = {
        "@context": context.to_dict(),
        "@id": f"{base}{FILE}",
        context.name(f"{v.DCTERMS}title"): {"@language": "en", "@value": EXPORT.title},
        context.name(f"{v.DCTERMS}source"): {"@id": f"{base}ontology"},
    }
    text = json.dumps(page, ensure_ascii=False, indent=1)
    target.open(FILE).write(f"{text}\n".encode())


EXPORT = Export("context", FILE, MEDIA_TYPE, "The JSON-LD context, made from the ontology", write)
