"""Reads the ontology: OWL classes and properties, SHACL node shapes, keys, SKOS schemes, cubes.

The reader understands a fixed list of SHACL terms and refuses any other by name, so that no
constraint is ignored in silence; richer ones stand in `sh:sparql`, which `kg validate` runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from kg.errors import OntologyError
from kg.model.datatypes import DATATYPES
from kg.model.ontology import Class, ClassKind, Declared, Kind, Ontology, Property, Rule, local_name
from kg.model.terms import Term, iri_text, literal_text
from kg.model.turtle import Graph, read_turtle, read_utf8
from kg.model.vocab import (
    ALIAS,
    CONCEPT,
    ENTITY,
    IDENTIFIER,
    KG,
    NAME,
    OBSERVATION,
    OWL,
    PARTIAL_DATE,
    PERIOD,
    QB,
    RDF,
    RDFS,
    SH,
    SKOS,
    STATEMENT_NODE,
)

NODE_TERMS = frozenset({"targetClass", "property", "name", "description", "order", "sparql"})
PROPERTY_TERMS = frozenset(
    {
        "path", "name", "description", "order", "datatype", "class", "nodeKind", "minCount",
        "maxCount", "in", "pattern", "minInclusive", "maxInclusive", "minLength", "maxLength",
        "languageIn",
    }
)  # fmt: skip


def read_ontology(folder: Path, shipped: Path) -> Ontology:
    """Read a project's ontology folder and what it imports from the shipped one.

    Args:
        folder: the project's `ontology/`.
        shipped: the shipped `ontology/`, where `owl:imports <…/ontology/NAME>` is found.

    Raises:
        OntologyError: a file does not parse or says what does not fit.
    """
    own = read_turtle(sorted(folder.glob("*.ttl")))
    base = _base(own, folder)
    imported = _imports(own, shipped)
    graph = read_turtle([*imported, *sorted(folder.glob("*.ttl"))]) if imported else own
    rules = sorted(folder.glob("rules/*.ru"))
    return _Reader(graph).ontology(base, rules)


def _base(graph: Graph, folder: Path) -> str:
    headers = [iri_text(term) for term in graph.subjects(RDF + "type", f"<{OWL}Ontology>")]
    if len(headers) != 1:
        raise OntologyError(
            f"{folder} needs one owl:Ontology header in all, it has {len(headers)}: {headers}"
        )
    base, slash, last = headers[0].rpartition("/")
    if last != "ontology":
        raise OntologyError(
            f"the owl:Ontology header <{headers[0]}> must end in /ontology; "
            "what stands before is the base of all IRIs"
        )
    return base + slash


def _imports(graph: Graph, shipped: Path) -> list[Path]:
    paths = []
    for header in graph.subjects(RDF + "type", f"<{OWL}Ontology>"):
        for wanted in graph.objects(header, OWL + "imports"):
            name = iri_text(wanted).removeprefix(KG.rstrip("#") + "/")
            path = shipped / f"{name}.ttl"
            if "/" in name or not path.is_file():
                known = ", ".join(f"<{KG[:-1]}/{p.stem}>" for p in sorted(shipped.glob("*.ttl")))
                raise OntologyError(
                    f"cannot import {wanted}; can be imported: {known}", where=graph.where(header)
                )
            paths.append(path)
    return paths


class _Reader:
    """One pass over the ontology's graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.class_iris = [
            iri_text(term)
            for term in graph.subjects(RDF + "type", f"<{OWL}Class>")
            if term.startswith("<")
        ]
        self.supers = {iri: self._above(iri, RDFS + "subClassOf") for iri in self.class_iris}
        self.shapes: dict[str, list[Term]] = defaultdict(list)
        for shape in graph.subjects(RDF + "type", f"<{SH}NodeShape>"):
            for target in graph.objects(shape, SH + "targetClass"):
                self.shapes[iri_text(target)].append(shape)
        self.inverses = self._inverse_pairs()
        self.structures = {
            iri_text(cls): iri_text(structure)
            for structure in graph.subjects(RDF + "type", f"<{QB}DataStructureDefinition>")
            for cls in graph.objects(structure, KG + "observationClass")
        }

    def ontology(self, base: str, rules: Iterable[Path]) -> Ontology:
        classes = {iri: self._class(iri) for iri in self.class_iris}
        return Ontology(
            base=base,
            prefixes=self.graph.prefixes,
            classes=classes,
            codes=self._codes(),
            properties=self._declared(),
            superproperties=self._superproperties(),
            inverses=self.inverses,
            triples=tuple(self.graph),
            rules=tuple(Rule(path, read_utf8(path)) for path in rules),
        )

    def _class(self, iri: str) -> Class:
        term, supers = f"<{iri}>", self.supers[iri]
        key_class = next((s for s in supers if self.graph.objects(f"<{s}>", OWL + "hasKey")), "")
        properties: dict[str, Property] = {}
        for above in reversed(supers):
            for prop in self._shape_properties(above):
                properties[prop.name] = prop
        structure = next((self.structures[s] for s in supers if s in self.structures), "")
        return Class(
            iri=iri,
            name=local_name(iri),
            kind=_kind(supers),
            abstract=self.graph.object(term, KG + "abstract") is not None,
            supers=supers,
            key=self._key(key_class),
            key_class=key_class,
            properties=dict(sorted(properties.items(), key=lambda item: item[1].order)),
            dimensions=self._dimensions(structure),
            structure=structure,
            label=self._english(term, RDFS + "label"),
            definition=self._english(term, SKOS + "definition"),
        )

    def _shape_properties(self, cls: str) -> list[Property]:
        found = []
        for shape in self.shapes.get(cls, []):
            self._refuse_unknown(shape, NODE_TERMS, shape)
            for node in self.graph.objects(shape, SH + "property"):
                self._refuse_unknown(node, PROPERTY_TERMS, shape)
                found.append(self._property(node, shape))
        return found

    def _refuse_unknown(self, node: Term, known: frozenset[str], shape: Term) -> None:
        for predicate in self.graph.predicates(node):
            name = iri_text(predicate).removeprefix(SH)
            if iri_text(predicate).startswith(SH) and name not in known:
                supported = ", ".join(f"sh:{term}" for term in sorted(known))
                raise OntologyError(
                    f"sh:{name} in the shape {shape} is not supported here; supported are: "
                    f"{supported}; other constraints go to sh:sparql",
                    where=self.graph.where(shape),
                )

    def _property(self, node: Term, shape: Term) -> Property:
        path = self.graph.object(node, SH + "path")
        if path is None or not path.startswith("<"):
            raise OntologyError(
                f"a property of the shape {shape} needs one sh:path that is an IRI",
                where=self.graph.where(shape),
            )
        iri = iri_text(path)
        above = self._above(iri, RDFS + "subPropertyOf")
        datatype, cls = self._iri(node, "datatype"), self._iri(node, "class")
        kind = self._property_kind(node, shape, above, datatype, cls)
        return Property(
            iri=iri,
            name=local_name(iri),
            kind=kind,
            order=float(self._text(node, "order") or 1000),
            datatype=datatype
            or ("http://www.w3.org/2001/XMLSchema#string" if kind == "literal" else ""),
            cls=cls,
            code_list=next((iri_text(t) for t in self.graph.objects(path, QB + "codeList")), ""),
            inverse_of=next((iri_text(t) for t in self.graph.objects(path, OWL + "inverseOf")), ""),
            least=int(self._text(node, "minCount") or 0),
            most=int(most) if (most := self._text(node, "maxCount")) else None,
            allowed=tuple(self._list(node, "in")),
            pattern=self._text(node, "pattern"),
            smallest=self._text(node, "minInclusive"),
            largest=self._text(node, "maxInclusive"),
            shortest=int(self._text(node, "minLength") or 0),
            longest=int(longest) if (longest := self._text(node, "maxLength")) else None,
            languages=tuple(literal_text(term) for term in self._list(node, "languageIn")),
            label=self._english(path, RDFS + "label"),
            description=self._text(node, "description") or self._english(path, SKOS + "definition"),
            identifies=IDENTIFIER in above,
            names=_naming(above),
        )

    def _property_kind(
        self, node: Term, shape: Term, above: tuple[str, ...], datatype: str, cls: str
    ) -> Kind:
        node_kind = self._iri(node, "nodeKind")
        if PARTIAL_DATE in above or (node_kind == SH + "Literal" and not datatype):
            return "date"
        if datatype == RDF + "langString":
            return "text"
        if datatype and datatype not in DATATYPES:
            raise OntologyError(
                f"the datatype <{datatype}> of {above[0]} is not supported; supported are: "
                + ", ".join(sorted(local_name(known) for known in DATATYPES)),
                where=self.graph.where(shape),
            )
        if cls == PERIOD:
            return "period"
        if cls == CONCEPT or CONCEPT in self.supers.get(cls, ()):
            return "code"
        if cls:
            return "node"
        return "iri" if node_kind == SH + "IRI" else "literal"

    def _key(self, cls: str) -> tuple[str, ...]:
        head = self.graph.object(f"<{cls}>", OWL + "hasKey") if cls else None
        return tuple(iri_text(term) for term in self.graph.items(head)) if head else ()

    def _dimensions(self, structure: str) -> tuple[str, ...]:
        ordered = []
        for component in self.graph.objects(f"<{structure}>", QB + "component"):
            dimension = self.graph.object(component, QB + "dimension")
            if dimension is not None:
                place = literal_text(self.graph.object(component, QB + "order") or '"0"')
                ordered.append((int(place), iri_text(dimension)))
        return tuple(iri for _, iri in sorted(ordered))

    def _codes(self) -> dict[str, dict[str, str]]:
        """Scheme IRI → folded notation, label or other label → code IRI."""
        codes: dict[str, dict[str, str]] = defaultdict(dict)
        for code in self.graph.subjects(RDF + "type", f"<{CONCEPT}>"):
            texts = [
                literal_text(term)
                for kind in ("notation", "prefLabel", "altLabel")
                for term in self.graph.objects(code, SKOS + kind)
            ]
            for scheme in self.graph.objects(code, SKOS + "inScheme"):
                for text in texts:
                    codes[iri_text(scheme)].setdefault(text.casefold(), iri_text(code))
        return dict(codes)

    def _declared(self) -> dict[str, Declared]:
        found = {}
        for kind in ("ObjectProperty", "DatatypeProperty"):
            for term in self.graph.subjects(RDF + "type", f"<{OWL}{kind}>"):
                iri = iri_text(term)
                target = next((iri_text(t) for t in self.graph.objects(term, RDFS + "range")), "")
                codes = next((iri_text(t) for t in self.graph.objects(term, QB + "codeList")), "")
                name = local_name(iri)
                found[name] = Declared(iri, name, target, kind == "ObjectProperty", codes)
        return found

    def _superproperties(self) -> dict[str, tuple[str, ...]]:
        with_parent = {s for s, p, _ in self.graph if p == f"<{RDFS}subPropertyOf>"}
        above = {iri_text(s): self._above(iri_text(s), RDFS + "subPropertyOf") for s in with_parent}
        return {iri: parents[1:] for iri, parents in above.items()}

    def _inverse_pairs(self) -> dict[str, str]:
        pairs = {}
        for subject, predicate, value in self.graph:
            if predicate == f"<{OWL}inverseOf>":
                pairs[iri_text(subject)] = iri_text(value)
                pairs[iri_text(value)] = iri_text(subject)
        for term in self.graph.subjects(RDF + "type", f"<{OWL}SymmetricProperty>"):
            pairs[iri_text(term)] = iri_text(term)
        return pairs

    def _above(self, iri: str, predicate: str) -> tuple[str, ...]:
        """An IRI and everything above it, nearest first."""
        order, queue = [], [iri]
        while queue:
            current = queue.pop(0)
            if current not in order:
                order.append(current)
                parents = self.graph.objects(f"<{current}>", predicate)
                queue += [iri_text(term) for term in parents if term.startswith("<")]
        return tuple(order)

    def _iri(self, node: Term, name: str) -> str:
        term = self.graph.object(node, SH + name)
        return iri_text(term) if term else ""

    def _text(self, node: Term, name: str) -> str:
        term = self.graph.object(node, SH + name)
        return literal_text(term) if term else ""

    def _list(self, node: Term, name: str) -> list[Term]:
        head = self.graph.object(node, SH + name)
        return self.graph.items(head) if head else []

    def _english(self, subject: Term, predicate: str) -> str:
        terms = self.graph.objects(subject, predicate)
        chosen = next((t for t in terms if t.endswith("@en")), terms[0] if terms else "")
        return literal_text(chosen) if chosen else ""


def _kind(supers: tuple[str, ...]) -> ClassKind:
    if OBSERVATION in supers:
        return "observation"
    if STATEMENT_NODE in supers:
        return "statement"
    return "entity" if ENTITY in supers else "machinery"


def _naming(above: tuple[str, ...]) -> Literal["", "name", "alias"]:
    if NAME in above or RDFS + "label" in above:
        return "name"
    return "alias" if ALIAS in above or SKOS + "altLabel" in above else ""
