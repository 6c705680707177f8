"""The command that lists what is missing: `gaps`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import citing, parameters, terminal
from kg.cli import output as out
from kg.cli.interrupt import interruptible
from kg.cli.options import (
    AnyStore,
    AsOf,
    Cite,
    Data,
    Iris,
    Language,
    Output,
    Project,
    Quiet,
    Tables,
    examples,
    family,
    written_as,
)

if TYPE_CHECKING:
    from kg.api import Graph

app = family()

Kind = Annotated[
    str | None,
    typer.Argument(
        metavar="KIND [ENTITY|FIGURES]",
        help="A kind of gaps, and of what alone; without it, all kinds with their counts.",
    ),
]
Form = Annotated[str | None, written_as("table", "csv", "tsv", "json", "jsonl", "md", "parquet")]
_LANGUAGE = "language"


@app.command(
    cls=citing.CitingCommand,
    context_settings=parameters.SETTINGS,
    epilog=examples(
        "kg gaps",
        "kg gaps ratifications KGZ",
        "kg gaps labels --lang zh --kind DryPort",
        "kg gaps identifiers --scheme unlocode",
        "kg gaps figures trade --reporter KGZ",
        "kg gaps coverage population --area TKM --since 2000",
    ),
)
def gaps(
    ctx: typer.Context,
    kind: Kind = None,
    output: Output = None,
    form: Form = None,
    lang: Language = "en",
    iris: Iris = False,
    as_of: AsOf = None,
    tables: Tables = False,
    cite: Cite = None,
    quiet: Quiet = False,
    data: Data = None,
    store: AnyStore = None,
    project: Project = None,
) -> None:
    """List what is missing: years without a figure, agreements without text, names, identifiers.

    Without a kind: how many gaps of each kind there are. Each kind but `figures` is a named query
    (gaps-KIND, in queries/), whose parameters are options here: a file more is a kind more. Where a
    kind asks about a language, --lang says which.

    `kg gaps figures` lists years between the first and the last figure that one source gives of one
    thing; the dimensions of the figures are options, as for `kg series`; --by quarter or month,
    --since and --until as there.

    `kg gaps coverage` lists the areas and the years that a source lacks, and that it or another
    source gives: --area, --document, --publisher, a dimension, --since, --until; --among partner
    sets another dimension in the area's place, --least 1 takes in sources of one area alone.
    """
    from kg.cli.graph import open_graph

    made = out.chosen_for_rows(form, output)
    cited = citing.form_of(cite, output)
    about, options = _about(ctx.args)
    values: dict[str, Any] = parameters.given(options)
    graph = open_graph(
        project, store=store, data=data or (), queries=True, as_of=as_of, tables=tables
    )
    if _LANGUAGE not in values and _is_said(ctx, "lang") and _asks_language(graph, kind):
        values[_LANGUAGE] = lang
    values["language_of_labels"] = lang
    found = interruptible(lambda: graph.gaps(kind, about, **values))
    if citing.instead(graph, cited, output, found, ("gaps", kind, about), values):
        return
    quiet = quiet or cited is not None
    from kg.publish.render import Style

    citing.give(found, made, Style(graph.view, lang, iris), output)
    if not len(found):
        terminal.note("No gaps of that kind.")
    elif not quiet:
        citing.say(found.notes)


def _about(arguments: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """What stands behind the kind: an entity or figures, then options that the kind knows."""
    if arguments and not arguments[0].startswith("--"):
        return arguments[0], arguments[1:]
    return None, arguments


def _asks_language(graph: Graph, kind: str | None) -> bool:
    """Whether a kind of gaps has a parameter that is a language."""
    from kg.query.gaps.kinds import is_counted, query_of

    if kind is None or is_counted(kind):
        return False
    return any(one.name == _LANGUAGE for one in query_of(graph.project.queries, kind).parameters)


def _is_said(ctx: typer.Context, option: str) -> bool:
    """Whether an option was given, not taken by default."""
    return "COMMANDLINE" in str(ctx.get_parameter_source(option)).upper()
