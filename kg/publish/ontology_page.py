"""The ontology as one HTML page for people, made by pyLODE."""

from __future__ import annotations

import json
import logging
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from rdflib import DCTERMS, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import ExtraError, OntologyError
from kg.publish.canonical import canonical

_SCRIPT = '<script id="schema.org" type="application/ld+json">'
_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)


def ontology_page(
    files: Iterable[Path],
    examples: Mapping[str, str] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> str:
    """Write the classes, properties and code lists of Turtle files as HTML.

    Args:
        files: the ontology.
        examples: a text that shows a member of a class, by the class's IRI.
        prefixes: those that the examples use beside the files' own.

    Raises:
        ExtraError: pyLODE is not installed.
        OntologyError: pyLODE cannot make a page of them; it says what it misses.
    """
    require_page()
    graph = _together(files, examples or {}, prefixes or {})
    # What pyLODE writes HTML with asks asyncio for the loop of its thread; in the main thread that
    # would make one, which nobody closes.
    with _quiet(), ThreadPoolExecutor(1) as thread:
        return thread.submit(_page, graph).result()


def require_page() -> None:
    """See that pages can be made.

    Raises:
        ExtraError: pyLODE is not installed.
    """
    try:
        with _quiet():
            import pylode  # noqa: F401 (this is the question)
    except ImportError as error:
        raise ExtraError(
            "the page of the ontology needs pyLODE: pip install 'sogdian[publish]'"
        ) from error


def _page(graph: Graph) -> str:
    from pylode import OntPub
    from pylode.utils import PylodeError

    try:
        page: str | bytes = OntPub(ontology=graph).make_html()
    except PylodeError as error:
        raise OntologyError(f"no page can be made of the ontology: {error}") from error
    return _settled(page if isinstance(page, str) else page.decode())


def _settled(page: str) -> str:
    """The page with what it says to search engines in one order, which pyLODE leaves to chance."""
    before, opened, rest = page.partition(_SCRIPT)
    script, closed, after = rest.partition("</script>")
    try:
        told = json.dumps(_sorted(json.loads(script)), ensure_ascii=False, indent=1)
    except ValueError:  # a text of the ontology ends the script
        return page
    return f"{before}{opened}\n{told}\n\t{closed}{after}"


def _sorted(told: object) -> object:
    """Some JSON-LD, in which the order of a list means nothing, with its lists sorted."""
    if isinstance(told, list):
        return sorted(map(_sorted, told), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(told, dict):
        return {name: _sorted(value) for name, value in sorted(told.items())}
    return told


def _together(
    files: Iterable[Path], examples: Mapping[str, str], prefixes: Mapping[str, str]
) -> Graph:
    graph = canonical(files)
    for name, iri in prefixes.items():
        graph.bind(name, iri)
    for cls, example in examples.items():
        if (URIRef(cls), None, None) in graph:  # a build may be older than the files
            graph.add((URIRef(cls), SKOS.example, Literal(example)))
    _join_names(graph)
    _with_few_prefixes(graph)
    return graph


def _with_few_prefixes(graph: Graph) -> None:
    """Let a graph tell only prefixes that some term has: pyLODE tries all that it tells on each."""
    terms = sorted({str(term) for triple in graph for term in triple})

    def is_used(iri: str) -> bool:
        at = bisect_left(terms, iri)
        return at < len(terms) and terms[at].startswith(iri)

    used = [(name, iri) for name, iri in graph.namespaces() if is_used(iri)]
    graph.namespaces = lambda: (one for one in used)  # type: ignore[method-assign]


def _join_names(graph: Graph) -> None:
    """Give each term one name in all languages, as pyLODE puts several together without a space."""
    for predicate in _NAMES:
        for term in set(graph.subjects(predicate)):
            names = sorted(graph.objects(term, predicate), key=_by_language)
            graph.set((term, predicate, Literal(" · ".join(map(str, names)))))


def _by_language(name: Node) -> str:
    return (name.language or "") if isinstance(name, Literal) else ""


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyLODE, which sets up the root logger, to itself."""
    root, silence = logging.getLogger(), logging.NullHandler()
    root.addHandler(silence)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        root.removeHandler(silence)
