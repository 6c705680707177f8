"""The command that lists and draws figures: `series`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import citing, parameters, tables, terminal
from kg.cli import output as out
from kg.cli.interrupt import interruptible
from kg.cli.options import (
    AsOf,
    Cite,
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
    from kg.query.citing.notes import Notes
    from kg.query.figures.cubes import Cube
    from kg.query.figures.mirrored import Mirror
    from kg.query.figures.runs import Series
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


class SeriesCommand(citing.CitingCommand):
    """`kg series`, which after the name of some figures also knows their dimensions."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the arguments: `--help` is answered before any of them is read."""
        ctx.meta["kg.arguments"] = list(args)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options, and first the dimensions of what is named before `--help`."""
        if cube := _named(ctx):
            from kg.query.figures.cubes import options

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
    cite: Cite = None,
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
    cited = citing.form_of(cite, output)
    values = parameters.given(ctx.args)
    if figures is None and (values or by or chart or cite is not None):
        raise typer.BadParameter("say which figures; `kg series` lists them")
    graph = open_graph(project, as_of=as_of, tables=with_tables)
    if figures is None:
        _list(graph.view)
        return
    asked: dict[str, Any] = {"by": by, "since": since, "until": until, "language": lang}
    found = interruptible(lambda: graph.series(figures, values, **asked))
    if citing.instead(graph, cited, output, found, ("series", figures, values), asked):
        return
    quiet = quiet or cited is not None
    from kg.query.citing.reported import of_series

    notes = of_series(graph.view, found)._replace(as_of=graph.as_of)
    if kind:
        draw(found, kind, output, notes)
    else:
        _write(found, made, graph.view, output, notes)
    tell(found.notes, None if quiet or not len(found) else notes)


def way(chart: str | None, form: str | None, output: Path | None) -> tuple[str, Format | None]:
    """Which kind of chart is wanted, or which format."""
    from kg.publish.plots import KINDS, PICTURES

    ending = output.suffix.lstrip(".").lower() if output else ""
    if chart is not None and chart not in KINDS:
        raise typer.BadParameter(f'there is no chart "{chart}": {" or ".join(KINDS)}')
    if ending in PICTURES or chart is not None:
        if form is not None or (output and ending not in PICTURES):
            raise typer.BadParameter("a chart is written to a .png or .svg file, or drawn here")
        return chart or "line", None
    return "", out.chosen_for_rows(form, output)


def tell(left_out: Iterable[str], notes: Notes | None) -> None:
    """Say beside figures what was left out, and what must be known of the rest."""
    for note in left_out:
        terminal.note(f"Note: {note}.")
    if notes is not None:
        citing.say(notes)


def draw(found: Series, kind: str, output: Path | None, notes: Notes) -> None:
    """Draw a chart in the terminal or to a file, with what must be known of it beside it."""
    from kg.publish.plots import picture, text_chart

    if output is None:
        typer.echo(text_chart(found, kind, terminal.width()))
        return
    form = output.suffix.lstrip(".").lower()
    content = picture(found, kind, form)
    with out.whole_file(output) as file:
        file.write(content)
    citing.describe(output, form, (), notes)


def _write(
    found: Series, made: Format | None, view: View, output: Path | None, notes: Notes
) -> None:
    """Series with their figures for whoever sits at a terminal, lines for whatever reads a pipe."""

    def drawn() -> None:
        from kg.publish.runs import drawn_series

        terminal.console().print(drawn_series(found))

    give(found, made, view, output, notes, drawn)


def give(
    found: Series | Mirror,
    made: Format | None,
    view: View,
    output: Path | None,
    notes: Notes,
    drawn: Callable[[], None],
) -> None:
    """Give figures as people read them, or with all their columns."""
    from kg.publish.render import Style

    if made is None and not terminal.interactive():
        terminal.note(found.title)
    for_people = made is None or made.name in _FOR_PEOPLE
    rows = found.shown() if for_people else found.rows()
    citing.give(rows.knowing(notes), made, Style(view), output, drawn)


def _list(view: View) -> None:
    """What figures there are: how many, and the dimensions that tell them apart."""
    from kg.errors import StoreError
    from kg.query.figures.cubes import cubes
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
    from kg.query.figures.cubes import cube_named
    from kg.store.embedded import open_build

    name = next(iter(ctx.meta.get("kg.arguments", ())), "-")
    if name.startswith("-"):
        return None
    try:
        folder = find_project(ctx.params.get("project")).current_build()
        return cube_named(open_build(folder), name) if folder else None
    except KgError:
        return None
