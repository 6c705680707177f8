"""The command that sets what two sides report side by side: `mirror`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import citing, parameters, terminal
from kg.cli import output as out
from kg.cli.interrupt import interruptible
from kg.cli.options import AsOf, Language, Output, Project, Quiet, Tables, examples, family
from kg.cli.series import Asked, Chart, Form, SeriesCommand, Since, Until, draw, way

if TYPE_CHECKING:
    from pathlib import Path

    from kg.publish.formats import Format
    from kg.query.mirrored import Mirror
    from kg.store.view import View

app = family()

_FOR_PEOPLE = ("table", "md")

Reporter = Annotated[
    list[str] | None,
    typer.Option(metavar="AREA", help="Who reports; the ratio is of its figures to the other's."),
]
Partner = Annotated[
    list[str] | None,
    typer.Option(metavar="AREA", help="The other side; without one, all that report, too."),
]
Flow = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FLOW", help="As the reporter counts it; without one, all that are faced."
    ),
]
By = Annotated[
    str | None,
    typer.Option(metavar="SPAN", help="year, quarter or month; without it, periods as they are."),
]
Factor = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Set valuations level by this, not by what sources say."),
]
Every = Annotated[
    bool, typer.Option("--all", help="Each edition of each document in lines of its own.")
]


@app.command(
    cls=SeriesCommand,
    context_settings=parameters.SETTINGS,
    epilog=examples(
        "kg mirror trade --reporter CHN --partner KGZ",
        "kg mirror trade --reporter CHN --flow exports --by year --since 2022 --until 2022",
        "kg mirror trade --reporter CHN --partner KAZ --all -o mirror.csv",
        "kg mirror trade --reporter CHN --partner UZB --by year -o mirror.svg",
    ),
)
def mirror(
    ctx: typer.Context,
    figures: Asked = None,
    reporter: Reporter = None,
    partner: Partner = None,
    flow: Flow = None,
    by: By = None,
    since: Since = None,
    until: Until = None,
    factor: Factor = None,
    every: Every = False,
    chart: Chart = None,
    output: Output = None,
    form: Form = None,
    lang: Language = "en",
    as_of: AsOf = None,
    with_tables: Tables = False,
    quiet: Quiet = False,
    project: Project = None,
) -> None:
    """Set what two sides report of the same side by side: exports of the one, imports of the other.

    Each line has both figures, each with its source, their ratio (the reporter's divided by the
    partner's), and what keeps them from being the same thing: another period, another valuation,
    a silent side. The ratio of figures that are set level (FOB and CIF) stands beside the ratio as
    reported, with the factor and who uses it. Nothing is summed, merged or guessed.

    Any other dimension of the figures is an option, too: --product total. CSV, JSON and Parquet
    have all columns and the IRIs of both observations, which `kg why` takes.
    """
    from kg.cli.graph import open_graph

    kind, made = way(chart, form, output)
    named = {"reporter": reporter, "partner": partner, "flow": flow}
    values = parameters.given(ctx.args) | {name: one for name, one in named.items() if one}
    if figures is None:
        raise typer.BadParameter("say which figures, such as trade; `kg series` lists them")
    graph = open_graph(project, as_of=as_of, tables=with_tables)
    found = interruptible(
        lambda: graph.mirror(
            figures, values, by=by, since=since, until=until, factor=factor, every=every,
            language=lang,
        )
    )  # fmt: skip
    if kind:
        draw(found.series(), kind, output)
    else:
        _write(found, made, graph.view, output)
    for note in found.notes:
        terminal.note(f"Note: {note}.")
    if not quiet and len(found):
        from kg.query.citing.notes import notes_of_documents

        citing.say(notes_of_documents(graph.view, found.documents, len(found)))


def _write(found: Mirror, made: Format | None, view: View, output: Path | None) -> None:
    """Both sides with their sources for a person at a terminal, lines for what reads a pipe."""
    from kg.publish.render import Style

    here = output is None and terminal.interactive()
    if here and (made is None or made.name == "table"):
        from kg.publish.mirror import drawn_mirror

        terminal.console().print(drawn_mirror(found))
        return
    style = Style(view)
    if made is None:
        terminal.note(found.title)
        out.show(found.shown(), style)
    else:
        rows = found.shown() if made.name in _FOR_PEOPLE else found.rows()
        out.write(rows, made, style, output)
    _say_trends(found)


def _say_trends(found: Mirror) -> None:
    """The sentence of each part; of many parts, those of which there is something to say."""
    for part in found.parts:
        if part.trend and (len(found.parts) == 1 or part.has_trend):
            one, two, flow = part.pair
            terminal.note(f"{one}, {flow} with {two}: {part.trend}.")
