"""What commands share that show an answer: what must be known of it, and its citation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from kg.cli import output as out
from kg.cli import terminal
from kg.errors import FormatError, did_you_mean

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.publish.formats import Format
    from kg.publish.render import Style
    from kg.query.citing.citation import Citation
    from kg.query.citing.notes import Notes
    from kg.query.results import Result

OPTION = "--cite"
NAMES = ("text", "bibtex", "csl-json")


class CitingCommand(TyperCommand):
    """A command whose `--cite` may stand alone: a value is only what names a form."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give `--cite` without a form the empty one."""
        return super().parse_args(ctx, completed(args))


def completed(arguments: Sequence[str]) -> list[str]:
    """Arguments in which `--cite` has a value; after the name of a query, a word is meant as one.

    >>> completed(["a", "--cite", "-o", "x.csv"]), completed(["--cite", "bibtex"])
    (['a', '--cite=', '-o', 'x.csv'], ['--cite', 'bibtex'])
    >>> completed(["--cite", "a"]), completed(["a", "--cite", "b"])
    (['--cite=', 'a'], ['a', '--cite', 'b'])
    """
    following = [*arguments[1:], "-"]
    named = not arguments[:1] or not arguments[0].startswith("-")
    return [
        f"{OPTION}="
        if one == OPTION and (next_.startswith("-") if named else next_ not in NAMES)
        else one
        for one, next_ in zip(arguments, following, strict=False)
    ]


def form_of(form: str | None, path: Path | None) -> str | None:
    """The form of a citation that is wanted, if one is: beside a file one that can be verified.

    Raises:
        FormatError: there is no such form.
    """
    if form == "":
        return NAMES[0] if path is None else NAMES[-1]
    if form is not None and form not in NAMES:
        raise FormatError(f'there is no citation "{form}"; {did_you_mean(form, NAMES)}')
    return form


def cite(citation: Citation, form: str, path: Path | None) -> None:
    """Write a citation: to standard output, or beside the file that holds the answer."""
    from kg.publish.citations import FORMS

    made = FORMS[form]
    content = made.write(citation)
    if path is None:
        typer.echo(content, nl=False)
        return
    target = path.with_name(f"{path.name}.cite.{made.ending}")
    with out.whole_file(target) as file:
        file.write(content.encode())
    terminal.note(f"The citation is in {target}.")


def instead(
    graph: Graph,
    form: str | None,
    path: Path | None,
    found: Any,
    call: tuple[Any, ...],
    options: Mapping[str, Any],
) -> bool:
    """Write the citation of a report if one is wanted; whether it takes the answer's place."""
    if form is not None:
        cite(graph.cite(*call, found=found, **options), form, path)
    return form is not None and path is None


def say(notes: Notes) -> None:
    """Tell the person what must be known of an answer; the day as of which it is was told."""
    for line in notes._replace(as_of="").lines(date.today()):
        terminal.note(f"{line}.")


def give(
    result: Result,
    made: Format | None,
    style: Style,
    path: Path | None,
    draw: Callable[[], None] | None = None,
) -> None:
    """Show an answer or write it, and beside a file what must be known of it.

    `draw` shows it to a person where that is not a table of its rows.
    """
    from kg.publish.noted import INSIDE

    here = path is None and terminal.interactive() and (made is None or made.name == "table")
    if here and draw:
        draw()
    elif here or made is None:
        out.show(result, style)
    else:
        out.write(result, made, style, path)
        beside = path if result.has_notes and made.name not in INSIDE else None
        if beside is not None and (result.notes.documents or result.limit):
            describe(beside, made.name, result.solutions()[0], result.notes)


def describe(path: Path, form: str, columns: Sequence[str], notes: Notes) -> None:
    """Write what must be known of an answer beside its file."""
    from kg.publish.noted import metadata

    with out.whole_file(path.with_name(f"{path.name}-metadata.json")) as file:
        file.write(metadata(form, path.name, columns, notes).encode())
