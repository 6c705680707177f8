"""The ontology as one HTML page for people, made by pyLODE."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rdflib import Graph

from kg.errors import ExtraError, OntologyError


def ontology_page(files: Iterable[Path]) -> str:
    """Write the classes, properties and code lists of Turtle files as HTML.

    Raises:
        ExtraError: pyLODE is not installed.
        OntologyError: pyLODE cannot make a page of them; it says what it misses.
    """
    with _quiet():
        try:
            from pylode import OntPub
            from pylode.utils import PylodeError
        except ImportError as error:
            raise ExtraError(
                "the page of the ontology needs pyLODE: pip install 'sogdian[publish]'"
            ) from error
        try:
            page: str | bytes = OntPub(ontology=_together(files)).make_html()
        except PylodeError as error:
            raise OntologyError(f"no page can be made of the ontology: {error}") from error
    return page if isinstance(page, str) else page.decode()


def _together(files: Iterable[Path]) -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(file, format="turtle")
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyLODE, which sets up the root logger and asks asyncio for a loop, to itself."""
    root, silence = logging.getLogger(), logging.NullHandler()
    root.addHandler(silence)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        root.removeHandler(silence)
