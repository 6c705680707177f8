"""Writes the command reference: `python -m kg.cli.reference > docs/commands.md`.

It is what `--help` prints, so it cannot say anything else; a test fails when the page is stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

from kg.cli.app import app

_HEAD = """\
# Commands

This page is generated from the program (`python -m kg.cli.reference > docs/commands.md`).
Every command is a thin layer over the library: see [library.md](library.md).

| exit code | means |
|---|---|
| 0 | done |
| 1 | the data, project, store or query is wrong, or a thing that was named is not there |
| 2 | wrong usage: an unknown option, parameter or value |
| 130 | interrupted (Ctrl-C) |

| environment variable | does |
|---|---|
| `KG_PROJECT` | the project folder, as `--project` |
| `KG_TRACEBACK` | shows the traceback of a fault of kg itself |
| `NO_COLOR` | no colour, even on a terminal |
"""


def reference() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *_sections(get_command(app), None, "kg")])


def _sections(command: Any, parent: Any, name: str) -> Iterator[str]:
    settings = command.context_settings | {"terminal_width": 88}
    context = typer.Context(command, info_name=name, parent=parent, **settings)
    depth = "#" * (context.command_path.count(" ") + 2)
    yield f"{depth} {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    for inner in getattr(command, "commands", ()):
        yield from _sections(command.get_command(context, inner), context, inner)


if __name__ == "__main__":
    print(reference(), end="")
