"""What an ontology says that parses, and yet cannot mean what its author meant.

What the machinery could not use at all is refused when the ontology is read; here stands what it
would use and nobody would want: a misspelt term, an entity without a key, a list without codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.errors import did_you_mean
from kg.issues import Issue
from kg.model import lint_terms
from kg.model.lint_terms import Finding
from kg.model.ontology import Class, Ontology, Property
from kg.model.shapes import read_graph
from kg.model.terms import Term, iri_text, literal_text
from kg.model.turtle import Graph
from kg.model.vocab import (
    CLAIM,
    CONCEPT,
    DATASET,
    DOCUMENT,
    NODE,
    OBSERVATION,
    OWL,
    PERIOD,
    RDF,
    SH,
    SKOS,
    local_name,
)

_MACHINERY = {iri_text(CLAIM), DATASET, DOCUMENT, NODE, PERIOD}


def lint(folder: Path, shipped: Path, ontology: Ontology) -> list[Issue]:
    """Everything that is to be found in the files of a project's own `ontology/`.

    Args:
        folder: the project's `ontology/`.
        shipped: where what it imports is found.
        ontology: what was read from these.
    """
    graph, _ = read_graph(folder, shipped)
    found = {finding: None for check in _CHECKS for finding in check(graph, ontology)}
    own = (finding for finding in found if folder in graph.files[finding.term].parents)
    issues = (Issue(severity, message, graph.where(term)) for term, message, severity in own)
    return sorted(issues, key=lambda issue: issue.where)


def _classes(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    for cls in ontology.classes.values():
        known = {prop.iri for prop in cls.properties.values()}
        foreign = [key for key in cls.key if key not in known and not cls.abstract]
        for message in filter(None, [_kind(cls), *map(_NO_KEY.format, foreign)]):
            yield Finding(f"<{cls.iri}>", message)


_NO_KEY = "the key <{}> is no property of the shape"


def _kind(cls: Class) -> str:
    """What is wrong with a class as the kind that it is; the empty text if nothing."""
    if cls.kind == "machinery" and cls.iri not in _MACHINERY:
        return f"{cls.name} stands below none of Entity, StatementNode and Observation"
    if cls.kind == "entity" and not cls.key and not cls.abstract:
        return f"{cls.name} is an entity and has no key: add owl:hasKey"
    if cls.kind in ("statement", "observation") and cls.key:
        return f"{cls.name} is identified by what it says: no owl:hasKey"
    if cls.abstract or cls.properties:
        return ""
    return f"{cls.name} has no shape, so nothing can be said of it"


def _shapes(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    for shape in graph.subjects(RDF + "type", f"<{SH}NodeShape>"):
        targets = graph.objects(shape, SH + "targetClass")
        if not targets:
            yield Finding(shape, "the shape has no sh:targetClass, so it says nothing")
        for target in targets:
            if iri_text(target) not in (*ontology.classes, OBSERVATION):
                hint = did_you_mean(local_name(iri_text(target)), ontology.by_name)
                yield Finding(shape, f"sh:targetClass {target} is no class; {hint}")
    for cls in ontology.classes.values():
        for prop in cls.properties.values():
            term = f"<{prop.iri}>" if f"<{prop.iri}>" in graph.files else f"<{cls.iri}>"
            for message in _property(prop, graph.objects(term, RDF + "type"), ontology):
                yield Finding(term, message)


def _property(prop: Property, types: list[Term], ontology: Ontology) -> Iterator[str]:
    literal = prop.kind in ("text", "literal", "date")
    if f"<{OWL}ObjectProperty>" in types and literal:
        yield f"{prop.name} is an object property, but its shape wants a literal"
    if f"<{OWL}DatatypeProperty>" in types and not literal:
        yield f"{prop.name} is a datatype property, but its shape wants a node"
    if prop.kind == "node" and prop.cls not in ontology.classes:
        hint = did_you_mean(local_name(prop.cls), ontology.by_name)
        yield f"sh:class <{prop.cls}> of {prop.name} is no class; {hint}"
    if prop.kind == "code" and not prop.code_list:
        yield f"{prop.name} takes codes, and no qb:codeList says of which list"
    elif prop.kind == "code" and not ontology.codes.get(prop.code_list):
        yield f"the list <{prop.code_list}> of {prop.name} has no codes"


def _codes(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    schemes = graph.subjects(RDF + "type", f"<{SKOS}ConceptScheme>")
    for code in graph.subjects(RDF + "type", f"<{CONCEPT}>"):
        name = local_name(iri_text(code))
        if [literal_text(term) for term in graph.objects(code, SKOS + "notation")] != [name]:
            yield Finding(code, f'its skos:notation has to be "{name}", as in its IRI')
        lists = graph.objects(code, SKOS + "inScheme")
        if not lists:
            yield Finding(code, "the code is in no list: add skos:inScheme")
        for scheme in (scheme for scheme in lists if scheme not in schemes):
            yield Finding(code, f"{scheme} is no skos:ConceptScheme")
    for scheme in (scheme for scheme in schemes if iri_text(scheme) not in ontology.codes):
        yield Finding(scheme, "the list has no codes")


def _code_labels(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    """A name that two codes of a list share can only mean one of them."""
    for scheme in ontology.codes:
        meant: dict[str, dict[Term, None]] = defaultdict(dict)
        for code in graph.subjects(SKOS + "inScheme", f"<{scheme}>"):
            for kind in ("notation", "prefLabel", "altLabel"):
                for text in graph.objects(code, SKOS + kind):
                    meant[literal_text(text).casefold()][code] = None
        for text, (first, *others) in meant.items():
            for code in others:
                yield Finding(code, f'"{text}" is also a name of {first}', "warning")


def _observations(graph: Graph, ontology: Ontology) -> Iterator[Finding]:
    for cls in ontology.classes.values():
        if cls.kind != "observation" or cls.abstract:
            continue
        known = {prop.iri for prop in cls.properties.values()}
        if not cls.dimensions:
            message = f"{cls.name} has no qb:DataStructureDefinition with dimensions"
            yield Finding(f"<{cls.iri}>", message)
        for name in (name for name in cls.dimensions if name not in known):
            yield Finding(f"<{cls.iri}>", f"the dimension <{name}> is no property of the shape")


_CHECKS: tuple[Callable[[Graph, Ontology], Iterable[Finding]], ...] = (
    lint_terms.declared,
    lint_terms.names,
    lint_terms.inverses,
    lint_terms.labels,
    lint_terms.namesakes,
    _classes,
    _shapes,
    _codes,
    _code_labels,
    _observations,
)
