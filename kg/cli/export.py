"""The command that writes one form of the graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import AsOf, NanopubKey, Project, Tables, examples, family

app = family()
_PIPE = Path("-")


def _complete(incomplete: str) -> list[str]:
    from kg.publish.exports.registry import HOMES

    return [name for name in HOMES if name.startswith(incomplete)]


def _listed(wanted: bool) -> None:
    if wanted:
        from kg.publish.exports.registry import HOMES, export_named

        for name in HOMES:
            export = export_named(name)
            print(f"{name}\t{export.file}\t{export.title}")
        raise typer.Exit


@app.command(
    epilog=examples(
        "kg export nquads -o claims.nq",
        "kg export turtle -o - | gzip > flat.ttl.gz",
        "kg export trig -o ports.trig --class SeaPort --class DryPort",
        "kg export rdf12 -o 2024.ttl --as-of 2024",
        "kg export nanopubs -o nanopubs.trig --nanopub-key nanopub.pem",
        "kg export --list",
    )
)
def export(
    form: Annotated[
        str, typer.Argument(metavar="FORMAT", help="Of --list.", autocompletion=_complete)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR",
            help="A file, or a new folder for a format of several files; - is standard output.",
        ),
    ] = _PIPE,
    cls: Annotated[
        list[str] | None,
        typer.Option("--class", metavar="CLASS", help="Only claims about members of this class."),
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only claims of this document.")
    ] = None,
    nanopub_key: NanopubKey = None,
    formats: Annotated[
        bool,
        typer.Option("--list", help="List the formats and leave.", callback=_listed, is_eager=True),
    ] = False,
    as_of: AsOf = None,
    tables: Tables = False,
    project: Project = None,
) -> None:
    """Write the whole graph, or the claims of some documents or classes, in one format.

    A file appears when it is whole. A part has what is said and who says it, without what was
    concluded. --class and --document may be repeated.
    """
    from kg.cli.graph import open_graph
    from kg.cli.interrupt import interruptible
    from kg.cli.progress import progress
    from kg.publish.exports.places import draft_of, forget, require_place
    from kg.publish.exports.registry import export_named

    chosen = export_named(form)
    chosen.require()
    if output == _PIPE:
        _require_pipe(chosen.several, form)
    else:
        require_place(output, chosen)
    _require_key(nanopub_key, form)
    graph = open_graph(project, as_of=as_of, tables=tables)
    place = sys.stdout.buffer if output == _PIPE else output
    with progress("Exporting") as tell:
        interruptible(
            lambda: graph.export(
                form,
                place,
                classes=cls or (),
                documents=document or (),
                nanopub_key=nanopub_key,
                progress=tell,
            ),
            lambda: None if output == _PIPE else forget(draft_of(output)),
        )


def _require_pipe(several: bool, form: str) -> None:
    if several:
        raise typer.BadParameter(f"{form} is a folder of files; name a new one with -o DIR")


def _require_key(key: Path | None, form: str) -> None:
    """Read a key before a build that may take a while."""
    if key is None:
        return
    if form != "nanopubs":
        raise typer.BadParameter(f"--nanopub-key signs nanopubs, not {form}")
    from kg.publish.rsa import read_rsa

    read_rsa(key)
