"""The command that holds a citation against what the graph answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AnyStore, Data, Project, Telling, Told, examples, family

if TYPE_CHECKING:
    from kg.query.citing.citation import Verdict

app = family()
citing = family()


@citing.callback()
def _citing() -> None:
    """Verify citations; `kg query NAME --cite` writes them."""


app.add_typer(citing, name="cite", epilog=examples("kg cite verify signatories.csv.cite.json"))


@citing.command(epilog=examples("kg cite verify signatories.csv.cite.json"))
def verify(
    file: Annotated[Path, typer.Argument(help="A citation in CSL JSON.")],
    form: Telling = Told.TEXT,
    project: Project = None,
    store: AnyStore = None,
    data: Data = None,
) -> None:
    """Ask a cited question again, of the same build if it is there, and compare the answers.

    Exit code 0 if rows and digest are the same, 1 if not, 2 if the file is no citation, or one of
    another project. The query is asked as it was cited; a build or query file that has changed
    since is said.
    """
    from kg.cli.graph import open_graph
    from kg.cli.progress import progress

    graph = open_graph(project, store=store, data=list(data or ()))
    with progress("Building as of the cited day") as tell:
        verdict = graph.cite_verify(file, progress=tell)
    if form is Told.JSON:
        import json

        print(json.dumps(verdict.to_dict(), ensure_ascii=False, indent=1))
    else:
        _tell(verdict)
    if not verdict.same:
        raise typer.Exit(1)


def _tell(verdict: Verdict) -> None:
    now = verdict.now
    if verdict.same:
        print(f"The same: {now.rows:,} row{'s' * (now.rows != 1)}, digest {now.digest}")
    for difference in verdict.differences:
        print(f"Different: {difference}")
    for remark in verdict.remarks:
        print(f"Note: {remark}")
