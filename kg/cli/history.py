"""The command that tells how what is said has changed."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import citing, terminal
from kg.cli.lists import Form, Format, form_of, write
from kg.cli.options import (
    AnyStore,
    AsOf,
    Cite,
    Data,
    Language,
    Output,
    Project,
    Quiet,
    Tables,
    examples,
    family,
)

app = family()


@app.command(
    cls=citing.CitingCommand,
    epilog=examples(
        "kg history china-kyrgyzstan-uzbekistan-railway length",
        "kg history shanghai-cooperation-organisation -o sco.csv",
        "kg history TKM --as-of 2024-12",
    ),
)
def history(
    entity: Annotated[str, typer.Argument(help="A key, code, name, short or whole IRI.")],
    property: Annotated[
        str | None,
        typer.Argument(help="Only what is said by this property, or about this quantity."),
    ] = None,
    output: Output = None,
    form: Form = Format.TABLE,
    lang: Language = "en",
    as_of: AsOf = None,
    tables: Tables = False,
    cite: Cite = None,
    quiet: Quiet = False,
    project: Project = None,
    store: AnyStore = None,
    data: Data = None,
) -> None:
    """Tell how what is said of a thing has changed, and which document changed it.

    A line for each claim, the earliest document first: what was first said, repeated, changed,
    denied, retracted or revised, with the answer before and after. A document without a date of
    issue stands where it was retrieved, marked as such. A figure of a table is there once another
    edition or document gives it too.
    """
    from kg.cli.graph import open_graph
    from kg.cli.interrupt import interruptible
    from kg.publish.histories import history_sheet, short_history
    from kg.query.citing.reported import of_claims

    form, cited = form_of(form, output), citing.form_of(cite, output)
    graph = open_graph(project, store=store, data=list(data or ()), as_of=as_of, tables=tables)
    asked = {"language": lang}
    found = interruptible(lambda: graph.history(entity, property, **asked))
    if citing.instead(graph, cited, output, found, ("history", entity, property), asked):
        return
    quiet = quiet or cited is not None
    notes = of_claims(graph.view, ((one.attribution,) for one in found))
    notes = notes._replace(as_of=graph.as_of)
    short = form is Format.TABLE and output is None and terminal.interactive()
    sheet = short_history(found) if short else history_sheet(found)
    write(form, sheet, [one.to_dict() for one in found], notes, output)
    if not found:
        terminal.note("Nobody says anything of it by that.")
    elif not quiet:
        citing.say(notes)
