"""The command that lists and draws figures: `series`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from kg.cli import citing, parameters, tables, terminal
from kg.cli import output as out
from kg.cli.interrupt import interruptible
from kg.cli.options import (
    AsOf,
    Language,
    Output,
    Project,
    Quiet,
    Tables,
    examples,
    family,
    written_as,
)
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.publish.formats import Format
    from kg.publish.render import Style
    from kg.query.cubes import Cube
    from kg.query.results import Rows
    from kg.query.runs import Series
    from kg.store.view import View

app = family()

_FOR_PEOPLE = ("table", "md")

Asked = Annotated[
    str | None,
    typer.Argument(metavar="FIGURES", help="What was observed, by its name or a word of it."),
]
By = Annotated[
    str | None,
    typer.Option(
        metavar="WHAT",
        help="year, quarter, month or a dimension; without it, periods as they are.",
    ),
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only periods that begin then or later.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only periods that end by then.")]
Form = Annotated[
    str | None, written_as("table", "csv", "tsv", "json", "jsonl", "xml", "md", "parquet")
]
Chart = Annotated[
    str | None,
    typer.Option(
        metavar="line|bar", help="Draw: in the terminal, or with -o as a PNG or SVG file."
    ),
]


class SeriesCommand(TyperCommand):
    """`kg series`, which after the name of some figures also knows their dimensions."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the arguments: `--help` is answered before any of them is read."""
        ctx.meta["kg.arguments"] = list(args)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options, and first the dimensions of what is named before `--help`."""
        if cube := _named(ctx):
            from kg.query.cubes import options

            with formatter.section(f"Dimensions of {cube.label}"):
                formatter.write_dl(
                    [(f"--{name} VALUE", f"or {said}") for name, said in options(cube)]
                )
        super().format_options(ctx, formatter)


@app.command(
    cls=SeriesCommand,
    context_settings=parameters.SETTINGS,
    epilog=examples(
        "kg series",
        "kg series trade --reporter KGZ --partner CHN --by year",
        "kg series trade --help",
        "kg series cargo --of aktau-seaport -o aktau.csv",
        "kg series trade --reporter KGZ --flow exports --by year -o exports.svg",
    ),
)
def series(
    ctx: typer.Context,
    figures: Asked = None,
    by: By = None,
    since: Since = None,
    until: Until = None,
    chart: Chart = None,
    output: Output = None,
    form: Form = None,
    lang: Language = "en",
    as_of: AsOf = None,
    with_tables: Tables = False,
    quiet: Quiet = False,
    project: Project = None,
) -> None:
    """List or draw figures as series, each source a series of its own.

    Without a name: what figures there are, and by which dimensions. After the name, each dimension
    is an option: --reporter KGZ. A value is a name in any language, a code or a key; an option
    given twice takes both values. Nothing is merged, converted or summed: every document, edition,
    reporter and unit is a series of its own, named with its source.

    It never sums, because a sum would be a number that nobody said: some figures contain others
    (the world, a group, a year of months), sources leave out what others count, and currencies and
    valuations do not add. Ask for the total that a source gives (--partner world), or write the
    figures to a file (-o trade.parquet) and add up there those that you know to belong together.

    It reads the observations that a build keeps as columns (Parquet), which needs the extra
    `tables`; pictures need the extra `plots`. CSV, JSON and Parquet have all columns and the IRI of
    each observation, which `kg why` takes.
    """
    from kg.cli.graph import open_graph

    kind, made = way(chart, form, output)
    values = parameters.given(ctx.args)
    if figures is None and (values or by or chart):
        raise typer.BadParameter("say which figures; `kg series` lists them")
    graph = open_graph(project, as_of=as_of, tables=with_tables)
    if figures is None:
        _list(graph.view)
        return
    found = interruptible(
        lambda: graph.series(figures, values, by=by, since=since, until=until, language=lang)
    )
    if kind:
        draw(found, kind, output)
    else:
        _write(found, made, graph.view, output)
    for note in found.notes:
        terminal.note(f"Note: {note}.")
    if not quiet and len(found):
        from kg.query.citing.notes import notes_of_documents

        documents = {run.source.document for run in found.runs} - {""}
        citing.say(notes_of_documents(graph.view, documents, len(found), figures=len(found)))


def way(chart: str | None, form: str | None, output: Path | None) -> tuple[str, Format | None]:
    """Which kind of chart is wanted, or which format."""
    from kg.publish.formats import require_fit
    from kg.publish.plots import KINDS, PICTURES

    ending = output.suffix.lstrip(".").lower() if output else ""
    if chart is not None and chart not in KINDS:
        raise typer.BadParameter(f'there is no chart "{chart}": {" or ".join(KINDS)}')
    if ending in PICTURES or chart is not None:
        if form is not None or (output and ending not in PICTURES):
            raise typer.BadParameter("a chart is written to a .png or .svg file, or drawn here")
        return chart or "line", None
    made = out.chosen(form, output)
    if made is not None:
        require_fit(made, "rows")
        out.require_place(made, output)
    return "", made


def draw(found: Series, kind: str, output: Path | None) -> None:
    """Draw a chart in the terminal or to a file."""
    from kg.publish.plots import picture, text_chart

    if output is None:
        typer.echo(text_chart(found, kind, terminal.width()))
        return
    content = picture(found, kind, output.suffix.lstrip(".").lower())
    with out.whole_file(output) as file:
        file.write(content)


def _write(found: Series, made: Format | None, view: View, output: Path | None) -> None:
    from kg.publish.render import Style

    style = Style(view)
    if made is None or (made.name == "table" and output is None and terminal.interactive()):
        _show(found, style)
    else:
        out.write(_rows(found, made), made, style, output)


def _show(found: Series, style: Style) -> None:
    """Series with their figures for whoever sits at a terminal, lines for whatever reads a pipe."""
    if terminal.interactive():
        from kg.publish.runs import drawn_series

        terminal.console().print(drawn_series(found))
        return
    terminal.note(found.title)
    out.show(found.shown(), style)


def _rows(found: Series, made: Format) -> Rows:
    return found.shown() if made.name in _FOR_PEOPLE else found.rows()


def _list(view: View) -> None:
    """What figures there are: how many, and the dimensions that tell them apart."""
    from kg.errors import StoreError
    from kg.query.cubes import cubes
    from kg.store.columns import Wanted

    rows: list[Sequence[str]] = []
    for cube in cubes(view):
        try:
            count = view.columns(cube.name).count(Wanted())
        except StoreError:
            continue  # a class that nobody has observed yet
        options = " ".join(f"--{part.option}" for part in cube.dimensions)
        rows.append((cube.short, f"{count:,}", options))
    tables.show(("figures", "observations", "dimensions"), rows)


def _named(ctx: Any) -> Cube | None:
    """What is named first, if it is there; a help page builds nothing."""
    from kg.project import find_project
    from kg.query.cubes import cube_named
    from kg.store.embedded import open_build

    name = next(iter(ctx.meta.get("kg.arguments", ())), "-")
    if name.startswith("-"):
        return None
    try:
        folder = find_project(ctx.params.get("project")).current_build()
        return cube_named(open_build(folder), name) if folder else None
    except KgError:
        return None
