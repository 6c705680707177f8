"""Reads the ontology: OWL classes and properties, SHACL node shapes, keys, SKOS schemes, cubes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from kg.errors import OntologyError, Where, did_you_mean
from kg.model.constraints import constraints
from kg.model.ontology import Class, ClassKind, Declared, Ontology, Property, Rule
from kg.model.property_shapes import PropertyShapes
from kg.model.terms import Term, iri_text, literal_text
from kg.model.turtle import Graph, read_turtle, read_utf8
from kg.model.vocab import (
    CONCEPT,
    DATASET,
    ENTITY,
    KG,
    OBSERVATION,
    OWL,
    QB,
    RDF,
    RDFS,
    SH,
    SKOS,
    STATEMENT_NODE,
    local_name,
)


def read_ontology(folder: Path, shipped: Path) -> Ontology:
    """Read a project's ontology folder and what it imports from the shipped one.

    Args:
        folder: the project's `ontology/`.
        shipped: the shipped `ontology/`, where `owl:imports <…/ontology/NAME>` is found.

    Raises:
        OntologyError: a file does not parse or says what does not fit.
    """
    graph, base = read_graph(folder, shipped)
    return _Reader(graph).ontology(base, sorted(folder.glob("rules/*.ru")))


def read_ontology_file(file: Path) -> Ontology:
    """Read an ontology that is one file, as a release has it: with all that it imports.

    Raises:
        OntologyError: it does not parse or says what does not fit.
    """
    graph = read_turtle([file])
    return _Reader(graph).ontology(_base(graph, file), ())


def read_graph(folder: Path, shipped: Path) -> tuple[Graph, str]:
    """The triples of a project's ontology and of its imports, and the base of its IRIs.

    Raises:
        OntologyError: as for `read_ontology`.
    """
    own = read_turtle(sorted(folder.glob("*.ttl")))
    base = _base(own, folder)
    imported = _imports(own, shipped)
    graph = read_turtle([*imported, *sorted(folder.glob("*.ttl"))]) if imported else own
    if not graph.objects(f"<{DATASET}>", RDF + "type"):
        raise OntologyError(
            f"no class of documents and datasets; add owl:imports <{KG[:-1]}/core> to the header",
            where=graph.where(f"<{base}ontology>"),
        )
    return graph, base


def _base(graph: Graph, folder: Path) -> str:
    headers = [iri_text(term) for term in graph.subjects(RDF + "type", f"<{OWL}Ontology>")]
    if len(headers) != 1:
        raise OntologyError(
            f"one owl:Ontology header is wanted in all the files, here are {len(headers)}",
            where=Where(str(folder)),
        )
    base, slash, last = headers[0].rpartition("/")
    if last != "ontology":
        raise OntologyError(
            f"the owl:Ontology header <{headers[0]}> must end in /ontology; "
            "what stands before is the base of all IRIs",
            where=graph.where(f"<{headers[0]}>"),
        )
    return base + slash


def _imports(graph: Graph, shipped: Path) -> list[Path]:
    paths = []
    for header in graph.subjects(RDF + "type", f"<{OWL}Ontology>"):
        for wanted in graph.objects(header, OWL + "imports"):
            name = iri_text(wanted).removeprefix(KG.rstrip("#") + "/")
            path = shipped / f"{name}.ttl"
            if "/" in name or not path.is_file():
                known = [f"<{KG[:-1]}/{path.stem}>" for path in shipped.glob("*.ttl")]
                message = f"there is no {wanted} to import; {did_you_mean(wanted, known)}"
                raise OntologyError(message, where=graph.where(header))
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
        self.supers = {iri: self.graph.above(iri, RDFS + "subClassOf") for iri in self.class_iris}
        self.properties = PropertyShapes(graph, self.supers)
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
            constraints=tuple(constraints(self.graph)),
        )

    def _class(self, iri: str) -> Class:
        term, supers = f"<{iri}>", self.supers[iri]
        key_class = next((s for s in supers if self.graph.objects(f"<{s}>", OWL + "hasKey")), "")
        properties: dict[str, Property] = {}
        for above in reversed(supers):
            for shape in self.shapes.get(above, []):
                properties |= {prop.name: prop for prop in self.properties.of(shape)}
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
            label=self.graph.english(term, RDFS + "label"),
            definition=self.graph.english(term, SKOS + "definition"),
        )

    def _key(self, cls: str) -> tuple[str, ...]:
        head = self.graph.object(f"<{cls}>", OWL + "hasKey") if cls else None
        return tuple(iri_text(term) for term in self.graph.items(head)) if head else ()

    def _dimensions(self, structure: str) -> tuple[str, ...]:
        ordered = []
        for component in self.graph.objects(f"<{structure}>", QB + "component"):
            dimension = self.graph.object(component, QB + "dimension")
            if dimension is not None:
                place = self.graph.text(component, QB + "order") or "0"
                if not (place.isdecimal() and dimension.startswith("<")):
                    raise OntologyError(
                        "a dimension is an IRI with a qb:order that is a whole number",
                        where=self.graph.where(self.graph.root(component)),
                    )
                ordered.append((int(place), iri_text(dimension)))
        return tuple(iri for _, iri in sorted(ordered))

    def _codes(self) -> dict[str, dict[str, str]]:
        """Scheme IRI → folded notation, label or other label → code IRI; notations come first."""
        codes: dict[str, dict[str, str]] = defaultdict(dict)
        concepts = self.graph.subjects(RDF + "type", f"<{CONCEPT}>")
        for kind in ("notation", "prefLabel", "altLabel"):
            for code in concepts:
                texts = [literal_text(term) for term in self.graph.objects(code, SKOS + kind)]
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
        above = {
            iri_text(s): self.graph.above(iri_text(s), RDFS + "subPropertyOf") for s in with_parent
        }
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


def _kind(supers: tuple[str, ...]) -> ClassKind:
    if OBSERVATION in supers:
        return "observation"
    if STATEMENT_NODE in supers:
        return "statement"
    return "entity" if ENTITY in supers else "machinery"
