"""The command that proposes how a table or RDF file becomes a dataset: add."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import terminal
from kg.cli.options import Project, examples, family

app = family()


@app.command(
    epilog=examples(
        "kg add trade-2022.csv",
        "kg add trade-2022.csv --class TradeObservation > dataset.yaml",
        "kg add trade-2022.csv --write kyrgyz-trade",
        "kg add places.ttl",
    )
)
def add(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="The table or RDF file as its source gives it, packed too, or its address.",
        ),
    ],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="Its format, if not recognised.")
    ] = "",
    cls: Annotated[
        str, typer.Option("--class", metavar="CLASS", help="What its rows are, if not guessed.")
    ] = "",
    name: Annotated[
        str,
        typer.Option("--write", metavar="DATASET", help="Write it as a new dataset in data/."),
    ] = "",
    project: Project = None,
) -> None:
    """Look at a table or RDF file and propose the `dataset.yaml` that binds it to the ontology.

    What is left to decide is said on standard error, and stands as ??? in the proposal. Nothing is
    written without --write.
    """
    from kg.add import proposal, write
    from kg.project import find_project

    found = find_project(project)
    made = proposal(found, file, form=form, cls=cls)
    if name:
        folder = write(found, file, made, name)
        terminal.note(f"Written to {folder}; complete it there, then `kg check`.")
    else:
        typer.echo(made.text, nl=False)
        if made.shape:
            typer.echo(f"\n# shape.sql\n{made.shape}", nl=False)
    terminal.note("Left to decide:")
    for line in made.open:
        terminal.note(f"- {line}")
