"""A Typer group that imports a family of commands only when one of them is asked for.

Registering all commands costs 10 ms of the 50 that an empty Typer application takes to start, so
`kg query` would pay for `kg build` each time. The table of names is all that help and completion
need to find the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_command_name, get_group

# By heading in the help: modules, each with its commands. The order is the order of the help.
FAMILIES: dict[str, dict[str, tuple[str, ...]]] = {
    "Ask": {"kg.cli.ask": ("query", "queries")},
    "Count": {"kg.cli.series": ("series",)},
    "Compare": {
        "kg.cli.contradictions": ("contradictions",),
        "kg.cli.mirror": ("mirror",),
        "kg.cli.history": ("history",),
        "kg.cli.gaps": ("gaps",),
        "kg.cli.cite": ("cite",),
    },
    "Look": {"kg.cli.look": ("find", "show", "why", "documents", "datasets", "issues")},
    "Serve": {"kg.cli.serve": ("serve",), "kg.cli.mcp": ("mcp",)},
    "Publish": {
        "kg.cli.export": ("export",),
        "kg.cli.release": ("release",),
        "kg.cli.verify": ("verify",),
        "kg.cli.diff": ("diff",),
    },
    "Build": {
        "kg.cli.build": ("build", "check", "status", "clean"),
        "kg.cli.validate": ("validate",),
    },
    "Write": {"kg.cli.author": ("ontology", "init")},
    "Write tables": {"kg.cli.add": ("add",)},
}
HOMES: Mapping[str, str] = {
    name: module
    for modules in FAMILIES.values()
    for module, names in modules.items()
    for name in names
}


class LazyCommands(MutableMapping[str, Any]):
    """The commands by name; a family's module is imported when one of its names is looked up."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _made(import_module(HOMES[name]).app, name)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(HOMES)

    def __len__(self) -> int:
        return len(HOMES)

    def __contains__(self, name: object) -> bool:
        return name in HOMES

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]


def _made(family: typer.Typer, name: str) -> Any:
    """One command of a family: each costs half a millisecond, asked for or not."""
    for info in family.registered_commands:
        if (info.name or get_command_name(getattr(info.callback, "__name__", ""))) == name:
            return get_command_from_info(
                info, pretty_exceptions_short=True, rich_markup_mode=family.rich_markup_mode
            )
    return get_group(family).commands[name]


class Families(TyperGroup):
    """The top of the command line, with its commands under the heading of their family."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes | {"commands": {}})
        self.commands = LazyCommands()

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        width = max(map(len, self.commands))
        for heading, modules in FAMILIES.items():
            names = [name for some in modules.values() for name in some]
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), self._summary(name)) for name in names])

    def _summary(self, name: str) -> str:
        """Give the first sentence of a command's help, whole: it is wrapped, not cut."""
        text: str = self.commands[name].get_short_help_str(1000)
        return text
