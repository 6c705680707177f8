"""Turtle files as one indexed set of triples, with the prefixes they declare.

pyoxigraph reads them: it is some fifty times as fast as rdflib, and a build reads the whole
ontology each time. Blank nodes are renamed in reading order, so that a build is reproducible.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError, Where
from kg.model.terms import Term, Triple, literal_text
from kg.model.vocab import RDF, RDFS, SH, SKOS

# What these say is shown and looked up as text.
_TEXTS = {
    f"<{namespace}{name}>"
    for namespace, names in (
        (RDFS, ("label", "comment")),
        (SKOS, ("prefLabel", "altLabel", "notation", "definition")),
        (SH, ("name", "description", "message", "select")),
    )
    for name in names
}
_FIRST, _REST, _NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"


class Graph:
    """Triples indexed by subject and by predicate; terms are N-Triples text."""

    def __init__(self) -> None:
        self.prefixes: dict[str, str] = {}
        self.files: dict[Term, Path] = {}
        self._nodes = 0
        self._triples: dict[Triple, None] = {}
        self._objects: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        self._predicates: dict[Term, list[Term]] = defaultdict(list)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def add(self, triple: Triple) -> None:
        """Add a triple once."""
        if triple in self._triples:
            return
        self._triples[triple] = None
        subject, predicate, value = triple
        self._objects[subject, predicate].append(value)
        self._subjects[predicate, value].append(subject)
        self._predicates[subject].append(predicate)

    def blank(self) -> Term:
        """A new blank node, numbered in reading order."""
        self._nodes += 1
        return f"_:o{self._nodes}"

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Objects in file order; `predicate` is an IRI without angle brackets."""
        return self._objects.get((subject, f"<{predicate}>"), [])

    def object(self, subject: Term, predicate: str) -> Term | None:
        """The first object, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: str, value: Term) -> list[Term]:
        """Subjects in file order."""
        return self._subjects.get((f"<{predicate}>", value), [])

    def predicates(self, subject: Term) -> list[Term]:
        """The predicates that a subject has, in file order, once for each triple."""
        return self._predicates.get(subject, [])

    def items(self, head: Term) -> list[Term]:
        """The members of an RDF list."""
        members: list[Term] = []
        node: Term | None = head
        while node and node != _NIL and len(members) < 10_000:
            members += self._objects.get((node, _FIRST), [])
            node = next(iter(self._objects.get((node, _REST), [])), None)
        return members

    def above(self, iri: str, predicate: str) -> tuple[str, ...]:
        """An IRI and everything above it by a predicate, nearest first."""
        order = {iri: None}
        queue = [iri]
        for current in queue:
            terms = self.objects(f"<{current}>", predicate)
            parents = [term[1:-1] for term in terms if term.startswith("<")]
            queue += [parent for parent in parents if parent not in order]
            order |= dict.fromkeys(parents)
        return tuple(order)

    def text(self, subject: Term, predicate: str) -> str:
        """The first text of a subject, or the empty text."""
        texts = (term for term in self.objects(subject, predicate) if term.startswith('"'))
        return next(map(literal_text, texts), "")

    def english(self, subject: Term, predicate: str) -> str:
        """The English text of a subject, or that of any other language."""
        terms = self.objects(subject, predicate)
        chosen = next((t for t in terms if t.endswith("@en")), terms[0] if terms else "")
        return literal_text(chosen) if chosen else ""

    def root(self, node: Term) -> Term:
        """The named subject around a blank node, or the node itself."""
        seen = {node}
        while node.startswith("_:"):
            around = next((s for s, _, value in self._triples if value == node), node)
            if around in seen:
                return node
            seen.add(around)
            node = around
        return node

    def where(self, subject: Term) -> Where:
        """The file of a subject and, if its local name stands first on a line, that line."""
        path = self.files.get(subject)
        if path is None:
            return Where()
        name = re.escape(re.split(r"[/#]", subject.strip("<>"))[-1])
        found = re.compile(rf"^\S*[:/#]{name}>?\s", re.M)
        text = path.read_text(encoding="utf-8")
        match = found.search(text)
        return Where(str(path), text.count("\n", 0, match.start()) + 1 if match else 0)


def read_turtle(paths: Iterable[Path]) -> Graph:
    """Read Turtle files into one graph.

    Raises:
        OntologyError: a file cannot be read, is not UTF-8 or not Turtle.
    """
    graph = Graph()
    for path in paths:
        _read(path, graph)
    return graph


def _read(path: Path, graph: Graph) -> None:
    parser = ox.parse(read_utf8(path), format=ox.RdfFormat.TURTLE)
    names: dict[str, Term] = {}

    def term(node: object) -> Term:
        text = str(node)
        if not text.startswith("_:"):
            return text
        if text not in names:
            names[text] = graph.blank()
        return names[text]

    try:
        for quad in parser:
            triple = Triple(term(quad.subject), str(quad.predicate), term(quad.object))
            graph.files.setdefault(triple.subject, path)
            graph.add(triple)
            _require_text(triple, graph)
    except SyntaxError as error:
        place = Where(str(path), error.lineno or 0, error.offset or 0)
        raise OntologyError(f"not Turtle: {_reason(error)}", where=place) from None
    _add_prefixes(path, parser.prefixes, graph)


def _require_text(triple: Triple, graph: Graph) -> None:
    if triple.predicate in _TEXTS and not triple.object.startswith('"'):
        place = graph.where(graph.root(triple.subject))
        raise OntologyError(f"{triple.predicate} wants a text in quotes", where=place)


def _add_prefixes(path: Path, prefixes: dict[str, str], graph: Graph) -> None:
    for prefix, namespace in prefixes.items():
        known = graph.prefixes.setdefault(prefix, namespace)
        if known != namespace:
            raise OntologyError(
                f"the prefix {prefix}: means <{namespace}> here and <{known}> in another file; "
                "one prefix has one meaning",
                where=_declaration(path, prefix),
            )


def _declaration(path: Path, prefix: str) -> Where:
    text = read_utf8(path)
    found = re.search(rf"^\s*@?prefix\s+{re.escape(prefix)}:", text, re.M | re.I)
    return Where(str(path), text.count("\n", 0, found.end()) + 1 if found else 0)


def read_utf8(path: Path) -> str:
    """The text of a file of the ontology.

    Raises:
        OntologyError: it cannot be read, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise OntologyError(
            "not UTF-8; save the file as UTF-8", where=Where(str(path), line)
        ) from None
    except OSError as error:
        raise OntologyError(f"cannot be read: {error.strerror}", where=Where(str(path))) from None


def _reason(error: SyntaxError) -> str:
    return re.sub(r"^Parser error at line .*?: ", "", error.msg or str(error))
