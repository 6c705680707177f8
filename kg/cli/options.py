"""What the commands share: options that mean the same everywhere, and how examples are shown."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli import parameters

Project = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-p",
        metavar="DIR",
        envvar="KG_PROJECT",
        help="The project folder, instead of the one around the working folder.",
    ),
]

AnyStore = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="Any Oxigraph store, instead of a project."),
]
Data = Annotated[
    list[Path] | None,
    typer.Option("--data", metavar="FILE", help="RDF files, instead of a project; repeatable."),
]
Language = Annotated[
    str, typer.Option("--lang", metavar="TAG", help="The language of labels, such as en, ru, zh.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Only what had been published by then: 2025, 2025-01 or 2025-01-31.",
    ),
]
NanopubKey = Annotated[
    Path | None,
    typer.Option(
        "--nanopub-key",
        metavar="FILE",
        help="An RSA private key (PEM, OpenSSH; 2048 bits) to sign nanopublications with.",
    ),
]
Tables = Annotated[bool, typer.Option("--tables", help="With --as-of: tables of figures, too.")]
Iris = Annotated[bool, typer.Option("--iris", help="Whole IRIs instead of labels.")]


class Told(StrEnum):
    """How a verdict is told."""

    TEXT = "text"
    JSON = "json"


Telling = Annotated[Told, typer.Option("--format", "-f", help="How the verdict is told.")]

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write here; the ending says the format."),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Say nothing of the sources of the answer.")
]
Cite = Annotated[
    str | None,
    typer.Option(
        "--cite",
        metavar="[text|bibtex|csl-json]",
        help="Show the citation of the answer; with -o write it beside the file.",
        show_default=False,
    ),
]


def written_as(*names: str) -> Any:
    """Make the option that says the format of an answer, one of these."""
    return typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help=f"{', '.join(names[:-1])} or {names[-1]}.",
        autocompletion=parameters.complete_formats,
    )


def said(project: Path | None) -> bool:
    """Whether a project was given for this command, not for all by the environment."""
    return project is not None and str(project) != os.environ.get("KG_PROJECT")


def family() -> typer.Typer:
    """Start a family of commands whose help is plain text, which needs no import of rich."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


def examples(*lines: str) -> str:
    r"""Write command lines as the end of a help page, kept from being wrapped.

    >>> examples("kg status", "kg check")
    'Examples:\n\n\x08\n  kg status\n  kg check'
    """
    return "Examples:\n\n\b\n" + "\n".join(f"  {line}" for line in lines)
