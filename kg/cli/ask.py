"""Commands that ask: `query` for one answer, `queries` for what can be asked by name."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from kg.cli import citing, parameters, tables, terminal
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
from kg.errors import QueryError, Where

if TYPE_CHECKING:
    from kg.api import Graph
    from kg.publish.formats import Format
    from kg.query.named.queries import NamedQuery
    from kg.query.results import Result
    from kg.store.view import View

app = family()

Asked = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME|FILE.rq|-",
        help="A named query (`kg queries` lists them), a query file, or - for standard input.",
        autocompletion=parameters.complete_names,
    ),
]
Expression = Annotated[
    str | None,
    typer.Option("-e", metavar="SPARQL", help="The query itself; prefixes are predeclared."),
]
Form = Annotated[
    str | None,
    written_as(
        "table",
        "csv",
        "tsv",
        "json",
        "jsonl",
        "xml",
        "md",
        "ttl",
        "nt",
        "trig",
        "jsonld",
        "geojson",
        "parquet",
    ),
]
Limit = Annotated[
    int | None, typer.Option(min=0, metavar="N", help="Only the first N rows; the output says so.")
]
ValidAt = Annotated[
    str | None,
    typer.Option(
        "--valid-at",
        metavar="DAY",
        help="Only what held in the world on this day, by the source: the query's parameter `on`.",
    ),
]
Sparql = Annotated[
    bool, typer.Option("--sparql", help="Print the SPARQL with its parameters, do not ask it.")
]


@app.command(
    cls=parameters.QueryCommand,
    context_settings=parameters.SETTINGS,
    epilog=examples(
        "kg query signatories --party Uzbekistan",
        "kg query signatories --help",
        "kg query signatories --format csv -o signatories.csv",
        "kg query operators --state KAZ --valid-at 2025-06-01 --as-of 2025-12",
        "kg query -e 'SELECT * { ?s kg:name ?name } LIMIT 5'",
        "kg query -e 'SELECT * { ?s ?p ?o }' --data notes.ttl",
        "kg query signatories --party Uzbekistan --cite bibtex",
        "kg query signatories -o signatories.csv --cite",
    ),
)
def query(
    ctx: typer.Context,
    name: Asked = None,
    expression: Expression = None,
    output: Output = None,
    form: Form = None,
    limit: Limit = None,
    lang: Language = "en",
    iris: Iris = False,
    sparql: Sparql = False,
    valid_at: ValidAt = None,
    as_of: AsOf = None,
    with_tables: Tables = False,
    cite: Cite = None,
    quiet: Quiet = False,
    data: Data = None,
    store: AnyStore = None,
    project: Project = None,
) -> None:
    """Ask a named query, a query file or SPARQL, and show the answer.

    After the name, each parameter of the query is an option: --party Uzbekistan. An entity is named
    by its name in any language, its code or its key; a parameter given twice takes both values, one
    not given takes every value. `kg query NAME --help` lists the parameters.

    On a terminal the answer is a table with labels, or a card for each row where a table does not
    fit; in a pipe it is a line of column names and a tab-separated line for each row. Other formats
    have whole IRIs.

    How many sources the answer rests on, how old they are and how many rows are contradicted is
    said beside it: on standard error, and with -o in the file or in FILE-metadata.json. With
    --cite, the citation is shown instead of the answer, or written to FILE.cite.json.
    """
    from kg.cli.graph import open_graph

    _require_one(name, expression)
    made = out.chosen(form, output)
    cited = citing.form_of(cite, output)
    values = parameters.given(ctx.args)
    graph = open_graph(
        project,
        store=store,
        data=data or (),
        queries=_is_named(name),
        as_of=as_of,
        tables=with_tables,
    )
    asked = _asked(graph, name, expression)
    parameters.require_known(asked, list(values), ctx.command)
    if valid_at is not None:
        values |= _valid_at(graph, asked, valid_at, values)
    text = graph.bound(asked, values)
    if sparql:
        from kg.query.named.headers import without_header

        typer.echo(without_header(text).rstrip("\n"))
        return
    way = Way(made, output, limit, lang, iris, quiet, cited)
    try:
        _answer(graph, asked, text, way)
    except QueryError as error:
        raise error.at(Where("" if asked.path == Path() else str(asked.path))) from None


@app.command(epilog=examples("kg queries", "kg queries signatories", "kg queries --format json"))
def queries(
    name: Annotated[
        str | None,
        typer.Argument(help="Only this query.", autocompletion=parameters.complete_names),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="table|json", help="How the list is written.")
    ] = "table",
    project: Project = None,
) -> None:
    """List the named queries, each with what it answers and its parameters.

    With a name: everything that its header says, and the query itself.
    """
    from kg.project import find_project
    from kg.query.named.queries import named, readable

    if form not in ("table", "json"):
        raise typer.BadParameter(f'there is no format "{form}" for lists: table or json')
    folder = find_project(project).queries
    found, failed = readable(folder) if name is None else ([named(folder, name)], [])
    if form == "json":
        import json

        typer.echo(json.dumps([one.to_dict() for one in found], ensure_ascii=False, indent=1))
    elif name is None:
        _list(found)
    else:
        _describe(found[0])
    if failed:
        raise failed[0]


def _require_one(name: str | None, expression: str | None) -> None:
    if (name is None) == (expression is None):
        raise typer.BadParameter("give the name of a query, a file, - or -e SPARQL, one of them")
    if name and name.startswith("--"):
        raise typer.BadParameter(f"parameters such as {name} come after the name of the query")


def _is_named(name: str | None) -> bool:
    """Whether the name is one of a project's queries, not of a file or of standard input."""
    return name is not None and name != "-" and not name.endswith(".rq")


