"""The command that holds a whole graph against the shapes."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import terminal
from kg.cli.options import Language, Project, examples, family

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.query.validation.report import Located, Report

app = family()


class Form(StrEnum):
    """How a validation is told."""

    TEXT = "text"
    JSON = "json"
    TTL = "ttl"


@app.command(
    epilog=examples(
        "kg validate",
        "kg validate --format ttl > report.ttl",
        "kg validate ../sogdian-release",
        "kg validate others.ttl --project ~/books",
    )
)
def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DIR|FILE]…", help="A release, or RDF files, instead of the current build."
        ),
    ] = None,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="Lines, JSON, or a report of SHACL.")
    ] = Form.TEXT,
    lang: Language = "en",
    project: Project = None,
) -> None:
    """Hold the whole build against the shapes of the ontology and the constraints of data cubes.

    Each violation names the thing, the claim, the document and the line of the file. Exit code 1
    if there are violations; warnings alone are none. How many values a record gives is held when
    the build is made: two claims that give one property two values are no violation but a
    contradiction (`kg contradictions`). A release is held against the ontology that is in it.
    """
    from kg.cli.progress import progress

    graph, ontology = _opened(paths or [], project)
    with progress("Validating") as tell:
        report = graph.validate(ontology=ontology, language=lang, progress=tell)
    _tell(report, form)
    if not report.valid:
        raise typer.Exit(1)


def _opened(paths: list[Path], project: Path | None) -> tuple[Graph, Path | None]:
    """The graph, and the ontology that it brings."""
    import kg
    from kg.cli.graph import open_graph
    from kg.validate import files_of

    if not paths:
        return open_graph(project), None
    folders = [path for path in paths if path.is_dir()]
    if folders and paths[1:]:
        raise typer.BadParameter(f"{folders[0]} is a folder; give one release, or files of RDF")
    if not folders:
        return kg.open(project, data=paths), None
    ontology = folders[0] / "ontology.ttl"
    graph = kg.open(project, data=files_of(folders[0]))
    return graph, ontology if ontology.is_file() else None


def _tell(report: Report, form: Form) -> None:
    from kg.publish.validation import to_dict, write_turtle

    for remark in report.remarks:
        terminal.note(f"Note: {remark}.")
    if form is Form.TTL:
        write_turtle(report, sys.stdout.buffer)
    elif form is Form.JSON:
        import json

        print(json.dumps(to_dict(report), ensure_ascii=False, indent=1))
    else:
        for one in report.found:
            print("\n".join(_lines(one)))
        print(_counted(report))


def _lines(one: Located) -> list[str]:
    """A finding in lines: the place and what is wrong, then who says so."""
    from kg.issues import Issue

    finding = one.finding
    name = one.label if one.label == one.short else f"{one.label} ({one.short})"
    message = f"{name}: {finding.message} [{finding.constraint}]"
    issue = Issue(finding.severity, message, one.where)
    severity = "Violation" if finding.severity == "error" else "Warning"
    lines = [f"{severity}: {terminal.complaint(issue)}"]
    if finding.claim:
        lines.append(f"    claim {finding.claim}")
    if finding.document:
        lines.append(f"    in {one.document} <{finding.document}>")
    return lines


def _counted(report: Report) -> str:
    warnings = len(report.found) - report.violations
    more = f", {warnings:,} warnings" if warnings else ""
    return f"{'Valid' if report.valid else 'Not valid'}: {report.violations:,} violations{more}."
