"""The command that tells who disagrees with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from kg.query.contradictions.found import Contradiction

app = family()

_FEW = 12  # groups that are told whole on a terminal


@app.command(
    cls=citing.CitingCommand,
    epilog=examples(
        "kg contradictions",
        "kg contradictions KGZ --kind reporter",
        "kg contradictions TKM --kind arithmetic",
        "kg contradictions china-kyrgyzstan-uzbekistan-railway --property length",
        "kg contradictions --class TradeObservation --min-spread 1.5 -o trade.csv",
    ),
)
def contradictions(
    entity: Annotated[
        str | None, typer.Argument(help="Only about this: a key, code, name or IRI.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only this kind: conflict, scope, reporter …"),
    ] = None,
    cls: Annotated[
        list[str] | None,
        typer.Option("--class", metavar="CLASS", help="Only things or statements of this class."),
    ] = None,
    property: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only in this property, or about this quantity."),
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only with this document.")
    ] = None,
    min_spread: Annotated[
        float, typer.Option(min=0, metavar="N", help="Only numbers that are N times apart.")
    ] = 0,
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
    """List who disagrees with whom: all answers to one question, and in which way they differ.

    A difference that can be explained is named by its reason: another scope, status, definition,
    period, unit or reporter, a rounding, a hedge. What nothing explains is a conflict, what one
    publisher changed a revision. Sums, shares, growth and orders of dates that cannot be are of
    the kind arithmetic. The rules stand in the ontology (disagreements.ttl, rules/*.rq).

    Options may be repeated. A pipe gets a row for each claim, with the number of its group.
    """
    import gc

    from kg.cli.graph import open_graph
    from kg.cli.interrupt import interruptible

    form, cited = form_of(form, output), citing.form_of(cite, output)
    gc.disable()  # a hundred thousand small things, all of them wanted until the end
    graph = open_graph(project, store=store, data=list(data or ()), as_of=as_of, tables=tables)
    asked: dict[str, Any] = {
        "classes": cls or (),
        "properties": property or (),
        "documents": document or (),
        "kinds": kind or (),
        "spread": min_spread,
        "language": lang,
    }
    found = interruptible(lambda: graph.contradictions(entity, **asked))
    if citing.instead(graph, cited, output, found, ("contradictions", entity), asked):
        return
    quiet = quiet or cited is not None
    from kg.query.citing.reported import of_contradictions

    notes = of_contradictions(graph.view, found)._replace(as_of=graph.as_of)
    if form is Format.TABLE and output is None and terminal.interactive():
        _tell(found)
    else:
        from kg.publish.disputes import disputes_sheet

        write(form, disputes_sheet(found), [one.to_dict() for one in found], notes, output)
    if not found:
        terminal.note("Nobody disagrees about that.")
    elif not quiet:
        citing.say(notes._replace(contradicted=0))  # all of them, as the whole answer says


def _tell(found: list[Contradiction]) -> None:
    """Few groups are told whole, many as a list of what they are about."""
    from kg.publish.disputes import overview_sheet, told

    if len(found) > _FEW:
        write(Format.TABLE, overview_sheet(found), [])
        terminal.note(f"{len(found)} groups; name an entity to see who says what.")
        return
    for number, one in enumerate(found):
        print("\n" * bool(number), end="")
        for line in told(one):
            print(line)