def _asked(graph: Graph, name: str | None, expression: str | None) -> NamedQuery:
    from kg.query.named.queries import parse_query

    if name is None:
        return parse_query(expression or "", "-e")
    return parse_query(_standard_input(), "-") if name == "-" else graph.named(name)


def _valid_at(
    graph: Graph, asked: NamedQuery, day: str, given: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """The day as the parameter that it is."""
    from kg.query.named.valid import ON, require_day

    require_day(asked, graph.project.queries)
    if ON in given:
        raise typer.BadParameter(f"--valid-at is --{ON}; give one of them")
    return {ON: [day]}


def _standard_input() -> str:
    """The query that is piped in, UTF-8 whatever the locale."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QueryError("not UTF-8; save the query as UTF-8", where=Where("-")) from None


class Way(NamedTuple):
    """How an answer is to leave."""

    made: Format | None
    path: Path | None
    limit: int | None
    language: str
    whole_iris: bool
    quiet: bool = False
    cited: str | None = None


_MOST_READ = 20_000  # rows; of more than these, what can be streamed is


def _answer(graph: Graph, query: NamedQuery, text: str, way: Way) -> None:
    if way.made:
        _require_fit(way.made, text, way.path)
    streams = way.made is not None and way.made.engine and way.limit is None and not way.cited
    limit = _MOST_READ if streams else way.limit
    result = interruptible(lambda: graph.answer(query, text, limit=limit))
    if streams and result.limit is not None:
        _stream(graph, text, way)
        return
    if way.cited is None or way.path is not None:
        _show(graph.view, result, way)
    if way.cited is not None:
        citing.cite(result.cite(language=way.language), way.cited, way.path)
    elif result.kind != "truth" and len(result) and not way.quiet:
        citing.say(result.notes)
    if not len(result):
        _explain(graph.view, text)


def _show(view: View, result: Result, way: Way) -> None:
    """Show the answer, or write it to its file, with what must be known of it beside it."""
    from kg.publish.render import Style

    citing.give(result, way.made, Style(view, way.language, way.whole_iris), way.path)


def _stream(graph: Graph, text: str, way: Way) -> None:
    """Write a long answer while it comes; its documents are told from what is written."""
    from kg.query.citing.passing import Passing

    assert way.made is not None
    passing = Passing(graph.view)
    out.stream(graph.view, text, way.made, way.path, passing)
    notes = passing.notes()._replace(as_of=graph.as_of)
    if way.path is not None:
        citing.describe(way.path, way.made.name, (), notes)
    if not way.quiet:
        citing.say(notes)


def _explain(view: View, text: str) -> None:
    from kg.query.named.undeclared import undeclared

    for message in undeclared(view, text):
        terminal.note(f"the answer is empty: {message}")


def _require_fit(made: Format, text: str, path: Path | None) -> None:
    from kg.publish.formats import KINDS, require_fit
    from kg.query.sparql import form

    require_fit(made, KINDS.get(form(text), ""))
    out.require_place(made, path)


def _list(found: list[NamedQuery]) -> None:
    rows = [
        (one.name, one.summary, " ".join(f"--{parameter.name}" for parameter in one.parameters))
        for one in found
    ]
    tables.show(("query", "answers", "parameters"), rows)


def _describe(one: NamedQuery) -> None:
    from kg.query.named.headers import without_header

    typer.echo(f"{one.name}: {one.summary}")
    if one.description:
        typer.echo(f"\n{one.description}")
    for parameter in one.parameters:
        typer.echo(f"\n  --{parameter.name}  {parameters.help_of(parameter)}")
        typer.echo(f"    example: {parameter.example}")
    typer.echo("\n" + without_header(one.text).rstrip("\n"))
