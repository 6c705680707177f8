"""The command that sets what two sides report side by side: `mirror`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import citing, parameters, terminal
from kg.cli.interrupt import interruptible
from kg.cli.options import AsOf, Cite, Language, Output, Project, Quiet, Tables, examples, family
from kg.cli.series import Asked, Chart, Form, SeriesCommand, Since, Until, draw, give, tell, way

if TYPE_CHECKING:
    from pathlib import Path

    from kg.publish.formats import Format
    from kg.query.citing.notes import Notes
    from kg.query.figures.mirrored import Mirror
    from kg.store.view import View

app = family()

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
    cite: Cite = None,
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
    cited = citing.form_of(cite, output)
    named = {"reporter": reporter, "partner": partner, "flow": flow}
    values = parameters.given(ctx.args) | {name: one for name, one in named.items() if one}
    if figures is None:
        raise typer.BadParameter("say which figures, such as trade; `kg series` lists them")
    graph = open_graph(project, as_of=as_of, tables=with_tables)
    asked: dict[str, Any] = {"by": by, "since": since, "until": until, "language": lang}
    asked |= {"factor": factor, "every": every}
    found = interruptible(lambda: graph.mirror(figures, values, **asked))
    if citing.instead(graph, cited, output, found, ("mirror", figures, values), asked):
        return
    quiet = quiet or cited is not None
    from kg.query.citing.reported import of_mirror

    notes = of_mirror(graph.view, found)._replace(as_of=graph.as_of)
    if kind:
        draw(found.series(), kind, output, notes)
    else:
        _write(found, made, graph.view, output, notes)
    tell(found.notes, None if quiet or not len(found) else notes)


def _write(
    found: Mirror, made: Format | None, view: View, output: Path | None, notes: Notes
) -> None:
    """Both sides with their sources for a person at a terminal, lines for what reads a pipe."""
    shown = []

    def drawn() -> None:
        from kg.publish.mirror import drawn_mirror

        terminal.console().print(drawn_mirror(found))
        shown.append(found)

    give(found, made, view, output, notes, drawn)
    if not shown:
        _say_trends(found)


def _say_trends(found: Mirror) -> None:
    """The sentence of each part; of many parts, those of which there is something to say."""
    for part in found.parts:
        if part.trend and (len(found.parts) == 1 or part.has_trend):
            one, two, flow = part.pair
            terminal.note(f"{one}, {flow} with {two}: {part.trend}.")
