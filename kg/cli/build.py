"""Commands that make the graph: build, check, status, clean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import terminal
from kg.cli.options import Project, examples, family

if TYPE_CHECKING:
    from kg.build import Report
    from kg.issues import Issue

app = family()


@app.command(epilog=examples("kg build", "kg build --project ~/books"))
def build(project: Project = None) -> None:
    """Build the graph from ontology/ and data/ and make it current, all or nothing.

    What has not changed is not mapped again. An error leaves the current build in place.
    """
    from kg.build import build as make
    from kg.cli.progress import progress
    from kg.project import find_project

    try:
        with progress("Building") as tell:
            report = make(find_project(project), tell)
    except KeyboardInterrupt:
        terminal.note("Interrupted; what was current stays.")
        raise
    _complain(report.issues)
    if report.failed:
        terminal.note("Nothing was built; what was current stays.")
        raise typer.Exit(1)
    typer.echo(_built(report))


@app.command(epilog=examples("kg check", "kg check --archive ~/texts"))
def check(
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Source texts (*.txt), to check digests and offsets."),
    ] = None,
    project: Project = None,
) -> None:
    """Find what is wrong before building: in the ontology, the datasets and the queries.

    With an archive of the source texts, also digests, offsets and locators that do not fit them.
    """
    from kg.build import check as look
    from kg.cli.progress import progress
    from kg.project import find_project

    with progress("Checking") as tell:
        issues = look(find_project(project), tell, archive=archive)
    _complain(issues)
    if any(issue.severity == "error" for issue in issues):
        raise typer.Exit(1)
    typer.echo("No errors.")


@app.command(epilog=examples("kg status", "kg status --project ~/books"))
def status(project: Project = None) -> None:
    """Say which build is current, what it holds, and whether the sources have changed since."""
    from kg.build import status as ask
    from kg.project import find_project

    state = ask(find_project(project))
    typer.echo(f"project    {state.root}")
    if state.folder is None:
        typer.echo("build      none yet; `kg build` makes one")
        return
    typer.echo(f"build      {state.folder}")
    typer.echo(f"built      {state.manifest['built']} by kg {state.manifest['kg']}")
    typer.echo(f"holds      {_counted(state.manifest['counts'])}")
    typer.echo(f"sources    {'changed since; `kg build`' if state.stale else 'unchanged since'}")


@app.command(epilog=examples("kg clean", "kg clean --project ~/books"))
def clean(project: Project = None) -> None:
    """Remove the builds and the cache of a project; its sources stay."""
    from kg.build import clean as remove
    from kg.project import find_project

    typer.echo(f"Freed {remove(find_project(project)) / 1e6:,.1f} MB.")


def _built(report: Report) -> str:
    made = "Nothing changed since build" if report.unchanged else "Built"
    return f"{made} {report.id[:12]} in {report.seconds:.1f} s: {_counted(report.counts)}."


def _counted(counts: dict[str, int]) -> str:
    """Say how many of each kind there are.

    >>> _counted({"datasets": 1, "claims": 1200, "observations": 0})
    '1 dataset, 1,200 claims'
    """
    return ", ".join(
        f"{number:,} {kind.removesuffix('s') if number == 1 else kind}"
        for kind, number in counts.items()
        if number
    )


def _complain(issues: Iterable[Issue]) -> None:
    """Print one line per issue, as people and editors read it."""
    for issue in issues:
        terminal.note(f"{issue.severity.capitalize()}: {terminal.complaint(issue)}")
