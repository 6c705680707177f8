"""Commands that make the graph: build, check, status, clean."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import terminal
from kg.cli.options import Project, examples, family

if TYPE_CHECKING:
    from kg.build import Report
    from kg.ingest.texts import Audit
    from kg.issues import Issue

app = family()
_KINDS = {"empty": "rows without a value"}


_MOST_SHOWN = 20


class Engine(StrEnum):
    """What maps tables."""

    duckdb = "duckdb"
    spark = "spark"


@app.command(
    epilog=examples(
        "kg build",
        "kg build --strict",
        "kg build --engine spark --master spark://host:7077",
        "kg build --project ~/books",
    )
)
def build(
    strict: Annotated[
        bool, typer.Option("--strict", help="Let every issue stop the build, warnings too.")
    ] = False,
    engine: Annotated[
        Engine, typer.Option("--engine", help="What maps tables that changed.")
    ] = Engine.duckdb,
    master: Annotated[
        str, typer.Option("--master", metavar="URL", help="The Spark cluster, with --engine spark.")
    ] = "",
    project: Project = None,
) -> None:
    """Build the graph from ontology/ and data/ and make it current, all or nothing.

    What has not changed is not mapped again. An error leaves the current build in place; a row of
    a table that cannot be read is left out and recorded, and the rest goes in. A Spark cluster
    also leaves the lines of tables that it maps in parts, in .kg/parts/.
    """
    from kg.build import build as make
    from kg.cli.progress import progress
    from kg.project import find_project

    if (engine is Engine.spark) != bool(master):
        raise typer.BadParameter("--engine spark and --master URL go together")
    try:
        with progress("Building") as tell:
            report = make(find_project(project), tell, strict=strict, cluster=master)
    except KeyboardInterrupt:
        terminal.note("Interrupted; what was current stays.")
        raise
    _complain(report.issues, _MOST_SHOWN)
    if report.failed:
        terminal.note("Nothing was built; what was current stays. `kg issues` lists the issues.")
        raise typer.Exit(1)
    typer.echo(_built(report))
    if report.partless:
        terminal.note(
            f"No table of {', '.join(report.partless)} has changed: the cluster mapped none of them"
            " and wrote no parts. `kg clean` before it lets it write them all."
        )


class CheckFormat(StrEnum):
    """How a check tells what it found: lines for people and editors, or JSON."""

    TEXT = "text"
    JSON = "json"


@app.command(epilog=examples("kg check", "kg check --archive ~/texts", "kg check --again"))
def check(
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Source texts (*.txt), to check digests and offsets."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Ask each address once more: is it what was fetched?")
    ] = False,
    form: Annotated[
        CheckFormat, typer.Option("--format", "-f", help="How what was found is written.")
    ] = CheckFormat.TEXT,
    project: Project = None,
) -> None:
    """Find what is wrong before building: in the ontology, the datasets and the queries.

    With an archive of the source texts, also digests, offsets and locators that do not fit them,
    texts that have changed, and documents that could not be seen.
    With --again, also addresses of tables and RDF files that give another file than the one that
    was fetched, with the digest, the time and the headers of both. What was fetched stays, and
    builds read it.
    """
    from kg.check import check as look
    from kg.cli.progress import progress
    from kg.project import find_project

    audits: list[Audit] = []
    with progress("Checking") as tell:
        issues = look(
            find_project(project), tell, archive=archive, again=again, audited=audits.append
        )
    failed = any(issue.severity == "error" for issue in issues)
    if form is CheckFormat.JSON:
        _tell_json(issues, audits)
    else:
        _complain(issues)
        for audit in audits:
            typer.echo(_audited(audit))
    if failed:
        raise typer.Exit(1)
    if form is CheckFormat.TEXT:
        typer.echo("No errors.")


def _tell_json(issues: Iterable[Issue], audits: Iterable[Audit]) -> None:
    import json

    found: dict[str, object] = {"issues": [issue.to_dict() for issue in issues]}
    for audit in audits:
        found["archive"] = audit.to_dict()
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _audited(audit: Audit) -> str:
    """What was seen with the archive, in two lines."""
    documents, claims = audit.documents, audit.claims
    return (
        f"documents  {documents['seen']:,} seen, {documents['changed']:,} changed,"
        f" {documents['not seen']:,} not seen, {documents['undigested']:,} without a digest\n"
        f"claims     {claims['in place']:,} in place, {claims['misplaced']:,} misplaced,"
        f" {claims['doubtful']:,} doubtful, {claims['not seen']:,} not seen,"
        f" {claims['placeless']:,} without a place in a text"
    )


@app.command(epilog=examples("kg status", "kg status --project ~/books"))
def status(project: Project = None) -> None:
    """Say which build is current, what it holds, and whether the sources have changed since."""
    from kg.project import find_project
    from kg.status import status as ask

    state = ask(find_project(project))
    typer.echo(f"project    {state.root}")
    if state.folder is None:
        typer.echo("build      none yet; `kg build` makes one")
        return
    typer.echo(f"build      {state.folder}")
    typer.echo(f"built      {state.manifest['built']} by kg {state.manifest['kg']}")
    typer.echo(f"holds      {_counted(state.manifest['counts'])}")
    typer.echo(f"issues     {_issues(state.issues)}")
    typer.echo(f"sources    {'changed since; `kg build`' if state.stale else 'unchanged since'}")


@app.command(epilog=examples("kg clean", "kg clean --project ~/books"))
def clean(project: Project = None) -> None:
    """Remove the builds and the cache of a project; its sources stay."""
    from kg.build import clean as remove
    from kg.project import find_project

    typer.echo(f"Freed {remove(find_project(project)) / 1e6:,.1f} MB.")


def _issues(severities: Counter[str]) -> str:
    """Say how many issues there are.

    >>> _issues(Counter(warning=1200)), _issues(Counter())
    ('1,200 warnings: `kg issues`', 'none')
    """
    found = [f"{n:,} {kind}{'s' * (n > 1)}" for kind, n in severities.items()]
    return f"{', '.join(found)}: `kg issues`" if found else "none"


def _built(report: Report) -> str:
    made = "Nothing changed since build" if report.unchanged else "Built"
    text = f"{made} {report.id[:12]} in {report.seconds:.1f} s: {_counted(report.counts)}."
    if left := report.counts.get("faulty", 0):
        text += f" {_counted({_entries(report.counts): left})} left out: `kg issues` lists them."
    return text


def _entries(counts: dict[str, int]) -> str:
    """What is left out and skipped: rows of tables, subjects of RDF files, or both.

    >>> _entries({"rows": 4}), _entries({"subjects": 4}), _entries({"rows": 4, "subjects": 1})
    ('rows', 'subjects', 'rows and subjects')
    """
    return " and ".join(kind for kind in ("rows", "subjects") if counts.get(kind)) or "rows"


def _counted(counts: dict[str, int]) -> str:
    """Say how many of each kind there are.

    >>> _counted({"datasets": 1, "claims": 1200, "observations": 0, "skipped": 3, "faulty": 1})
    '1 dataset, 1,200 claims, 3 rows skipped'
    """
    kinds = _KINDS | {"skipped": f"{_entries(counts)} skipped"}
    return ", ".join(
        f"{number:,} {kinds.get(kind, kind.removesuffix('s') if number == 1 else kind)}"
        for kind, number in counts.items()
        if number and kind != "faulty"
    )


def _complain(issues: Iterable[Issue], most: float = math.inf) -> None:
    """Print one line per issue, as people and editors read it; of many warnings, the first."""
    warned = 0
    for issue in issues:
        warned += issue.severity != "error"
        if issue.severity == "error" or warned <= most:
            terminal.note(f"{issue.severity.capitalize()}: {terminal.complaint(issue)}")
    if warned > most:
        terminal.note(f"… and {warned - most:,} more warnings: `kg issues` lists all.")
