"""Parameters of a named query as options of `kg query`: read, completed, and shown in its help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kg.cli.citing import CitingCommand
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.query.named.queries import NamedQuery

# What the command does not know itself may be a parameter of the query that it is given.
SETTINGS = {"ignore_unknown_options": True, "allow_extra_args": True}


def given(arguments: Sequence[str]) -> dict[str, list[str]]:
    """Read `--name value` and `--name=value`; a name given twice has two values.

    >>> given(["--state", "KAZ", "--state=UZB", "--on", "-1"])
    {'state': ['KAZ', 'UZB'], 'on': ['-1']}
    """
    values: dict[str, list[str]] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("--") or not name:
            raise typer.BadParameter(f'"{argument}" is no parameter; write --name value')
        if not equals:
            value = next(rest, "--")
            if value.startswith("--"):
                raise typer.BadParameter(f"--{name} needs a value")
        values.setdefault(name, []).append(value)
    return values


def require_known(query: NamedQuery, names: Sequence[str], command: Any) -> None:
    """Refuse what is neither a parameter of the query nor an option, and say what was meant."""
    from kg.errors import ParameterError, did_you_mean

    for name in names:
        try:
            query.parameter(name)
        except ParameterError:
            known = [f"--{parameter.name}" for parameter in query.parameters]
            hint = did_you_mean(f"--{name}", [*known, *_options(command)])
            hint = hint if hint.startswith("did") else did_you_mean(f"--{name}", known)
            said = f'the query "{query.name}" has no parameter --{name}'
            raise ParameterError(f"{said}; {hint if known else 'it has none'}") from None


def _options(command: Any) -> list[str]:
    return [name for param in command.params for name in param.opts if name.startswith("--")]


class QueryCommand(CitingCommand):
    """`kg query`, which after the name of a query also knows that query's parameters."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the arguments: `--help` is answered before any of them is read."""
        ctx.meta["kg.arguments"] = list(args)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options, and first the parameters of the query that is named before `--help`.

        Raises:
            QueryError: there is no query of the name that stands first.
        """
        query = _named(ctx) or _first(ctx)
        if query and query.parameters:
            with formatter.section(f"Parameters of {query.name}"):
                formatter.write_dl([(f"--{p.name} VALUE", help_of(p)) for p in query.parameters])
        super().format_options(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Names of parameters after `--`, their values after a name."""
        from typer._click.shell_completion import CompletionItem

        found = [CompletionItem(value, help=said) for value, said in _completed(ctx, incomplete)]
        return found + super().shell_complete(ctx, incomplete)


def help_of(parameter: Any) -> str:
    """One line on a parameter: what it is, what is taken without it.

    >>> from kg.query.named.parameters import Parameter
    >>> help_of(Parameter("party", "class", "Agent", "Who", ("KAZ",)))
    'Who (an Agent; default: KAZ).'
    """
    extra = f"; default: {', '.join(parameter.default)}" if parameter.default else ""
    extra += "; required" if parameter.required else ""
    return f"{parameter.description or parameter.name} ({parameter.wanted}{extra})."


def complete_names(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The named queries, for the shell."""
    from kg.project import find_project
    from kg.query.named.queries import readable

    try:
        found, _ = readable(find_project(ctx.params.get("project")).queries)
    except KgError:
        return []
    return [(one.name, one.summary) for one in found if one.name.startswith(incomplete)]


def complete_formats(incomplete: str) -> list[str]:
    """The names of the formats, for the shell."""
    from kg.publish.formats import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def _completed(ctx: Any, incomplete: str) -> Iterator[tuple[str, str]]:
    query = _named(ctx)
    if query is None:
        return
    if incomplete.startswith("-"):
        for parameter in query.parameters:
            if f"--{parameter.name}".startswith(incomplete):
                yield f"--{parameter.name}", help_of(parameter)
    elif ctx.args and ctx.args[-1].startswith("--"):
        yield from _values(ctx, query, ctx.args[-1].removeprefix("--"), incomplete)


def _values(ctx: Any, query: NamedQuery, name: str, incomplete: str) -> Iterator[tuple[str, str]]:
    from kg.project import find_project
    from kg.query.named.arguments import values_of
    from kg.store.embedded import open_build

    try:
        folder = find_project(ctx.params.get("project")).current_build()
        found = list(values_of(query.parameter(name), open_build(folder))) if folder else []
    except KgError:
        return
    start = incomplete.casefold()
    for value, said in found:
        if value.casefold().startswith(start) or said.casefold().startswith(start):
            yield value, said


def _first(ctx: Any) -> NamedQuery | None:
    """The query whose name is the very first argument, which can be nothing else."""
    from kg.project import find_project
    from kg.query.named.queries import named, read_query

    name = next(iter(ctx.meta.get("kg.arguments", ())), "-")
    if name.startswith("-"):
        return None
    if name.endswith(".rq"):
        return read_query(Path(name))
    return named(find_project(ctx.params.get("project")).queries, name)


def _named(ctx: Any) -> NamedQuery | None:
    """The query that the arguments name, if it can be read."""
    from kg.project import find_project
    from kg.query.named.queries import named, read_query

    arguments = ctx.meta.get("kg.arguments", ())
    name = next((one for one in arguments if not one.startswith("-")), "")
    try:
        if name.endswith(".rq"):
            return read_query(Path(name))
        return named(find_project(ctx.params.get("project")).queries, name) if name else None
    except KgError:
        return None
