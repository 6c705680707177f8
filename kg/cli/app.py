"""The `kg` application: what it says of itself, and its options that belong to no command."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.group import Families
from kg.cli.options import examples

app = typer.Typer(
    cls=Families,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from kg.version import __version__

        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback(
    epilog=examples(
        "kg query signatories",
        "kg find khorgos",
        "kg show KAZ",
        "kg why KAZ name",
        "kg init library && cd library && kg build",
    )
)
def _kg(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """Ask, read and write a knowledge graph in which every triple is a claim with its source.

    kg works on the project folder it stands in (a folder with ontology/, data/ and queries/),
    else on the project that it ships: China and Central Asia, their agreements, corridors, ports,
    projects and figures, and who says so.
    """
