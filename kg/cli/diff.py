"""The command that tells what differs between two builds or releases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import gettempdir
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.options import Project, examples, family
from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Callable

app = family()
SAME, DIFFERENT, FAILED = 0, 1, 2
_SIDE = "A release, a project or a build (folders), a build's name, or a date."


class Form(StrEnum):
    """How a difference is told."""

    TEXT = "text"
    JSON = "json"
    PATCH = "rdf-patch"
    CHANGELOG = "changelog"


@app.command(
    epilog=examples(
        "kg diff sogdian-2026-10 sogdian-2026-11",
        "kg diff sogdian-2026-10 --format changelog",
        "kg diff 2024-12-31 2025-06-30",
        "kg diff ../mine ../yours --format json",
        "kg diff sogdian-2026-10 sogdian-2026-11 --format rdf-patch -o changes.rdfp",
    )
)
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help=_SIDE)],
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="The same; else the project's current build.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How it is told.")] = Form.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here.")
    ] = None,
    project: Project = None,
) -> None:
    """Tell what differs: claims, documents, datasets, and answers of the named queries.

    Exit code 0 if both say the same, 1 if not, 2 if a side cannot be read. Each query is asked with
    its example; a row that came or went is told with the claims that moved it.
    """
    from kg.cli.interrupt import interruptible
    from kg.cli.progress import progress
    from kg.publish.exports.places import draft_of, forget

    with _failing(), progress("Comparing") as tell:
        same = interruptible(
            lambda: _write(a, b, form, output, {"project": project, "progress": tell}),
            lambda: None if output is None else forget(draft_of(output)),
        )
    raise typer.Exit(SAME if same else DIFFERENT)


@contextmanager
def _failing() -> Iterator[None]:
    """Let every error end with the exit code that does not mean a difference."""
    try:
        yield
    except KgError as error:
        error.exit_code = FAILED
        raise
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = f"{error.strerror or error}, in {gettempdir()} or where it is written"
        failure = KgError(f"the difference cannot be told: {reason}; TMPDIR names another folder")
        failure.exit_code = FAILED
        raise failure from None


def _write(a: str, b: str | None, form: Form, output: Path | None, options: dict[str, Any]) -> bool:
    """Write the difference, to a file that appears when it is whole; tell whether there is none."""
    from kg.diffing import diff as compare
    from kg.diffing import write_patch

    if form is Form.PATCH:
        with _place(output) as place:
            return write_patch(a, b, place, **options)
    found = compare(a, b, **options)
    with _place(output) as place:
        place.write(_told(form)(found).encode())
    return found.same


@contextmanager
def _place(output: Path | None) -> Iterator[IO[bytes]]:
    from kg.publish.exports.places import beside

    if output is None:
        yield sys.stdout.buffer
        return
    with beside(output) as draft, draft.open("wb") as file:
        yield file


def _told(form: Form) -> Callable[[Any], str]:
    from kg.publish.differences.told import changelog, text

    if form is Form.JSON:
        import json

        return lambda found: json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n"
    write = changelog if form is Form.CHANGELOG else text
    return lambda found: "\n".join(write(found)) + "\n"
