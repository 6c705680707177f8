"""Finds what in a whole build, a release or an RDF file breaks the shapes, and who says so where.

How many values a record gives is held when a build is made (`kg.check`); more values across claims
are a contradiction, which `kg contradictions` reports, and none of what is found here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import StoreError, Where
from kg.model.shapes import read_ontology, read_ontology_file
from kg.model.terms import iri_text
from kg.model.vocab import OBSERVATION, QB, TYPE
from kg.project import Project, shipped_root
from kg.query.checking.constraints import violations
from kg.query.labels import Labels, short_iri
from kg.query.validation.finding import Finding
from kg.query.validation.integrity import broken_cubes
from kg.query.validation.report import Located, Report
from kg.query.validation.said import said
from kg.query.validation.shapes import broken_shapes

if TYPE_CHECKING:
    from kg.ingest.tracing import Tracer
    from kg.model.ontology import Ontology
    from kg.store.view import View

Progress = Callable[[str, int, int], None]
_TYPE = ox.NamedNode(iri_text(TYPE))
_FORMS = ("claims.nq", "claims.trig", "flat.nt", "flat.ttl")
_STEPS = 4
_NOTHING = "nothing in it is of a class of the ontology or in a cube: nothing was asked of it"
_OF_CUBES = (OBSERVATION, f"{QB}DataSet")


def validate(
    project: Project,
    view: View,
    build: str,
    progress: Progress,
    *,
    ontology: Path | None = None,
    language: str = "en",
) -> Report:
    """Hold a graph against the shapes of a project and the constraints of data cubes.

    Args:
        project: whose ontology says what is right, and whose files are named.
        view: the graph.
        build: the name of the build that it is; "" if it is another store, which has no lines.
        progress: is told the step, how much of it is done, and of how much.
        ontology: a Turtle file that says what is right instead, such as that of a release.
        language: of the labels.

    Raises:
        OntologyError: the ontology cannot be read.
        QueryError: the store cannot answer.
    """
    if ontology is None:
        known = read_ontology(project.ontology, shipped_root() / "ontology")
    else:
        known = read_ontology_file(ontology)
    found = [one for some in _asked(view, known, progress) for one in said(view, some)]
    progress("finding the lines", _STEPS - 1, _STEPS)
    remarks = [] if found or _fits(view, known) else [_NOTHING]
    lines = None
    if found and build:
        lines = _lines(project, known, build)
        if lines is None:
            remarks.append("the sources have changed since the build, so no lines are told")
    return Report(tuple(_located(view, found, lines, language)), tuple(remarks))


def _asked(view: View, ontology: Ontology, progress: Progress) -> Iterator[Finding]:
    progress("asking the shapes", 0, _STEPS)
    yield from broken_shapes(view, ontology)
    progress("asking the constraints", 1, _STEPS)
    for one in violations(view, ontology):
        yield Finding(
            one.severity,
            "sh:sparql",
            one.message,
            one.focus,
            one.path,
            one.value,
            claim=one.claim,
            document=one.document,
        )
    progress("asking the cubes", 2, _STEPS)
    yield from broken_cubes(view)


def _fits(view: View, ontology: Ontology) -> bool:
    """Whether something is there of which a shape or a constraint of cubes could be asked."""
    kinds = (ox.NamedNode(iri) for iri in (*_OF_CUBES, *ontology.classes))
    return any(any(True for _ in view.quads(None, _TYPE, kind)) for kind in kinds)


def _lines(project: Project, ontology: Ontology, build: str) -> Tracer | None:
    """What finds the lines, if the sources are those of the build."""
    from kg.ingest.fingerprint import inputs_digest
    from kg.ingest.inputs import tracer_of

    return tracer_of(project, ontology) if inputs_digest(project) == build else None


def _located(
    view: View, found: Iterable[Finding], lines: Tracer | None, language: str
) -> Iterator[Located]:
    found = list(found)
    labels = Labels(view, language)
    labels.load({one for some in found for one in (some.focus, some.document) if ":" in one[1:]})
    for one in found:
        document = labels.of(one.document) if one.document else ""
        name, where = _place(view, one, lines)
        short = short_iri(view, one.focus)
        yield Located(one, labels.of(one.focus), short, document, where.record, name, where)


def _place(view: View, one: Finding, lines: Tracer | None) -> tuple[str, Where]:
    if lines is None:
        return "", Where()
    from kg.model.vocab import ROW
    from kg.query.looking.attribution import records

    rows = records(view, [one.claim])[one.claim].all(ROW) if one.claim else []
    return lines.place(one.focus, one.path, one.claim, one.document, min(map(int, rows), default=0))


def files_of(release: Path) -> list[Path]:
    """The file of a release that says everything.

    Raises:
        KgError: there is no such file, so it is no release; or it is damaged, or of a newer kg.
    """
    from kg.publish.differences.sides import is_release, read_manifest

    if is_release(release):
        read_manifest(release)
    for name in _FORMS:
        if (release / name).is_file():
            return [release / name]
    raise StoreError(f"{release} is no release: it has none of {', '.join(_FORMS)}")
