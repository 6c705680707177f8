"""The ontology: its files as one, in canonical order, and as a page for people."""

from __future__ import annotations

from pathlib import Path

from kg.errors import FormatError
from kg.publish.exports.export import Export, Material, Target

_TURTLE, _PAGE = "ontology.ttl", "ontology.html"


def _files(material: Material) -> list[Path]:
    """The files of the project's own ontology.

    Raises:
        FormatError: a part is wanted, and an ontology has no claims of which there were some.
    """
    if material.classes or material.documents:
        raise FormatError("an ontology is whole: it has no claims to choose by class or document")
    return sorted(material.project.ontology.glob("*.ttl"))


def _write_turtle(material: Material, target: Target) -> None:
    from kg.publish.canonical import canonical

    files = _files(material)
    target.open(_TURTLE).write(canonical(files).serialize(format="turtle", encoding="utf-8"))


def _require_page() -> None:
    from kg.publish.ontology_page import require_page

    require_page()


def _write_page(material: Material, target: Target) -> None:
    from kg.publish.examples import examples
    from kg.publish.ontology_page import ontology_page

    files, view = _files(material), material.view
    page = ontology_page(files, examples(view), view.prefixes)
    target.open(_PAGE).write(page.encode())


TURTLE = Export(
    "ontology", _TURTLE, "text/turtle", "The ontology, its files as one, as Turtle", _write_turtle
)
PAGE = Export(
    "ontology-html",
    _PAGE,
    "text/html",
    "The ontology as a page for people, with an example of each class",
    _write_page,
    _require_page,
)
