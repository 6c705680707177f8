"""What the terminal can do; with `options.py` the only reader of the environment."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kg.errors import KgError

if TYPE_CHECKING:
    from rich.console import Console

    from kg.issues import Issue


def interactive(stream: TextIO | None = None) -> bool:
    """Whether a person reads the stream (standard output by default)."""
    return (stream or sys.stdout).isatty() and os.environ.get("TERM") != "dumb"


def coloured(stream: TextIO | None = None) -> bool:
    """Whether colour is wanted there: https://no-color.org is honoured."""
    return interactive(stream) and not os.environ.get("NO_COLOR")


def width() -> int:
    """The columns of the terminal; 80 where there is none."""
    return shutil.get_terminal_size().columns


def link(text: str, url: str) -> str:
    """Make the text clickable where the terminal can (OSC 8), else leave it as it is."""
    if not url or not interactive():
        return text
    return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"


def console(*, stderr: bool = False) -> Console:
    """Return a rich console that breaks no word and guesses no highlight."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, highlight=False, emoji=False, markup=False, no_color=not coloured(stream)
    )


def note(text: str) -> None:
    """Tell the person something that is no part of the output."""
    print(text, file=sys.stderr)


def complaint(problem: KgError | Issue) -> str:
    """Say what is wrong, its file as seen from the working folder, as editors and people read it.

    >>> from kg.errors import Where
    >>> complaint(KgError("no such thing", where=Where(f"{Path.cwd()}/data/facts.yaml", 3)))
    'data/facts.yaml:3: no such thing'
    """
    file = Path(problem.where.file)
    if file.is_relative_to(Path.cwd()):
        near = problem.where._replace(file=str(file.relative_to(Path.cwd())))
        return str(KgError(problem.message, where=near))
    return str(problem)
